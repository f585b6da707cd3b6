"""Thirty companies, and what an adviser would tell each; written before the engine was asked."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from bot.knowledge.load import load_knowledge
from bot.matching.recommend import Scoring, recommend
from bot.profile import Profile

WORK, IDEAS, TALENT, KNOWN = ("get_work_done",), ("new_ideas",), ("try_talent",), ("build_visibility",)
CONSULT, MICRO, ONLINE = "consulting", "micro_placement", "online_project"
INCUBATOR, INDUSTRY, EVENT = "incubator_support", "industry_project", "competition"


def company(weekly: float | None = None, money: float | None = None, **facts: Any) -> Profile:
    return Profile(supervision_hours_per_week=weekly, budget_cad=money, **facts)


COMPANIES: dict[str, tuple[Profile, set[str], set[str], str]] = {
    "a bakery's photos and posts, from afar, for nothing": (
        company(1, 0, need_areas=("creative_media", "marketing"), goals=WORK, barriers=("limited_budget",),
                province="NS", headcount=6, stage="established", duration_days=20, work_mode="remote"),
        {ONLINE}, {INCUBATOR, MICRO, EVENT}, "go",
    ),
    "a machine shop's fixture, drawn next term": (
        company(2, need_areas=("design_engineering",), goals=WORK, province="ON", headcount=40, weeks_until_start=14,
                duration_days=80, work_mode="on_site"),
        {INDUSTRY}, {ONLINE, INCUBATOR, MICRO, EVENT}, "go",
    ),
    "a clinic's stock room, one week, soon": (
        company(5, need_areas=("operations",), goals=WORK, barriers=("tight_timeline",), province="SK", headcount=9,
                weeks_until_start=3, duration_days=5, work_mode="on_site"),
        {MICRO}, {CONSULT, ONLINE, INCUBATOR, INDUSTRY, EVENT}, "go",
    ),
    "a start-up's market study over a term": (
        company(2, 5000, need_areas=("market_research", "strategy"), goals=WORK, province="QC", headcount=3,
                stage="startup", duration_days=60, work_mode="hybrid"),
        {INCUBATOR, CONSULT}, {MICRO, EVENT}, "go",
    ),
    "a hotel's succession plan": (
        company(2, need_areas=("strategy",), goals=WORK, province="PE", headcount=15, stage="established",
                weeks_until_start=6, duration_days=40, work_mode="hybrid"),
        {CONSULT}, {MICRO, EVENT, INCUBATOR}, "go",
    ),
    "a brewery that wants ideas and to be known, in a day": (
        company(None, 500, need_areas=("marketing",), goals=(*IDEAS, *KNOWN), province="BC",
                headcount=22, duration_days=1),
        {EVENT}, {CONSULT, MICRO, ONLINE, INCUBATOR, INDUSTRY}, "go",
    ),
    "an accounting firm's welcome guide in ten days": (
        company(4, need_areas=("hr_training",), goals=WORK, barriers=("tight_timeline",), province="MB", headcount=12,
                weeks_until_start=2, duration_days=10, work_mode="remote"),
        {MICRO, ONLINE}, {INDUSTRY, INCUBATOR, EVENT}, "go",
    ),
    "a farm cooperative's yield data, no hurry, no money": (
        company(1, 0, need_areas=("data_analytics",), goals=WORK, barriers=("limited_budget",), province="AB",
                headcount=30, weeks_until_start=20, work_mode="remote"),
        {INDUSTRY, ONLINE}, {MICRO, INCUBATOR, EVENT}, "go",
    ),
    "a restaurant that tries a future recruit": (
        company(4, 1500, need_areas=("operations",), goals=TALENT, province="NB", headcount=18, duration_days=8,
                work_mode="on_site"),
        {MICRO}, {ONLINE, INDUSTRY, INCUBATOR, CONSULT}, "go",
    ),
    "a translator's website, nobody's desk": (
        company(1, need_areas=("web_digital",), goals=WORK, barriers=("no_workspace",), province="YT", headcount=1,
                duration_days=30),
        {ONLINE}, {MICRO, INCUBATOR, EVENT}, "go",
    ),
    "a metal recycler's carbon count, half an hour a week": (
        company(0.5, need_areas=("sustainability",), goals=WORK, province="QC", headcount=85, stage="established",
                weeks_until_start=16, duration_days=60),
        {INDUSTRY}, {MICRO, EVENT, INCUBATOR, ONLINE}, "go",
    ),
    "a fish plant's line, nobody in HR": (
        company(2, need_areas=("operations",), goals=WORK, barriers=("limited_hr",), province="NL", headcount=120,
                weeks_until_start=12, duration_days=60, work_mode="on_site"),
        {CONSULT, INDUSTRY}, {ONLINE, INCUBATOR, EVENT, MICRO}, "go",
    ),
    "a start-up without an office": (
        company(2, 0, need_areas=("software_it",), goals=WORK, barriers=("no_workspace",), province="ON", headcount=1,
                stage="startup", duration_days=40, work_mode="remote"),
        {ONLINE, CONSULT}, {INCUBATOR, MICRO, EVENT}, "go",
    ),
    "a museum shop that wants to be known and to meet students": (
        company(None, 0, need_areas=("marketing",), goals=(*KNOWN, *TALENT), barriers=("limited_hr", "limited_budget"),
                province="NS", headcount=4, weeks_until_start=8),
        {EVENT}, {INCUBATOR, ONLINE, CONSULT}, "go",
    ),
    "a law firm's price list": (
        company(2, need_areas=("finance",), goals=WORK, province="BC", headcount=7, weeks_until_start=3,
                duration_days=15, work_mode="hybrid"),
        {CONSULT}, {EVENT, INCUBATOR, INDUSTRY}, "go",
    ),
    "a daycare with no hour to give": (
        company(0, need_areas=("hr_training",), goals=WORK, barriers=("limited_hr",), province="AB", headcount=14),
        set(), {CONSULT, MICRO, ONLINE, INCUBATOR, INDUSTRY}, "not_now",
    ),
    "a plant of seven hundred": (
        company(5, need_areas=("operations",), goals=WORK, province="ON", headcount=700, duration_days=60),
        set(), {CONSULT, MICRO, ONLINE, INCUBATOR, INDUSTRY, EVENT}, "not_now",
    ),
    "a trucker's fuel data in a week, from home": (
        company(4, need_areas=("data_analytics",), goals=WORK, barriers=("tight_timeline",), province="SK",
                headcount=20, weeks_until_start=0, duration_days=5, work_mode="remote"),
        {MICRO}, {CONSULT, ONLINE, INCUBATOR, INDUSTRY, EVENT}, "go",
    ),
    "a maple producer's export market": (
        company(2, 1000, need_areas=("market_research", "marketing"), goals=WORK, province="QC", headcount=5,
                stage="established", weeks_until_start=8, duration_days=60, work_mode="hybrid"),
        {CONSULT, INDUSTRY}, {MICRO, INCUBATOR, EVENT}, "go",
    ),
    "an outfitter's newsletter, little money": (
        company(None, None, need_areas=("marketing",), barriers=("limited_budget",), province="NT", headcount=3,
                work_mode="remote"),
        {ONLINE, CONSULT}, {INCUBATOR, MICRO}, "go",
    ),
    "an incubator tenant that tries a developer": (
        company(3, 4000, need_areas=("software_it",), goals=TALENT, province="NB", headcount=5, stage="startup",
                duration_days=80, work_mode="on_site"),
        {INCUBATOR}, {ONLINE, EVENT, MICRO}, "go",
    ),
    "a school-bus firm's routes": (
        company(1, need_areas=("operations", "data_analytics"), goals=IDEAS, province="ON", headcount=60,
                weeks_until_start=14),
        {INDUSTRY, CONSULT}, {MICRO, INCUBATOR}, "go",
    ),
    "an online store in two weeks, tired of school rules": (
        company(2, need_areas=("web_digital",), goals=WORK, barriers=("inflexible_programs",), province="QC",
                headcount=4, weeks_until_start=2, duration_days=30, work_mode="remote"),
        {ONLINE}, {INDUSTRY, INCUBATOR, EVENT, MICRO}, "go",
    ),
    "a first-timer who wants ideas for half an hour a week": (
        company(0.5, 0, need_areas=("marketing",), goals=IDEAS, barriers=("low_confidence",), province="MB",
                headcount=11),
        {EVENT, INDUSTRY}, {MICRO, INCUBATOR, ONLINE, CONSULT}, "go",
    ),
    "a drone start-up's prototype": (
        company(3, need_areas=("design_engineering",), goals=WORK, province="BC", headcount=4, stage="startup",
                weeks_until_start=8, duration_days=80, work_mode="on_site"),
        {INCUBATOR, INDUSTRY}, {MICRO, EVENT, ONLINE}, "go",
    ),
    "a studio that needs three days of filming": (
        company(6, need_areas=("creative_media",), goals=WORK, province="ON", headcount=2, weeks_until_start=1,
                duration_days=3, work_mode="on_site"),
        {MICRO}, {CONSULT, ONLINE, INCUBATOR, INDUSTRY, EVENT}, "go",
    ),
    "a clerk for a year": (
        company(6, 20000, need_areas=("finance",), goals=WORK, province="NS", headcount=33, duration_days=240),
        set(), {CONSULT, MICRO, ONLINE, INCUBATOR, INDUSTRY, EVENT}, "not_now",
    ),
    "a café that said little": (
        company(None, None, need_areas=("marketing",), province="QC", headcount=2),
        {ONLINE, CONSULT, MICRO}, {INCUBATOR}, "go",
    ),
    "a manufacturer that brings a challenge for two days": (
        company(2, 500, need_areas=("strategy",), goals=IDEAS, province="AB", headcount=150, duration_days=2),
        {EVENT}, {CONSULT, ONLINE, INCUBATOR, INDUSTRY}, "go",
    ),
    "a ferry operator's booking tool": (
        company(1, 0, need_areas=("software_it",), goals=WORK, barriers=("tight_timeline", "limited_budget"),
                province="PE", headcount=8, weeks_until_start=4, duration_days=40, work_mode="remote"),
        {ONLINE}, {MICRO, INCUBATOR, EVENT}, "go",
    ),
}  # fmt: skip


@cache
def scoring() -> Scoring:
    return Scoring(load_knowledge(), date(2026, 11, 22))


@pytest.mark.parametrize("name", COMPANIES)
def test_the_first_advice_is_one_an_adviser_would_give(name: str) -> None:
    profile, acceptable, unacceptable, advice = COMPANIES[name]
    match = recommend(profile, scoring())
    assert match.advice == advice
    assert match.best not in unacceptable
    assert match.best in (acceptable or {None})
