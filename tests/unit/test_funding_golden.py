"""The money of each format and each province, to the cent, checked by hand from the records."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from funding_builders import a_profile, offers, shipped

from bot.funding.cost import cash_flow, combine, net_cost

KNOWN = shipped()
FREE, LEVEL_UP, SUBSIDY = "course-projects", "riipen-level-up", "swpp"


def combined(format_id: str, **facts: Any) -> dict[str, str]:
    """The best legal combination for the dearest paid variant."""
    wage = KNOWN.formats[format_id].direct_cost_cad.with_pay.max or Decimal(0)
    shares = combine(offers(format_id, **facts).values(), wage, KNOWN.rules)
    return {share.offer.program.id: f"{share.amount:.2f}" for share in shares}


# Four months at an incubator: a partner's share of 7500 dollars; 480 h of work at 15 to 25 an hour.
PROVINCES: dict[str, dict[str, str]] = {
    "AB": {"ab-wil-industry-voucher": "5000.00", "swpp": "2500.00"},  # half of 480 h x 25 is capped; swpp on the rest
    "BC": {
        "swpp": "5000.00",
        "bc-cbt-school-works": "2500.00",
    },  # half of 12000 capped at 5000; 8 an hour x 480, 2500 left
    "MB": {"swpp": "5000.00", "mb-paid-work-experience-credit": "600.00"},  # 15% of 12000 = 1800, x 2500/7500
    "NB": {"swpp": "5000.00"},
    "NL": {"swpp": "5000.00", "nl-summer-employment-students": "2500.00"},  # up to 4032, 2500 left
    "NS": {"swpp": "5000.00", "ns-energy-training": "2500.00"},  # 10 an hour x 480 = 4800, 2500 left
    "NT": {"swpp": "5000.00"},
    "NU": {"swpp": "5000.00"},
    "ON": {"swpp": "5000.00", "on-coop-education-tax-credit": "1000.00"},  # at most 3000, x 2500/7500
    "PE": {"swpp": "5000.00"},
    "QC": {"qc-accueillez-un-stagiaire": "5000.00", "qc-on-the-job-training-credit": "960.00"},  # 2880 x 2500/7500
    "SK": {"swpp": "5000.00"},
    "YT": {"swpp": "5000.00", "yt-step": "2500.00"},  # 7.20 an hour x 480 = 3456, 2500 left
}


@pytest.mark.parametrize("province", PROVINCES)
def test_each_province_helps_a_four_month_wage_to_the_cent(province: str) -> None:
    assert combined("incubator_support", province=province) == PROVINCES[province]


@pytest.mark.parametrize(
    ("format_id", "low", "high", "dip", "help_"),
    [
        ("consulting", "0", "500", "500", {}),
        ("micro_placement", "0", "2100", "2100", {LEVEL_UP: "1400.00"}),
        ("online_project", "0", "2200", "2200", {LEVEL_UP: "1400.00"}),
        ("incubator_support", "0", "7500", "7500", {SUBSIDY: "5000.00"}),
        ("industry_project", "0", "500", "500", {}),
        ("competition", "0", "1000", "1000", {}),
    ],
)
def test_each_format_costs_and_lends_what_its_record_says(
    format_id: str, low: str, high: str, dip: str, help_: dict[str, str]
) -> None:
    facts = {"province": "SK"}
    found = tuple(offers(format_id, **facts).values())
    cost = net_cost(KNOWN.formats[format_id], found, KNOWN.rules)
    assert (cost.low, cost.high, cost.after_high) == (Decimal(low), Decimal(high), Decimal(high))
    assert cash_flow(KNOWN.formats[format_id], found, KNOWN.rules).deepest_dip == Decimal(dip)
    assert combined(format_id, **facts) == help_


def test_hours_beyond_what_a_program_counts_earn_nothing() -> None:
    """FuturePath matches 11.67 an hour for at most 300 hours."""
    money = offers("incubator_support")["riipen-futurepath"].estimate
    assert money is not None and money.high == Decimal("3501.00")


@pytest.mark.parametrize(
    ("budget", "dip", "back"),
    [
        (None, "2200", "1400.00"),
        (800, "800", "800.00"),  # help never exceeds what she pays
        (500, "0", None),  # less than any wage: only the form a program pays
        (0, "0", None),
    ],
)
def test_the_cash_she_has_decides_the_variant(budget: float | None, dip: str, back: str | None) -> None:
    found = tuple(offers("online_project", province="SK", budget_cad=budget).values())
    held = None if budget is None else Decimal(str(budget))
    flow = cash_flow(KNOWN.formats["online_project"], found, KNOWN.rules, held)
    assert flow.deepest_dip == Decimal(dip)
    assert [f"{step.amount.high:.2f}" for step in flow.steps if step.program] == ([back] if back else [])
    assert LEVEL_UP in flow.zero_cash


def test_help_that_rests_on_something_seldom_true_is_listed_but_never_counted() -> None:
    found = offers("incubator_support", province="NB")
    assert found["sred"].estimate is not None and "qualifying_rd" in found["sred"].missing
    assert "sred" not in combined("incubator_support", province="NB")


def test_a_course_project_is_free_of_wages_and_open_to_all() -> None:
    offer = offers("industry_project", province="NB")[FREE]
    assert (offer.eligibility, offer.estimate) == ("yes", None)
    assert a_profile().province is None
