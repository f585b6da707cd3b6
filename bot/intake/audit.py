"""The trail of an organization: every step on its requests, what was erased or purged, and what was taken out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bot.intake.accounts import User
from bot.intake.desk import Desk

PAGE: Final = 100


@dataclass(frozen=True)
class Entry:
    """One line of the trail; `what` is a kind of event or of audit line. What notes say is not part of it."""

    at: datetime
    by: str
    what: str
    reference: str | None
    old: str | None = None
    new: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def record(desk: Desk, user: User, what: str, facts: Mapping[str, Any]) -> None:
    """Write down what a person did beside the requests themselves."""
    with desk.store.change() as work:
        named = {"by": user.signature, "organization": user.organization}
        work.add("audit", at=desk.clock(), what=what, facts=dict(facts), **named)


def trail(desk: Desk, user: User, before: datetime | None = None) -> list[Entry]:
    """Up to `PAGE` lines of what `user` may see, newest first, older than `before`."""
    organization = None if user.role == "administrator" else user.organization or ""
    with desk.store.look() as work:
        rows = [*work.newest_events(organization, before, PAGE), *work.newest_audit(organization, before, PAGE)]
    names = ("at", "by", "what", "reference", "old", "new", "facts")
    entries = [Entry(**{name: row[name] for name in names if name in row}) for row in rows]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:PAGE]
