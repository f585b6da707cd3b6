"""Who does what in a format, in minutes; None where even an estimate would be a guess."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from bot.language import Bilingual

PARTIES: Final = ("owner", "school", "intermediary")


@dataclass(frozen=True)
class Minutes:
    """Minutes in the lightest and in the heaviest variant of a format."""

    min: int
    max: int


@dataclass(frozen=True)
class Task:
    """One thing to do; None is unknown, 0 is nothing to do. `note` holds the arithmetic of the estimate."""

    id: str
    text: Bilingual
    owner: Minutes | None
    school: Minutes | None
    intermediary: Minutes | None
    note: str


@dataclass(frozen=True)
class WhoDoesWhat:
    """The tasks of each format, in order."""

    basis: Literal["estimate"]
    formats: Mapping[str, tuple[Task, ...]]
    checked_on: date
    next_check: date


def total(tasks: Iterable[Task], party: str) -> Minutes | None:
    """All the minutes of a party; None as soon as one task's are unknown."""
    each: list[Minutes | None] = [getattr(task, party) for task in tasks]
    known = [minutes for minutes in each if minutes is not None]
    if len(known) < len(each):
        return None
    return Minutes(sum(minutes.min for minutes in known), sum(minutes.max for minutes in known))
