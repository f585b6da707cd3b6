"""The one answer, as the chat and other people's software read it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from funding_builders import TODAY, knowledge_with, shipped
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import profiles

from bot.advice import plan_wording, wording
from bot.advice.advise import Adviser
from bot.advice.receipt import as_bytes, receipt, replay
from bot.advice.words import Counted, day
from bot.funding.about import about
from bot.language import LANGUAGES, Language, typeset
from bot.profile import FORMATS, PROFILE_FIELDS, Profile

KNOWN_COMPANY: dict[str, Any] = {
    "need_areas": ("marketing", "finance"), "goals": ("get_work_done",), "province": "QC", "headcount": 9,
    "supervision_hours_per_week": 1, "budget_cad": 800, "weeks_until_start": 2, "duration_days": 10,
}  # fmt: skip


@cache
def adviser() -> Adviser:
    return Adviser(shipped())


def answer(today: date = TODAY, ours: Adviser | None = None, **facts: Any) -> dict[str, Any]:
    return (ours or adviser()).answer(Profile(**facts), today)


def test_the_answer_holds_what_the_interface_promises() -> None:
    got = answer(**KNOWN_COMPANY)
    assert set(got) >= {
        "recommendations", "not_recommended", "first_step", "advice", "next_question", "language", "as_of",
        "knowledge_version", "disclaimer", "what_would_change_it", "stop",
    }  # fmt: skip
    assert set(got["recommendations"][0]) >= {
        "format", "fit", "reasons", "tradeoffs", "what_would_change_it", "employer_hours", "employer_hours_per_week",
        "earliest_start", "cost_cad", "cash_flow", "funding", "next_steps",
    }  # fmt: skip
    shown = {each["format"] for each in got["recommendations"]} | {each["format"] for each in got["not_recommended"]}
    assert shown == set(FORMATS)


def test_the_same_facts_on_the_same_day_give_the_same_bytes() -> None:
    first, second = (json.dumps(answer(ours=ours, **KNOWN_COMPANY)) for ours in (adviser(), Adviser(shipped())))
    assert first == second


@given(profiles(), st.sets(st.sampled_from(PROFILE_FIELDS)))
@settings(max_examples=60, deadline=None)
def test_the_next_question_alone_is_that_of_the_answer(profile: Profile, not_again: set[str]) -> None:
    question = adviser().answer(profile, TODAY, tuple(not_again))["next_question"]
    assert adviser().next_slot(profile, TODAY, tuple(not_again)) == (question and question["slot"])


def test_two_needs_served_alike_are_told_once() -> None:
    got = answer(**{**KNOWN_COMPANY, "duration_days": 30})
    texts = [reason["text"] for reason in got["recommendations"][0]["reasons"]]
    assert "It suits the work you need (marketing, finance and pricing)." in texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_step_is_offered_even_to_those_nothing_suits(language: Language) -> None:
    got = answer(language=language, headcount=900)
    assert (got["advice"], got["recommendations"], got["stop"]["code"]) == ("not_now", [], "too_large")
    assert got["first_step"]["role"] == "judge" and got["first_step"]["text"]
    text = wording.summary(got, shipped(), language)
    assert got["stop"]["text"] in text and got["first_step"]["text"] in text


def test_a_no_says_what_would_make_it_a_yes() -> None:
    got = answer(goals=("get_work_done",), supervision_hours_per_week=0)
    assert got["advice"] == "not_now"
    assert got["what_would_change_it"][0]["change"] == {"supervision_hours_per_week": 0.5}
    assert got["what_would_change_it"][0]["text"] in wording.summary(got, shipped(), "en")


def test_money_paid_to_others_is_kept_apart_and_doubt_is_told_in_words() -> None:
    offers = {each["program"]: each for each in answer(need_areas=("strategy",))["recommendations"][0]["funding"]}
    swpp = offers["swpp"]
    assert swpp["paid_to_others_cad"] is None and swpp["estimate_cad"]["high"] > 0
    (note,) = [note for note in swpp["notes"] if note["code"] == "to_be_confirmed"]
    assert note["text"].startswith("To be confirmed with Employment and Social Development Canada")


def test_a_stale_text_is_told_with_its_date() -> None:
    got = answer(date(2029, 1, 1), need_areas=("strategy",), goals=("get_work_done",), duration_days=40)
    best = got["recommendations"][0]
    doubts = [note["text"] for offer in best["funding"] for note in offer["notes"] if note["code"] == "to_be_confirmed"]
    assert doubts and all("To be confirmed with" in text for text in doubts)
    assert any("we last read about it on November 22, 2026" in text for text in doubts)
    assert best["notes"][0]["code"] == "overdue"


def test_nothing_closed_is_offered_but_a_question_about_it_is_answered() -> None:
    got = answer(**KNOWN_COMPANY)
    offered = {offer["program"] for each in got["recommendations"] for offer in each["funding"]}
    assert not offered & set(shipped().closed)
    named = about("what about CDAP?", shipped())
    assert named is not None
    text, _ = wording.program(named, Profile(), shipped(), "en")
    assert "closed" in text


def test_an_open_program_is_answered_with_whom_to_ask() -> None:
    named = about("what about Canada Summer Jobs?", shipped())
    assert named is not None
    text, sources = wording.program(named, Profile(), shipped(), "fr")
    assert "À confirmer auprès de l'organisme (Service Canada" in text and sources


def test_the_cash_flow_says_what_leaves_what_returns_and_how_to_need_none() -> None:
    flow = answer(need_areas=("software_it",), stage="startup", province="ON", duration_days=80, budget_cad=8000)
    best = flow["recommendations"][0]
    assert best["format"] == "incubator_support"
    assert best["cash_flow"]["deepest_dip_cad"] == 7500
    assert [step["program"] for step in best["cash_flow"]["steps"]] == [None, "swpp", "on-coop-education-tax-credit"]
    assert best["cash_flow"]["zero_cash_variant"] is True
    text = plan_wording.cash_flow(flow, None, "en")
    assert "$7,500" in text and "Nothing is granted before a written approval." in text


def test_the_ladder_goes_up_to_a_term_and_a_hire_with_money_of_her_province() -> None:
    steps = answer(**KNOWN_COMPANY)["recommendations"][0]["next_steps"]
    assert [(step["format"], step["beyond"]) for step in steps[1:]] == [(None, "coop_term"), (None, "first_hire")]
    assert steps[1]["funding"][0]["program"] == "qc-accueillez-un-stagiaire"
    assert all(step["funding"] for step in steps)
    assert "Après une première réussite" in plan_wording.next_steps(answer(**KNOWN_COMPANY, language="fr"), "fr")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_id", FORMATS)
def test_who_does_what_is_told_for_every_format_and_unknown_stays_unknown(format_id: str, language: Language) -> None:
    text = plan_wording.who_does_what(format_id, shipped(), language)
    assert text.count("\n") == len(shipped().tasks[format_id]) + 1
    assert {"en": "unknown", "fr": "inconnu"}[language] in text


def test_hours_in_words_follow_the_number() -> None:
    assert [f"{Counted(n, 'en'):hours}" for n in (0, 0.5, 1, 2)] == ["0 hours", "0.5 hours", "1 hour", "2 hours"]
    assert [f"{Counted(n, 'fr'):hours}" for n in (0, 1.5, 2)] == ["0 heure", "1,5 heure", "2 heures"]
    assert f"{Counted(2500, 'fr'):money}" == "2\u00a0500\u00a0$"


def test_french_is_set_with_spaces_that_do_not_break() -> None:
    assert typeset("La formule « Microstage » : 5 $", "fr") == "La formule «\u00a0Microstage\u00a0»\u00a0: 5\u00a0$"
    assert typeset(typeset("« a » : 5 $", "fr"), "fr") == typeset("« a » : 5 $", "fr")
    assert typeset("1 400 $ à 7 h 30", "fr") == "1\u00a0400\u00a0$ à 7\u00a0h\u00a030"
    assert typeset("Why: 5", "en") == "Why: 5"
    assert day(date(2027, 1, 1), "fr") == "1er janvier 2027"


def test_a_receipt_replays_to_the_same_bytes_even_after_a_round_trip() -> None:
    kept = receipt(Profile(**KNOWN_COMPANY), TODAY, adviser())
    assert replay(json.loads(as_bytes(kept)))
    assert kept["facts"]["headcount"] == 9 and kept["scores"]["consulting"]["goals"]["score"] == 0.8
    assert kept["rules_fired"]["micro_placement"]["limits"] == ["needs_more_supervision_hours_per_week"]
    assert kept["sources"] and kept["knowledge_version"] == shipped().version


@pytest.mark.parametrize("change", [{"facts": {"headcount": 10}}, {"today": "2026-11-23"}, {"knowledge_version": "x"}])
def test_a_receipt_with_anything_changed_does_not_replay(change: dict[str, Any]) -> None:
    kept = receipt(Profile(**KNOWN_COMPANY), TODAY, adviser())
    assert not replay({**kept, **change}, adviser())


def test_a_receipt_does_not_replay_under_other_knowledge() -> None:
    kept = receipt(Profile(**KNOWN_COMPANY), TODAY, adviser())
    other = Adviser(replace(knowledge_with("swpp", status="unverified"), version="other"))
    assert not replay(kept, other)


def test_what_if_names_the_imagined_facts_in_words() -> None:
    imagined = Profile(supervision_hours_per_week=1, work_mode="remote", duration_days=20)
    fields = ("supervision_hours_per_week", "work_mode", "sector")
    said = wording.what_if(imagined, fields, "competition", "online_project", shipped(), "en")
    assert said == (
        "With 1 hour a week, if the work were done remotely, Online projects or placements would come first."
    )
    assert wording.what_if(imagined, ("sector",), "competition", None, shipped(), "fr") == (
        "Avec cela, aucune des six formules ne conviendrait."
    )
