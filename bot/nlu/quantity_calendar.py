"""Calendar dates, seasons and feasts as weeks from a given day, for the question "when would you start?"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from bot.nlu.lexicon import said

# Month and day a season or feast stands for; students' terms begin in early January, May and September.
SEASONS: Final = (
    ("calendar.new_year", (1, 6)),
    ("calendar.march_break", (3, 8)),
    ("calendar.spring", (4, 7)),
    ("calendar.summer", (5, 10)),
    ("calendar.midsummer", (7, 2)),
    ("calendar.fall", (9, 8)),
    ("calendar.harvest", (10, 14)),
)


def weeks_until(folded: str, today: date) -> float | None:
    """Whole weeks from `today` to the date, month, season or feast `folded` names; None when it names none."""
    months = [
        match
        for match in said("calendar.month").finditer(folded)
        if not said("calendar.declined").search(folded[: match.start()])
    ]
    if months:
        return _weeks(_day_in_month(months[0]), today)
    for name, (month, day) in SEASONS:
        match = said(name).search(folded)
        if match and not said("calendar.declined").search(folded[: match.start()]):
            return _weeks((month, day), today)
    return None


def _day_in_month(match: re.Match[str]) -> tuple[int, int]:
    month = next(number for number in range(1, 13) if match[f"m{number}"])
    named = match["day"] or match["after"]
    if named and 1 <= int(named) <= 28:
        return month, int(named)
    part = match["part"] or ""
    if "mi" in part:
        return month, 15
    return month, 25 if "end" in part or "late" in part or "fin" in part else 1


def _weeks(month_and_day: tuple[int, int], today: date) -> float:
    month, day = month_and_day
    if month == today.month and day < today.day:
        return 0.0
    when = date(today.year, month, day)
    if when < today - timedelta(days=1):
        when = date(today.year + 1, month, day)
    return float(max(0, round((when - today).days / 7)))
