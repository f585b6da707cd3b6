"""How much a program could bring for a format, in Canadian dollars; None when no text allows an estimate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from math import ceil

from bot.knowledge.format import Format
from bot.knowledge.model import Knowledge
from bot.knowledge.program import Amount, Engagement, Program
from bot.profile import Profile


@dataclass(frozen=True)
class Range:
    """Canadian dollars from `low` to `high`; `low` None when the text only says "up to"."""

    low: Decimal | None
    high: Decimal


@dataclass(frozen=True)
class Work:
    """Student work: hours, full weeks at the longest, and what an hour may be paid."""

    hours: tuple[Decimal, Decimal]
    weeks: int
    wages: tuple[Decimal, Decimal]


def estimate(program: Program, format_: Format, profile: Profile, knowledge: Knowledge, today: date) -> Range | None:
    """What `program` could pay for one student in `format_`, whoever receives it."""
    work = _work(format_, program.engagement, profile, knowledge)
    if work is None or program.formats[format_.id].reason == "not_for_students":
        return None
    amount = program.amount_on(today)
    if amount.works_by == "flat" and amount.flat is not None:
        return Range(amount.flat.min, amount.flat.max)
    low, high = (_earned(amount, hours, wage) for hours, wage in zip(work.hours, work.wages, strict=True))
    if low is None or high is None:
        return None
    return Range(_capped(low, amount, work.weeks), _capped(high, amount, work.weeks))


def _work(format_: Format, asks: Engagement, profile: Profile, knowledge: Knowledge) -> Work | None:
    """The work both the format and the program allow; None when the format cannot reach the program's minimum."""
    days = format_.duration_days.working_days[1]
    effort = format_.student_effort_hours
    if effort.min is None or effort.max is None:
        return None
    most = _decimal(effort.max)
    least = max(_decimal(effort.min), _decimal(asks.min_hours or 0), _least_by_weeks(asks))
    weeks = ceil(days / knowledge.threshold("working_days_per_week"))
    if least > most or weeks < (asks.min_weeks or 0):
        return None
    a_day = _decimal(knowledge.threshold("hours_per_working_day"))
    most = max(least, min([most, *_ceilings(asks, profile, a_day, knowledge.threshold("working_days_per_week"))]))
    wages = (_decimal(knowledge.threshold("hourly_wage_low")), _decimal(knowledge.threshold("hourly_wage_high")))
    return Work((least, most), weeks, wages)


def _ceilings(asks: Engagement, profile: Profile, a_day: Decimal, days_a_week: float) -> Iterator[Decimal]:
    """The most hours the program counts, and the most her time allows."""
    if asks.max_hours is not None:
        yield _decimal(asks.max_hours)
    if asks.max_weeks is not None:
        yield asks.max_weeks * _decimal(days_a_week) * a_day
    if profile.duration_days is not None:
        yield profile.duration_days * a_day


def _least_by_weeks(asks: Engagement) -> Decimal:
    return Decimal((asks.min_weeks or 0) * (asks.min_hours_per_week or 0))


def _earned(amount: Amount, hours: Decimal, wage: Decimal) -> Decimal | None:
    if amount.works_by == "per_hour" and amount.hourly is not None:
        return amount.hourly * hours
    if amount.works_by == "share_of_wage" and amount.rate is not None:
        an_hour = amount.rate * wage
        if amount.hourly_kind == "ceiling_per_hour" and amount.hourly is not None:
            an_hour = min(an_hour, amount.hourly)
        return an_hour * hours
    return None


def _capped(earned: Decimal, amount: Amount, weeks: int) -> Decimal:
    if amount.cap is not None:
        earned = min(earned, amount.cap * weeks if amount.cap_per == "week" else amount.cap)
    return to_the_cent(earned)


def to_the_cent(amount: Decimal) -> Decimal:
    """`amount` in whole cents, never more than the rule gives."""
    return amount.quantize(Decimal("0.01"), rounding=ROUND_FLOOR)


def _decimal(number: float) -> Decimal:
    return Decimal(str(number))
