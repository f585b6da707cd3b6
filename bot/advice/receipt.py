"""A receipt of an advice: the facts, the rules that fired, the scores, the sources; it replays to the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from bot.advice.advise import Adviser
from bot.knowledge.load import load_knowledge
from bot.matching.recommend import decide
from bot.matching.scoring import Scoring
from bot.profile import Profile

VERSION: Final = 1


def receipt(profile: Profile, today: date, adviser: Adviser) -> dict[str, Any]:
    """Everything the advice for `profile` on `today` rests on, JSON-ready, with the answer itself."""
    scoring, answer = adviser.scoring(today), adviser.answer(profile, today)
    verdict = decide(profile, scoring)
    return {
        "receipt": VERSION,
        "today": today.isoformat(),
        "knowledge_version": adviser.knowledge.version,
        "facts": {name: value for name, value in profile.to_dict().items() if value not in (None, [])},
        "rules_fired": _fired(profile, scoring, answer),
        "stop": verdict.stop.code if verdict.stop else None,
        "scores": {id_: _scores(id_, profile, scoring) for id_ in sorted(adviser.knowledge.formats)},
        "ranking": [{"format": id_, "fit": fit} for fit, id_ in verdict.ranking],
        "sources": _sources(answer, adviser),
        "answer": answer,
    }


def basis(profile: Profile, today: date, adviser: Adviser) -> dict[str, Any]:
    """The receipt without the answer: what travels beside an answer that is kept anyway."""
    return {name: value for name, value in receipt(profile, today, adviser).items() if name != "answer"}


def _fired(profile: Profile, scoring: Scoring, answer: Mapping[str, Any]) -> dict[str, Any]:
    """By format: the hard limits that broke, then the codes shown for and against it."""
    fired: dict[str, Any] = {}
    for id_ in sorted(scoring.knowledge.formats):
        fired[id_] = {"limits": [limit.code for limit in scoring.limits(profile, id_)]}
    for each in answer["recommendations"]:
        fired[each["format"]]["reasons"] = [reason["code"] for reason in each["reasons"]]
        fired[each["format"]]["tradeoffs"] = [reason["code"] for reason in each["tradeoffs"]]
    for each in answer["not_recommended"]:
        fired[each["format"]]["excluded_by"] = [reason["code"] for reason in each["reasons"]]
    return fired


def _scores(id_: str, profile: Profile, scoring: Scoring) -> dict[str, Any]:
    """By field: what it counts and how well the format suits it; fields that tell nothing are left out."""
    found = {}
    for field in sorted(scoring.knowledge.estimates.weights):
        value = getattr(profile, field)
        score = scoring.column(field, value)[id_].score
        if score is not None:
            found[field] = {"weight": scoring.weight(field, value), "score": round(score, 4)}
    return found


def _sources(answer: Mapping[str, Any], adviser: Adviser) -> list[str]:
    """The pages the formats and programs shown were read in."""
    titles = adviser.knowledge.source_titles
    shown = answer["recommendations"]
    codes = [code for each in shown for code in adviser.knowledge.formats[each["format"]].sources]
    urls = [titles[code].url for code in codes if titles[code].url.startswith("http")]
    urls += [offer["source"] for each in shown for offer in each["funding"] if offer["source"]]
    return sorted(set(urls))


def as_bytes(kept: Mapping[str, Any]) -> bytes:
    """A receipt as it is kept: UTF-8 JSON, keys in order, no spaces."""
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def replay(kept: Mapping[str, Any], adviser: Adviser | None = None) -> bool:
    """Whether the facts of a receipt give the same bytes again; False under any other state of the knowledge.

    `adviser` defaults to one with the shipped knowledge. Raises `InvalidProfile`, `KeyError` or `ValueError` for
    what is no receipt.
    """
    ours = adviser or Adviser(load_knowledge())
    again = receipt(Profile.from_mapping(kept["facts"]), date.fromisoformat(kept["today"]), ours)
    return as_bytes(again) == as_bytes(kept)
