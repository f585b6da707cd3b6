"""Counts over the requests of an organization: nothing that names anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final

from bot.intake.accounts import User
from bot.intake.afterwards import Share, monday, shares
from bot.intake.store import Row, Store, Work

UNMET: Final = ("no_help_possible", "not_for_us")
WEEKS: Final = 26
UNSAID: Final = "—"


@dataclass(frozen=True)
class Numbers:
    """Requests of the last `WEEKS` weeks, counted; each count is of (id, how many), most first, weeks oldest first.

    The hours to take-up are those of requests that were taken up; None where there are none. `unmet` counts the needs
    of requests that we could not help, or that no format fitted; `answers` are those of owners afterwards, by round
    and question.
    """

    total: int
    weeks: tuple[tuple[date, int], ...]
    statuses: tuple[tuple[str, int], ...]
    formats: tuple[tuple[str, int], ...]
    provinces: tuple[tuple[str, int], ...]
    barriers: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    taken_up: int
    median_hours: float | None
    ninth_decile_hours: float | None
    unmet: tuple[tuple[str, int], ...] = ()
    answers: Mapping[str, Mapping[str, Share]] = field(default_factory=dict)


def numbers(store: Store, user: User, now: datetime) -> Numbers:
    """The counts over what `user` may see."""
    first = monday(now.date()) - timedelta(weeks=WEEKS - 1)
    organization = _scope(user)
    with store.look() as work:
        rows = work.ticket_facts(organization, first)
        answers = shares(work, organization, first)
    hours = sorted((row["taken_up_at"] - row["created_at"]) / timedelta(hours=1) for row in rows if row["taken_up_at"])
    return Numbers(
        total=len(rows),
        weeks=_by_week(rows, first),
        statuses=_most_first(row["status"] for row in rows),
        formats=_most_first(row["format"] or UNSAID for row in rows),
        provinces=_most_first(row["province"] or UNSAID for row in rows),
        barriers=_most_first(barrier for row in rows for barrier in row["profile"].get("barriers") or (UNSAID,)),
        languages=_most_first(row["language"] for row in rows),
        taken_up=len(hours),
        median_hours=median(hours) if hours else None,
        ninth_decile_hours=nearest_rank(hours, 90),
        unmet=_most_first(need for row in rows if _is_unmet(row) for need in row["profile"].get("need_areas") or ()),
        answers=answers,
    )


def funnel(store: Store, user: User, days: int, now: datetime) -> tuple[tuple[str, int], ...]:
    """From the first message to help, over the last `days`, as long as conversations are kept.

    Conversations belong to no organization before they are sent to one, so only their requests are counted for a
    coordinator; the first two steps are the whole installation's.
    """
    since = now - timedelta(days=days)
    with store.look() as work:
        rows = [row for row in work.ticket_facts(_scope(user), since.date()) if row["created_at"] >= since]
        return (
            ("started", work.count("conversations", since={"created_at": since})),
            ("agreed", _agreed(work, since)),
            ("sent", len(rows)),
            ("taken_up", sum(row["taken_up_at"] is not None for row in rows)),
            ("helped", sum(row["status"] == "helped" for row in rows)),
        )


def nearest_rank(ordered: Sequence[float], percent: int) -> float | None:
    """The smallest of `ordered` that at least `percent` of them do not exceed; None of nothing."""
    return ordered[-(-len(ordered) * percent // 100) - 1] if ordered else None


def _by_week(rows: Iterable[Row], first: date) -> tuple[tuple[date, int], ...]:
    counts = Counter(monday(row["created_at"].date()) for row in rows)
    return tuple((day, counts[day]) for day in (first + timedelta(weeks=week) for week in range(WEEKS)))


def _most_first(values: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0])))


def _is_unmet(row: Row) -> bool:
    return row["status"] in UNMET or row["verdict"] == "not_now"


def _agreed(work: Work, since: datetime) -> int:
    return work.count("consents", since={"at": since}, purpose="request", given=True)


def _scope(user: User) -> str | None:
    return None if user.role == "administrator" else user.organization or ""
