"""A request for a person's help: its states, and who may move it where."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from bot.intake.contact import Contact

STATUSES: Final = ("new", "taken_up", "helped", "no_help_possible", "unreachable", "not_for_us", "withdrawn")
OPEN: Final = ("new", "taken_up")
CLOSED: Final = tuple(status for status in STATUSES if status not in OPEN)
NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "new": ("taken_up", "not_for_us", "withdrawn"),
    "taken_up": ("new", "helped", "no_help_possible", "unreachable", "not_for_us", "withdrawn"),
    **{status: () for status in CLOSED},
}
NEEDS_WHY: Final = ("no_help_possible", "unreachable", "not_for_us")

PREFIX: Final = "WIL-"
ALPHABET: Final = "234679CDFGHJKMNPQRTVWXY"  # nothing that reads like another, no vowel: no words by accident
LENGTH: Final = 6
REFERENCE: Final = re.compile(rf"\bWIL[\s-]*([{ALPHABET}]{{{LENGTH}}})\b", re.IGNORECASE)


class StaleTicket(Exception):
    """Somebody else changed the ticket since it was read; `ticket` is what it is now."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(f"{ticket.reference} is now at version {ticket.version}")
        self.ticket = ticket


class IllegalChange(Exception):
    """The ticket cannot go from the status it has to the one asked."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"a ticket cannot go from {old} to {new}")
        self.old = old
        self.new = new


class ReasonMissing(Exception):
    """This status is honest only with a reason; none was given."""


@dataclass(frozen=True)
class Event:
    """One line of a ticket's history. `by` is `owner`, `system`, `user:<name>` or `token:<name>`."""

    at: datetime
    by: str
    kind: str
    old: str | None = None
    new: str | None = None
    text: str = ""


@dataclass(frozen=True)
class Ticket:
    """What the intermediary receives; `version` grows by one with each change, times are UTC.

    `last_event` is the key of the newest line of its history.
    """

    reference: str
    conversation_id: str
    intermediary: str
    language: str
    created_at: datetime
    changed_at: datetime
    due_on: date
    reply_within_days: int
    status: str = "new"
    version: int = 1
    contact: Contact = field(default_factory=Contact)
    profile: Mapping[str, Any] = field(default_factory=dict)
    advice: Mapping[str, Any] = field(default_factory=dict)
    transcript: tuple[Mapping[str, Any], ...] = ()
    cautions: tuple[str, ...] = ()
    consent: Mapping[str, Any] = field(default_factory=dict)
    format: str | None = None
    taken_up_by: str | None = None
    closed_at: datetime | None = None
    next_on: date | None = None
    reminded_day: int = 0
    last_event: int = 0
    id: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody may still act on it."""
        return self.status in OPEN

    def is_overdue(self, today: date) -> bool:
        """Whether nobody took it up by the day the owner was promised a reply."""
        return self.status == "new" and today > self.due_on

    def rots(self, today: date) -> bool:
        """Whether it is open with nobody to answer for it, or with no next date that is still to come."""
        return self.is_open and (self.taken_up_by is None or self.next_on is None or self.next_on < today)


def format_advised(advice: Mapping[str, Any]) -> str | None:
    """The id of the format that an answer puts first, if any."""
    ranked = advice.get("recommendations") or [{}]
    first: str | None = ranked[0].get("format")
    return first


def new_reference() -> str:
    """A random public code such as `WIL-7F3KQC`; nobody can count up to the next one."""
    return PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def reference_in(text: str) -> str | None:
    """The ticket reference somebody typed, in its written form; `None` if there is none."""
    found = REFERENCE.search(text)
    return PREFIX + found[1].upper() if found else None


def move(ticket: Ticket, status: str, by: str, at: datetime, why: str = "") -> tuple[Ticket, Event]:
    """The ticket in its next status, and the line for its history.

    Raises `IllegalChange` or `ReasonMissing`. Putting a ticket back to `new` frees it for somebody else.
    """
    if status not in NEXT.get(ticket.status, ()):
        raise IllegalChange(ticket.status, status)
    why = legible(why)
    if status in NEEDS_WHY and not why:
        raise ReasonMissing(status)
    holder = {"new": None, "taken_up": by}.get(status, ticket.taken_up_by)
    moved = replace(
        ticket,
        status=status,
        version=ticket.version + 1,
        changed_at=at,
        taken_up_by=holder,
        closed_at=None if status in OPEN else at,
        next_on=None,
    )
    return moved, Event(at, by, "status", ticket.status, status, why)


def legible(text: str) -> str:
    """What somebody wrote, its lines kept, without what is not seen: control characters and changes of direction."""
    kept = (c for c in text.replace("\r\n", "\n") if c in "\n\t" or unicodedata.category(c)[0] != "C")
    return "".join(kept).strip()


def reply_day(start: date, working_days: int) -> date:
    """The day `working_days` working days after `start` (holidays are not known here)."""
    day = start
    while working_days > 0:
        day += timedelta(days=1)
        working_days -= day.weekday() < 5
    return day
