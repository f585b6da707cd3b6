"""What the matching promises, on cases one can check by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from funding_builders import TODAY, a_profile, shipped

from bot.matching.calendar import earliest_start, weeks_late
from bot.matching.change import next_question, what_would_change
from bot.matching.first_step import first_step
from bot.matching.recommend import Match, Scoring, decide, recommend
from bot.profile import FORMATS

WORK = ("get_work_done",)


def scoring(today: date = TODAY) -> Scoring:
    return Scoring(shipped(), today)


def matched(today: date = TODAY, **facts: Any) -> Match:
    return recommend(a_profile(**facts), scoring(today))


def excluded(match: Match) -> dict[str, list[str]]:
    return {out.format.id: [reason.code for reason in out.reasons] for out in match.excluded}


def test_a_limit_is_broken_when_the_least_a_format_asks_exceeds_what_she_said() -> None:
    at_four, under_four = (matched(supervision_hours_per_week=hours) for hours in (4, 3.5))
    assert "needs_more_supervision_hours_per_week" not in str(excluded(at_four))
    assert excluded(under_four)["micro_placement"] == ["needs_more_supervision_hours_per_week"]


def test_no_money_at_all_breaks_no_limit_because_the_unpaid_form_counts() -> None:
    assert "needs_more_budget_cad" not in str(excluded(matched(budget_cad=0)))


@pytest.mark.parametrize(("wished", "out"), [(0, True), (0.1, True), (0.2, False), (6, False)])
def test_a_start_more_than_six_weeks_later_than_wished_excludes(wished: float, out: bool) -> None:
    """The next term starts on January 4, 2027, six weeks and a day after November 22, 2026."""
    codes = excluded(matched(weeks_until_start=wished)).get("industry_project", [])
    assert ("starts_too_late" in codes) is out


def test_six_weeks_is_data() -> None:
    known = shipped()
    strict = replace(known.thresholds["late_start_weeks"], value=1)
    impatient = replace(known, thresholds={**known.thresholds, "late_start_weeks": strict})
    match = recommend(a_profile(weeks_until_start=3), Scoring(impatient, TODAY))
    assert "starts_too_late" in excluded(match)["industry_project"]


def test_a_later_start_within_six_weeks_is_a_trade_off() -> None:
    match = matched(need_areas=("design_engineering",), goals=WORK, weeks_until_start=2)
    industry = next(each for each in match.recommendations if each.format.id == "industry_project")
    assert "weeks_until_start_against" in [reason.code for reason in industry.tradeoffs]


@pytest.mark.parametrize(
    ("facts", "format_id", "code"),
    [
        ({"work_mode": "on_site"}, "online_project", "place_impossible"),
        ({"work_mode": "remote"}, "incubator_support", "place_impossible"),
        ({"stage": "established"}, "incubator_support", "startups_only"),
        ({"duration_days": 9}, "online_project", "needs_more_duration_days"),
        ({"supervision_hours_per_week": 0.25}, "industry_project", "needs_more_supervision_hours_per_week"),
    ],
)
def test_a_format_out_of_reach_is_listed_with_the_rule(facts: dict[str, Any], format_id: str, code: str) -> None:
    assert code in excluded(matched(**facts))[format_id]


def test_what_is_not_recommended_and_within_reach_fits_less_well() -> None:
    match = matched(need_areas=("marketing",))
    assert len(match.recommendations) == 3
    assert all(codes == ["others_fit_better"] for codes in excluded(match).values())


def test_two_needs_served_alike_make_one_reason() -> None:
    best = matched(need_areas=("marketing", "finance"), goals=WORK, duration_days=30).recommendations[0]
    (reason,) = [reason for reason in best.reasons if reason.code == "need_areas_fit"]
    assert reason.named_values == {"need_areas": ("marketing", "finance")}


@pytest.mark.parametrize(
    ("facts", "advice", "stop"),
    [
        ({"headcount": 500}, "not_now", "too_large"),
        ({"headcount": 499}, "go", None),
        ({"duration_days": 240, "goals": WORK}, "not_now", "too_long"),
        ({"duration_days": 240, "goals": ("try_talent",)}, "not_now", "too_long"),
        ({"duration_days": 240, "goals": ("try_talent",), "supervision_hours_per_week": 0}, "start_small", "too_long"),
        ({"supervision_hours_per_week": 0, "goals": WORK}, "not_now", "event_only"),
        ({"supervision_hours_per_week": 0, "goals": (*WORK, "new_ideas")}, "start_small", None),
        ({"supervision_hours_per_week": 0}, "start_small", None),
        ({"supervision_hours_per_week": 0, "goals": ("new_ideas",), "duration_days": 1}, "go", None),
        ({}, "go", None),
    ],
)
def test_the_engine_can_say_no_or_start_small(facts: dict[str, Any], advice: str, stop: str | None) -> None:
    match = matched(**facts)
    assert (match.advice, match.stop.code if match.stop else None) == (advice, stop)
    assert bool(match.recommendations) == (advice != "not_now")


def test_every_format_has_its_place_in_the_answer() -> None:
    for facts in ({}, {"headcount": 900}, {"supervision_hours_per_week": 0, "goals": WORK}):
        match = matched(**facts)
        assert {each.format.id for each in match.recommendations} | set(excluded(match)) == set(FORMATS)


@pytest.mark.parametrize(
    ("today", "start"),
    [
        (date(2026, 11, 22), date(2027, 1, 4)),  # ready on December 20, the winter term is next
        (date(2026, 12, 20), date(2027, 5, 3)),  # ready on January 17: winter has begun
        (date(2027, 5, 1), date(2027, 9, 13)),  # ready on May 29; September 7 is a Tuesday
        (date(2027, 7, 31), date(2027, 9, 13)),
        (date(2027, 11, 26), date(2028, 1, 10)),  # January 4, 2028 is a Tuesday
    ],
)
def test_an_industry_project_waits_for_the_next_term(today: date, start: date) -> None:
    assert earliest_start(shipped().formats["industry_project"], shipped().calendar, today) == start


def test_nothing_starts_while_schools_are_closed() -> None:
    micro = shipped().formats["micro_placement"]
    assert earliest_start(micro, shipped().calendar, date(2026, 12, 8)) == date(2027, 1, 4)


def test_exams_around_the_start_are_mentioned() -> None:
    best = matched(need_areas=("operations",), duration_days=5, supervision_hours_per_week=5).recommendations[0]
    assert best.earliest_start == date(2026, 12, 7)
    assert best.tradeoffs[-1].code == "exam_weeks"


def test_weeks_late_counts_from_today() -> None:
    assert weeks_late(date(2026, 12, 6), 1, TODAY) == 1


def test_the_smallest_change_comes_first_and_flips_the_advice() -> None:
    profile = a_profile(
        need_areas=("marketing",), goals=WORK, supervision_hours_per_week=1, weeks_until_start=2, duration_days=10
    )
    best = decide(profile, scoring()).best
    changes = what_would_change(profile, scoring(), best)
    assert changes and changes[0].field == "supervision_hours_per_week"
    for change in changes:
        assert decide(replace(profile, **{change.field: change.value}), scoring()).best == change.then != best


def test_a_no_says_what_would_make_it_a_yes() -> None:
    profile = a_profile(goals=WORK, supervision_hours_per_week=0)
    (change, *_) = what_would_change(profile, scoring(), None)
    assert (change.field, change.value) == ("supervision_hours_per_week", 0.5)


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        ({}, "judge"),
        ({"goals": ("try_talent",)}, "mentor"),
        ({"goals": WORK, "supervision_hours_per_week": 0}, "brief_class"),
        ({"goals": WORK, "supervision_hours_per_week": 6}, "judge"),
        ({"goals": ("new_ideas",), "work_mode": "remote"}, "brief_class"),
        ({"goals": ("build_visibility",), "headcount": 900}, "judge"),
    ],
)
def test_a_first_step_is_always_offered(facts: dict[str, Any], step: str) -> None:
    assert first_step(a_profile(**facts), shipped()).id == step


def test_the_work_comes_first_and_a_skipped_question_is_not_asked_again() -> None:
    first = next_question(a_profile(), scoring())
    assert first is not None and first.slot == "need_areas"
    second = next_question(a_profile(), scoring(), ("need_areas",))
    assert second is not None and second.slot != "need_areas"


def test_nothing_is_asked_when_no_answer_can_matter() -> None:
    known = a_profile(
        need_areas=("operations",), goals=WORK, province="SK", headcount=9, stage="established",
        supervision_hours_per_week=5, budget_cad=500, weeks_until_start=3, duration_days=5, work_mode="on_site",
        barriers=("tight_timeline",),
    )  # fmt: skip
    assert next_question(known, scoring()) is None
    assert next_question(replace(known, headcount=None, budget_cad=None, stage=None), scoring()) is None
