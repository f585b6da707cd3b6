"""The one place that reads what a program asks; silence is never an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from bot.funding.plain import plain, says
from bot.knowledge.model import Knowledge
from bot.knowledge.program import Condition
from bot.knowledge.rules import Sector
from bot.profile import Profile
from bot.reason import Reason

RULED_OUT: Final = {
    "province": "not_in_your_province",
    "stage": "not_for_your_stage",
    "headcount": "too_many_people",
    "sector": "not_in_your_sector",
    "duration_days": "lasts_longer_than_you_can",
    "budget_cad": "needs_more_cash_first",
    "weeks_until_start": "season_too_far",
}
"""The code of each way a stated fact rules a program out."""


UNCLEAR_SECTOR: Final = "program_sector"
"""The outside fact left to confirm when she named a sector nobody recognizes."""


@dataclass(frozen=True)
class Finding:
    """Whether a condition holds; None because `missing` has not been said, with a reason when it does not hold."""

    holds: bool | None
    missing: str | None = None
    reason: Reason | None = None


def find(condition: Condition, profile: Profile, knowledge: Knowledge, today: date) -> Finding:
    """What `profile` says of `condition` on `today`."""
    if condition.outside_profile is not None:
        return Finding(None, condition.outside_profile)
    fact = condition.fact or ""
    if not profile.knows(fact):
        return Finding(None, fact)
    stated = getattr(profile, fact)
    holds = _test(condition, stated, knowledge, today)
    if holds is None:
        return Finding(None, UNCLEAR_SECTOR)
    return Finding(True) if holds else Finding(False, reason=_refusal(condition, fact, stated))


def _test(condition: Condition, stated: Any, knowledge: Knowledge, today: date) -> bool | None:
    if condition.any_of is not None:
        return in_sector(str(stated), condition.any_of, knowledge.sectors)
    if condition.starts_between is not None:
        return _in_season(condition.starts_between, float(stated), knowledge.threshold("late_start_weeks"), today)
    tests: tuple[tuple[Any, Callable[[Any], bool]], ...] = (
        (condition.one_of, lambda allowed: stated in allowed),
        (condition.at_least, lambda least: Decimal(str(stated)) >= least),
        (condition.at_most, lambda most: Decimal(str(stated)) <= most),
    )
    return all(test(bound) for bound, test in tests if bound is not None)


def _refusal(condition: Condition, fact: str, stated: Any) -> Reason:
    needed = condition.one_of or condition.any_of or condition.starts_between or condition.at_least
    asked = condition.at_most if needed is None else needed
    return Reason(RULED_OUT.get(fact, "ruled_out"), (fact,), (("asked", asked), ("stated", stated)))


def in_sector(stated: str, wanted: tuple[str, ...], sectors: Mapping[str, Sector]) -> bool | None:
    """Whether free text names one of the `wanted` sectors; None when it names no sector we know."""
    text = plain(stated)
    named = {sector.id for sector in sectors.values() if any(says(text, word) for word in sector.words)}
    if not named:
        return None
    return bool(named & set(wanted))


def _in_season(season: tuple[str, ...], weeks_until_start: float, slack_weeks: float, today: date) -> bool:
    """Whether a start then falls in the season, or so shortly before that waiting is bearable."""
    start = today + timedelta(weeks=weeks_until_start)
    opens, closes = season
    for year in (start.year, start.year + 1):
        first, last = date.fromisoformat(f"{year}-{opens}"), date.fromisoformat(f"{year}-{closes}")
        if first - timedelta(weeks=slack_weeks) <= start <= last:
            return True
    return False
