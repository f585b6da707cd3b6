"""How much a program could bring."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from funding_builders import TODAY, a_profile, offers, shipped

from bot.funding.amount import Range, estimate


def brings(id_: str, format_id: str, **facts: Any) -> Range | None:
    known = shipped()
    return estimate(known.programs[id_], known.formats[format_id], a_profile(**facts), known, TODAY)


def dollars(low: int | None, high: int) -> Range:
    return Range(None if low is None else Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("id_", "format_id", "expected"),
    [
        ("riipen-level-up", "online_project", dollars(1400, 1400)),
        ("riipen-futurepath", "micro_placement", Range(Decimal("163.38"), Decimal("875.25"))),  # 14 to 75 h at $11.67
        ("swpp", "online_project", dollars(300, 1000)),  # half of 40 to 80 h at $15 to $25
        ("swpp", "incubator_support", dollars(300, 5000)),  # half of 480 h at $25 is 6000: capped
        ("ns-coop-education-incentive", "incubator_support", dollars(3120, 3840)),  # 390 to 480 h at $8
        ("ns-energy-training", "incubator_support", dollars(300, 4800)),  # half of pay, at most $10 an hour
        ("nl-summer-employment-students", "online_project", dollars(None, 4032)),  # the text says "up to"
        ("mitacs-accelerate", "incubator_support", dollars(7500, 7500)),
    ],
)
def test_amounts_follow_rate_hours_and_cap(id_: str, format_id: str, expected: Range) -> None:
    assert brings(id_, format_id) == expected


@pytest.mark.parametrize(
    ("id_", "format_id"),
    [
        ("canada-summer-jobs", "incubator_support"),  # half of a minimum wage we do not hold
        ("experience-ventures", "consulting"),  # no amount published
        ("swpp", "micro_placement"),  # ten days never reach four weeks
        ("mitacs-bsi", "consulting"),  # fourteen weeks never reach sixteen
        ("nrc-irap-yep", "incubator_support"),  # for graduates
    ],
)
def test_what_no_text_settles_stays_unknown(id_: str, format_id: str) -> None:
    assert brings(id_, format_id) is None


def test_a_short_time_limits_the_hours_that_earn() -> None:
    assert brings("riipen-futurepath", "micro_placement", duration_days=4) == Range(
        Decimal("163.38"), Decimal("350.10")
    )


def test_money_paid_to_others_is_kept_apart() -> None:
    school = offers("industry_project")["cewil-ihub"]
    assert (school.estimate, school.paid_to_others, school.paid_to) == (None, dollars(200, 2000), "institution")
    owner = offers("online_project")["swpp"]
    assert (owner.estimate, owner.paid_to_others, owner.paid_to) == (dollars(300, 1000), None, "employer")


def test_an_amount_is_the_one_of_the_day() -> None:
    swpp = shipped().programs["swpp"]
    assert swpp.amount_on(date(2026, 3, 31)).enhanced_cap == 7000
    assert swpp.amount_on(date(2026, 4, 1)).enhanced_cap is None


def test_a_weekly_cap_counts_every_week() -> None:
    known = shipped()
    amount = replace(known.programs["qc-on-the-job-training-credit"].amount, cap=Decimal(10))
    program = replace(known.programs["qc-on-the-job-training-credit"], amount=amount)
    money = estimate(program, known.formats["incubator_support"], a_profile(), known, TODAY)
    assert money is not None and money.high == 180  # 86 working days are 18 weeks
