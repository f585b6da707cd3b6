"""Every code the engine can give has words in both languages, and the words keep their promises."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import days, profiles

from bot.advice.advise import Adviser
from bot.advice.money import TO_CONFIRM, TO_KNOW
from bot.advice.words import catalogue, has_word
from bot.funding.conditions import RULED_OUT
from bot.knowledge.load import load_knowledge
from bot.knowledge.tasks import PARTIES, total
from bot.language import LANGUAGES
from bot.profile import CHOICES, FORMATS, Profile

ROOT = Path(__file__).resolve().parents[2]
KNOWN = load_knowledge()
ADVISER = Adviser(KNOWN)
CAUTIONS = ("urgent_critical", "licensed_work", "free_labour", "year_round_hire")


def codes(folder: str) -> set[str]:
    """Every code a `Reason(...)` of a folder names outright."""
    found = set()
    for path in sorted((ROOT / "bot" / folder).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = isinstance(node, ast.Call) and getattr(node.func, "id", None) == "Reason" and node.args
            if named and isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value))
    return found


def test_every_reason_of_matching_has_words() -> None:
    fields = KNOWN.estimates.weights
    made = {f"{field}_{verdict}" for field in fields for verdict in ("fit", "against")}
    made |= {f"needs_more_{field}" for field in ("supervision_hours_per_week", "duration_days", "budget_cad")}
    assert not [code for code in made | codes("matching") if not has_word("reasons", code)]


def test_every_reason_of_funding_has_words() -> None:
    given_codes = codes("funding") | set(RULED_OUT.values()) | {"ruled_out"}
    assert not [code for code in given_codes if not has_word("reasons", code)]
    used = {fit.reason for program in KNOWN.programs.values() for fit in program.formats.values()}
    assert used <= set(KNOWN.reason_codes)


def test_every_doubt_caution_step_question_and_change_has_words() -> None:
    asked = (*KNOWN.estimates.likely_answers, *KNOWN.estimates.always_worth, "need_areas")
    wanted: list[tuple[str, ...]] = [("freshness", flag) for flag in (*TO_CONFIRM, *TO_KNOW)]
    wanted += [("cautions", code) for code in CAUTIONS]
    wanted += [("first_steps", step.id) for step in KNOWN.first_steps]
    wanted += [("questions", field) for field in asked]
    wanted += [("changes", field) for field in KNOWN.estimates.tried_values]
    wanted += [("changes", f"{field}_{value}") for field in ("work_mode", "stage") for value in CHOICES[field]]
    assert not [path for path in wanted if not has_word(*path)]


def leaves(node: Any, path: str = "") -> list[tuple[str, Any]]:
    if isinstance(node, dict) and set(node) == set(LANGUAGES) and all(isinstance(text, str) for text in node.values()):
        return [(path, node)]
    return [leaf for key, value in node.items() for leaf in leaves(value, f"{path}/{key}")]


def test_both_languages_ask_for_the_same_values() -> None:
    holes = re.compile(r"{(\w+)[^}]*}")
    differing = [
        path
        for path, texts in leaves(catalogue())
        if set(holes.findall(texts["en"])) != set(holes.findall(texts["fr"]))
    ]
    assert not differing


def texts_in(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [value for key, value in node.items() if key == "text" and isinstance(value, str)]
        return own + [text for value in node.values() for text in texts_in(value)]
    return [text for item in node for text in texts_in(item)] if isinstance(node, list) else []


@settings(deadline=None, max_examples=60)
@given(profiles(), days(), st.sampled_from(LANGUAGES))
def test_every_answer_renders_cleanly_in_both_languages(profile: Profile, day: Any, language: str) -> None:
    answer = ADVISER.answer(Profile.from_mapping({**profile.to_dict(), "language": language}), day)
    for text in texts_in(answer):
        assert text.strip() == text and "  " not in text and "{" not in text
        if language == "fr":
            assert not re.search(r"[^\u00a0]:(?!//)(?=\s)|« | »", text), text


def test_totals_reconcile_with_the_hours_of_each_format() -> None:
    for id_ in FORMATS:
        minutes, hours = total(KNOWN.tasks[id_], "owner"), KNOWN.formats[id_].employer_hours_total
        assert minutes is not None and hours.min is not None and hours.max is not None
        assert (minutes.min, minutes.max) == (hours.min * 60, hours.max * 60)


def test_a_guess_is_never_a_number() -> None:
    unknown = [party for id_ in FORMATS for party in PARTIES if total(KNOWN.tasks[id_], party) is None]
    assert unknown and "owner" not in unknown
