"""Who can help pay: the card beside the answer, program by program, as it stands in her case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from dialogue_builders import a_talk, a_turn, heard, shipped, shown

from bot.advice.words import word
from bot.dialogue.talk import Talk
from bot.profile import PROVINCES

BOTH = pytest.mark.parametrize("language", ["en", "fr"])
WHO = {"en": "who can help pay?", "fr": "qui peut aider à payer?"}


def card_of(talk: Talk, text: str) -> Mapping[str, Any]:
    custom = a_turn(talk, heard(text, "ask_funding")).says[0].custom
    assert custom is not None
    assert custom["type"] == "funding"
    return custom


def advised(language: str = "en", **facts: Any) -> Talk:
    return a_talk(language=language, need_areas=["web_digital"], topic="online_project", **facts)


@BOTH
def test_the_card_lists_the_programs_of_the_text_with_their_status_and_source(language: str) -> None:
    turn = a_turn(advised(language, province="NB", headcount=7), heard(WHO[language], "ask_funding"))
    card, text = turn.says[0].custom, shown(turn.says[0], language)
    assert card is not None
    assert card["ids"] == [each["program"] for each in card["programs"]]
    assert card["sources"] == [each["source"] for each in card["programs"]]
    for each in card["programs"]:
        status = word(language, "labels", "eligibility", each["eligibility"])  # type: ignore[arg-type]
        assert f"• {each['name']} ({status}, " in text
        assert each["summary"] in text
        assert each["checked_on"] == shipped().programs[each["program"]].checked_on.isoformat()


def test_what_is_not_known_of_her_case_is_named_and_fewer_things_are_missing_once_she_tells() -> None:
    before = {each["program"]: each for each in card_of(advised(province="NB"), WHO["en"])["programs"]}
    after = {
        each["program"]: each
        for each in card_of(advised(province="NB", duration_days=8, budget_cad=1500), WHO["en"])["programs"]
    }
    assert all(each["missing"] for each in before.values() if each["eligibility"] == "unknown")
    assert {"duration_days", "budget_cad"} & {fact for each in before.values() for fact in each["missing"]}
    assert not {"duration_days", "budget_cad"} & {fact for each in after.values() for fact in each["missing"]}


def test_an_amount_nobody_published_stays_unknown() -> None:
    programs = card_of(advised(province="NB"), WHO["en"])["programs"]
    unknown = [each for each in programs if shipped().programs[each["program"]].amount.works_by is None]
    assert unknown
    assert all(each["estimate_cad"] is None and each["paid_to_others_cad"] is None for each in unknown)


def test_without_a_format_to_pay_for_there_are_rules_and_no_programs() -> None:
    card = card_of(a_talk(headcount=900), WHO["en"])
    assert (card["ids"], card["programs"], card["format"]) == ([], [], None)


@BOTH
def test_a_program_for_other_provinces_is_a_no_with_its_reason(language: str) -> None:
    (program,) = card_of(advised(language, province="QC"), "FutureNB?")["programs"]
    assert program["program"] == "nb-futurenb"
    assert program["eligibility"] == "no"
    assert program["missing"] == []
    assert [each["text"] for each in program["reasons"]] == [word(language, "reasons", "not_in_your_province")]  # type: ignore[arg-type]


def test_a_program_her_facts_rule_out_says_which_and_nothing_else() -> None:
    (program,) = card_of(advised(province="ON", duration_days=8, headcount=80), "Canada Summer Jobs")["programs"]
    assert program["eligibility"] == "no"
    codes = [each["code"] for each in program["reasons"]]
    assert "too_many_people" in codes
    assert set(codes) <= {"too_many_people", "lasts_longer_than_you_can"}


@pytest.mark.parametrize("province", [None, *PROVINCES])
def test_every_program_has_a_card_wherever_she_is(province: str | None) -> None:
    for program in shipped().programs.values():
        talk = advised(province=province) if province else advised()
        turn = a_turn(talk, heard("what about this one?", "ask_funding", program=program.id))
        (told,) = turn.says[0].custom["programs"]  # type: ignore[index]
        elsewhere = province and "CA" not in program.jurisdictions and province not in program.jurisdictions
        assert told["program"] == program.id
        assert not elsewhere or told["eligibility"] == "no"
        assert told["eligibility"] != "unknown" or told["missing"]
        assert told["eligibility"] == "unknown" or told["reasons"]


def test_a_program_she_names_is_about_a_format_it_may_pay_for() -> None:
    card = card_of(a_talk(topic="competition", province="ON"), "SWPP")
    assert shipped().programs["swpp"].formats[card["format"]].fit != "no"
    assert shipped().programs["swpp"].formats["competition"].fit == "no"


def test_a_closed_program_is_a_no_with_the_date_of_its_source() -> None:
    closed = next(iter(shipped().closed.values()))
    card = card_of(advised(), closed.name.en)
    (program,) = card["programs"]
    assert (program["program"], program["eligibility"], program["status"]) == (closed.id, "no", "closed")
    assert program["estimate_cad"] is None
    assert program["newest_source_date"] == closed.evidence_date
    assert card["sources"] == ([closed.source_url] if closed.source_url else [])
