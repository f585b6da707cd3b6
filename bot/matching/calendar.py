"""When a format can realistically start, from its lead time and the academic calendar."""

from __future__ import annotations

from datetime import date, timedelta

from bot.knowledge.model import Calendar, Format


def earliest_start(format_: Format, calendar: Calendar, today: date) -> date:
    """The first Monday the shortest lead time allows; a course waits for the next term; never in a closure."""
    ready = today + timedelta(weeks=format_.lead_time_weeks.min or 0)
    if format_.calendar_dependence.level == "high":
        ready = calendar.next_term(ready)[0]
    return next_working_monday(ready, calendar)


def next_working_monday(day: date, calendar: Calendar) -> date:
    """The first Monday on or after `day` when schools are open."""
    day += timedelta(days=-day.weekday() % 7)
    while calendar.is_closed(day):
        day += timedelta(weeks=1)
    return day


def weeks_late(start: date, wished_weeks: float, today: date) -> float:
    """How many weeks `start` comes after the wished one; negative when sooner."""
    return (start - today).days / 7 - wished_weeks
