"""Hard limits: what rules a format out, and the fact that does. Capacity comes first."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.knowledge.model import Format, Knowledge
from bot.matching.calendar import earliest_start, weeks_late
from bot.reason import Reason

LIMIT_FIELDS = ("supervision_hours_per_week", "budget_cad", "duration_days", "weeks_until_start", "work_mode", "stage")


def broken_limit(format_: Format, field: str, value: Any, knowledge: Knowledge, today: date) -> Reason | None:
    """The limit that `value` of `field` breaks for a format, or None.

    A limit is broken when the format's *minimum* (the unpaid variant counts) exceeds what the owner said; a start later
    than she wished breaks one only beyond the threshold `late_start_weeks` (estimate).
    """
    if value is None:
        return None
    if field == "weeks_until_start":
        return _too_late(format_, value, knowledge, today)
    minimum = _minimum(format_, field)
    if minimum is not None and minimum > value:
        return Reason(f"needs_more_{field}", (field,), (("needed", minimum), ("said", value)))
    if field == "work_mode" and not _can_be_there(format_, value):
        return Reason("place_impossible", (field,), (("work_mode", value),))
    if field == "stage" and format_.best_for_size == ("startup",) and value != "startup":
        return Reason("startups_only", (field,))
    return None


def _minimum(format_: Format, field: str) -> float | None:
    if field == "supervision_hours_per_week":
        return format_.employer_hours_per_week.min
    if field == "duration_days":
        return format_.duration_days.working_days[0]
    if field == "budget_cad":
        return _least_cost(format_)
    return None


def _least_cost(format_: Format) -> float | None:
    costs = (format_.direct_cost_cad.without_pay.min, format_.direct_cost_cad.with_pay.min)
    known = [float(cost) for cost in costs if cost is not None]
    return min(known) if known else None


def _can_be_there(format_: Format, work_mode: str) -> bool:
    """Half on site, half remote suits a remote-only format in part: a trade-off, not a limit."""
    return work_mode == "hybrid" or work_mode in format_.location


def _too_late(format_: Format, wished: float, knowledge: Knowledge, today: date) -> Reason | None:
    start = earliest_start(format_, knowledge.calendar, today)
    late = weeks_late(start, wished, today)
    if late <= knowledge.threshold("late_start_weeks"):
        return None
    return Reason("starts_too_late", ("weeks_until_start",), (("start", start), ("weeks_late", round(late))))
