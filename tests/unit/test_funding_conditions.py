"""How one condition reads a profile."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from funding_builders import TODAY, a_profile, shipped

from bot.funding.conditions import Finding, find, in_sector
from bot.knowledge.program import Condition

SUMMER = Condition(fact="weeks_until_start", starts_between=("05-01", "08-31"))
MIDSUMMER = date(2026, 7, 1)


def holds(condition: Condition, today: date = TODAY, **facts: Any) -> bool | None:
    return find(condition, a_profile(**facts), shipped(), today).holds


@pytest.mark.parametrize(
    ("condition", "facts", "expected"),
    [
        (Condition(fact="headcount", at_most=Decimal(50)), {"headcount": 50}, True),
        (Condition(fact="headcount", at_most=Decimal(50)), {"headcount": 51}, False),
        (Condition(fact="headcount", at_most=Decimal(50)), {}, None),
        (Condition(fact="budget_cad", at_least=Decimal(600)), {"budget_cad": 0}, False),
        (Condition(fact="budget_cad", at_least=Decimal(600)), {"budget_cad": 600}, True),
        (Condition(fact="stage", one_of=("startup",)), {"stage": "established"}, False),
        (Condition(fact="stage", one_of=("startup",)), {}, None),
    ],
)
def test_silence_is_unknown_and_a_limit_counts_itself(
    condition: Condition, facts: dict[str, Any], expected: bool | None
) -> None:
    assert holds(condition, **facts) is expected


def test_what_no_profile_states_is_missing_by_name() -> None:
    finding = find(Condition(outside_profile="payroll"), a_profile(budget_cad=9000), shipped(), TODAY)
    assert finding == Finding(None, "payroll")


def test_a_refusal_cites_the_fact_what_was_asked_and_what_was_said() -> None:
    condition = Condition(fact="duration_days", at_least=Decimal(20))
    reason = find(condition, a_profile(duration_days=4), shipped(), TODAY).reason
    assert reason is not None
    assert (reason.code, reason.facts) == ("lasts_longer_than_you_can", ("duration_days",))
    assert reason.named_values == {"asked": Decimal(20), "stated": 4}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Fabricant de pièces auto", True),
        ("automotive parts", True),
        ("boulangerie artisanale", False),
        ("un peu de tout", None),
        ("apparel", None),
    ],
)
def test_a_sector_is_known_only_by_its_words(stated: str, expected: bool | None) -> None:
    assert in_sector(stated, ("automotive",), shipped().sectors) is expected


@pytest.mark.parametrize(
    ("today", "weeks", "expected"),
    [(TODAY, 0, False), (TODAY, 18, True), (TODAY, 23, True), (MIDSUMMER, 0, True), (MIDSUMMER, 10, False)],
)
def test_a_summer_program_helps_only_a_start_near_its_season(today: date, weeks: float, expected: bool) -> None:
    assert holds(SUMMER, today, weeks_until_start=weeks) is expected


def test_a_condition_counts_only_while_it_is_in_force_and_for_its_formats() -> None:
    condition = Condition(outside_profile="payroll", formats=("consulting",), valid_until=date(2026, 3, 31))
    assert condition.applies("consulting", date(2026, 3, 31))
    assert not condition.applies("consulting", date(2026, 4, 1))
    assert not condition.applies("competition", date(2026, 3, 31))
