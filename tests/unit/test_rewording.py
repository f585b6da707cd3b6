"""An advice given in one language reads in the other as if it had been given there."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from funding_builders import TODAY, knowledge_with, shipped
from hypothesis import given, settings
from strategies import days, profiles

from bot.advice.advise import Adviser
from bot.advice.rewording import reworded
from bot.language import Language
from bot.profile import Profile

COMPANY = Profile(
    need_areas=("marketing",), goals=("get_work_done",), province="QC", headcount=9, supervision_hours_per_week=2,
    budget_cad=800, weeks_until_start=2, duration_days=10,
)  # fmt: skip


@cache
def adviser() -> Adviser:
    return Adviser(shipped())


def kept(profile: Profile, language: Language, today: date = TODAY) -> Any:
    """The advice as a ticket keeps it."""
    return json.loads(json.dumps(adviser().answer(replace(profile, language=language), today)))


@settings(max_examples=60, deadline=None)
@given(profiles(), days())
def test_an_advice_said_again_is_the_advice_given_in_that_language(profile: Profile, today: date) -> None:
    english, french = (kept(profile, language, today) for language in ("en", "fr"))
    assert reworded(french, shipped(), "en") == english
    assert reworded(english, shipped(), "fr") == french


def test_the_decision_is_not_taken_again_when_the_knowledge_has_changed() -> None:
    before = kept(COMPANY, "en")
    since = knowledge_with("swpp", checked_on=date(2027, 3, 1), status="unverified")
    after = reworded(before, since, "fr")
    assert after == kept(COMPANY, "fr")


def test_what_cannot_be_said_again_keeps_its_words_and_names_their_language() -> None:
    before = kept(COMPANY, "fr")
    best = before["recommendations"][0]
    best["reasons"][0]["code"] = "a_code_of_long_ago"
    best["funding"][0]["program"] = "a-program-of-long-ago"
    best["cash_flow"].pop("steps")
    after = reworded(before, shipped(), "en")["recommendations"][0]
    assert after["reasons"][0] == {**best["reasons"][0], "language": "fr"}
    assert after["cash_flow"] == {**best["cash_flow"], "language": "fr"}
    assert all(note["language"] == "fr" for note in after["funding"][0]["notes"])
    assert "language" not in after["reasons"][1]


@pytest.mark.parametrize("bare", [{}, {"advice": "go"}, {"recommendations": [{"format": "competition"}]}])
def test_an_advice_with_parts_missing_stays_as_bare(bare: dict[str, Any]) -> None:
    assert reworded(bare, shipped(), "fr") == {**bare, "language": "fr"}
