"""Formats and programs as other people's software reads them."""

from __future__ import annotations

import json

import pytest
from funding_builders import shipped

from bot.knowledge.entries import format_entry, program_entry
from bot.profile import FORMATS


@pytest.mark.parametrize("format_id", FORMATS)
def test_a_format_comes_complete_in_both_languages_with_its_sources(format_id: str) -> None:
    entry = format_entry(shipped().formats[format_id], shipped())
    json.dumps(entry)
    for key in ("name", "label", "summary", "definition", "best_for", "deliverables", "employer_checklist", "calendar"):
        assert entry[key]["en"] and entry[key]["fr"]
    assert entry["sources"] and entry["checked_on"] < entry["next_check"]
    assert entry["employer_hours"]["basis"] and entry["who_does_what"]["basis"] == "estimate"


def test_unknown_stays_null_and_minutes_add_up() -> None:
    entry = format_entry(shipped().formats["micro_placement"], shipped())
    assert entry["who_does_what"]["total_minutes"] == {
        "owner": {"low": 300, "high": 720},
        "school": None,
        "intermediary": None,
    }
    assert format_entry(shipped().formats["consulting"], shipped())["cost_with_pay_cad"]["high"] is None


@pytest.mark.parametrize("program_id", sorted(shipped().programs))
def test_a_program_comes_with_the_keys_of_an_offer_and_both_languages(program_id: str) -> None:
    entry = program_entry(shipped().programs[program_id], shipped())
    json.dumps(entry)
    assert set(entry) >= {
        "program", "eligibility", "paid_to", "missing", "estimate_cad", "reasons", "status", "checked_on", "source",
    }  # fmt: skip
    for key in ("name", "summary", "administrator"):
        assert entry[key]["en"] and entry[key]["fr"]
    assert entry["estimate_cad"] is None and entry["source"].startswith("http")
    assert not [id_ for id_ in entry["formats"] if entry["fits"][id_]["fit"] == "no"]


def test_asked_about_a_format_a_program_says_why_it_fits() -> None:
    entry = program_entry(shipped().programs["swpp"], shipped(), "online_project")
    (reason,) = entry["reasons"]
    assert set(entry["reason_texts"][reason["code"]]) == {"en", "fr"}
