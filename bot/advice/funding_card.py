"""The card beside an answer about money: each program as it stands in her case, JSON-ready."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from bot.advice.money import offer_told
from bot.advice.words import word
from bot.funding.conditions import RULED_OUT
from bot.funding.eligibility import FITS, Offer, fund
from bot.knowledge.model import Closed, Knowledge, Program
from bot.language import Language, typeset
from bot.profile import Profile
from bot.reason import Reason

MOST_SHOWN: Final = 4
REFUSALS: Final = frozenset((*RULED_OUT.values(), "ruled_out"))
Told = Mapping[str, Any]


def on_the_table(answer: Told, format_id: str | None) -> Told | None:
    """The recommendation talked about, else the first; None when nothing is recommended."""
    ranked = answer["recommendations"]
    return next((each for each in ranked if each["format"] == format_id), ranked[0] if ranked else None)


def funding_card(chosen: Told | None, knowledge: Knowledge, language: Language) -> dict[str, Any]:
    """The programs for a recommendation, those that fit first, each with the words that say how much it pays."""
    offers = chosen["funding"][:MOST_SHOWN] if chosen else []
    return _card(chosen["format"] if chosen else None, [_with_summary(each, knowledge, language) for each in offers])


def program_card(
    named: Program | Closed, profile: Profile, format_id: str | None, knowledge: Knowledge, today: date
) -> dict[str, Any]:
    """The program she names: whether it is for her, with the format on the table or else the one it fits best.

    What the program is stands in the message itself, so the card has no summary and no note of what to confirm.
    """
    language: Language = "fr" if profile.language == "fr" else "en"
    if isinstance(named, Closed):
        return _card(None, [_closed(named, language)])
    fitting = _format_for(named, format_id)
    offers = fund(fitting, profile, knowledge, today)
    offer = next((each for each in offers if each.program.id == named.id), None)
    told = offer_told(offer or _out_of_reach(named), knowledge, language)
    told["notes"] = [note for note in told["notes"] if note["code"] != "to_be_confirmed"]
    return _card(fitting if offer else None, [_named(told, named, language)])


def _card(format_id: str | None, programs: Sequence[Told]) -> dict[str, Any]:
    return {
        "type": "funding",
        "ids": [each["program"] for each in programs],
        "sources": [each["source"] for each in programs if each["source"]],
        "format": format_id,
        "programs": list(programs),
    }


def _with_summary(offer: Told, knowledge: Knowledge, language: Language) -> dict[str, Any]:
    program = knowledge.programs[offer["program"]]
    return {**_named(offer, program, language), "summary": typeset(program.summary[language], language)}


def _named(offer: Told, program: Program, language: Language) -> dict[str, Any]:
    """An offer with its name; one ruled out keeps only the reasons that rule it out."""
    reasons = [each for each in offer["reasons"] if offer["eligibility"] != "no" or each["code"] in REFUSALS]
    return {**offer, "name": typeset(program.name[language], language), "reasons": reasons, "summary": None}


def _format_for(program: Program, format_id: str | None) -> str:
    """The format asked about if the program may pay for it, else the one it fits best."""
    wanted = program.formats.get(str(format_id))
    if wanted is not None and wanted.fit != "no":
        return str(format_id)
    return min(program.formats, key=lambda id_: FITS.index(program.formats[id_].fit))


def _out_of_reach(program: Program) -> Offer:
    """A program that does not serve her province."""
    reason = Reason("not_in_your_province", ("province",), ())
    return Offer(program, "no", (), None, None, None, program.money_goes_to, (reason,), (), program.source or "")


def _closed(named: Closed, language: Language) -> dict[str, Any]:
    """A program that pays nobody any more; the message says why."""
    return {
        "program": named.id,
        "name": typeset(named.name[language], language),
        "eligibility": "no",
        "paid_to": None,
        "missing": [],
        "estimate_cad": None,
        "paid_to_others_cad": None,
        "reasons": [{"code": "closed", "text": word(language, "funding", "no_longer")}],
        "summary": None,
        "status": "closed",
        "flags": [],
        "notes": [],
        "checked_on": None,
        "newest_source_date": named.evidence_date,
        "source": named.source_url,
    }
