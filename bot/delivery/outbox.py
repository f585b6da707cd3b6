"""Send what is in the outbox: at least once, under a key that lets the receiver take it exactly once.

A notice is claimed by moving its next try into the future before it is sent. A sender that dies in between loses
nothing: the notice falls due again, under the same key and with the same bytes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.intake import rights
from bot.intake.accounts import User
from bot.intake.afterwards import CHANNEL, recipient
from bot.intake.inbox import NotFound
from bot.intake.store import Row, Store, Work

LEASE: Final = timedelta(minutes=2)  # longer than any one sending may take
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=6)
MOST_ATTEMPTS: Final = 10
LISTED: Final = 200


class NotDelivered(Exception):
    """A receiver did not take the notice; the message is a short code that names nobody."""


@dataclass(frozen=True)
class Notice:
    """One notice on its way; `key` stays the same over every attempt, `attempts` counts this one."""

    id: int
    key: str
    organization: str
    channel: str
    kind: str
    reference: str
    facts: Mapping[str, Any]
    state: str
    attempts: int
    problem: str | None
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class Delivered:
    """What one round did."""

    sent: int = 0
    failed: int = 0
    dead: int = 0


Send = Callable[[Notice, Row], None]


def deliver(store: Store, clock: Callable[[], datetime], senders: Mapping[str, Send], most: int = 100) -> Delivered:
    """Send up to `most` due notices; `senders` has one function per channel, given the notice and its organization."""
    counts = {"sent": 0, "pending": 0, "dead": 0}
    for _ in range(most):
        claimed = claim(store, clock())
        if claimed is None:
            break
        counts[_settle(store, claimed[0], _try(claimed, senders), clock)] += 1
    return Delivered(counts["sent"], counts["pending"], counts["dead"])


def claim(store: Store, now: datetime) -> tuple[Notice, Row] | None:
    """The notice that has been due longest with its organization, kept from other senders for a `LEASE`."""
    with store.change() as work:
        for row in work.due_notices(now, 10):
            attempts = row["attempts"] + 1
            known = {"id": row["id"], "attempts": row["attempts"], "state": "pending"}
            if work.set("outbox", known, attempts=attempts, due_at=now + LEASE):
                return Notice(**{**row, "attempts": attempts}), _receiver(work, row, now)
    return None


def wait(attempts: int, chance: Callable[[], float] = random.random) -> timedelta:
    """How long to wait after the nth failure: twice as long each time, give or take half, never over `LONGEST_WAIT`."""
    longer = FIRST_WAIT * float(2 ** min(attempts - 1, 20))
    return min(longer * (0.5 + chance()), LONGEST_WAIT)


def listing(store: Store, user: User) -> list[Notice]:
    """The notices of `user`'s organization that are not sent yet, those given up first, then newest first.

    A message to an owner that was never tried is not late: it waits for its day.
    """
    with store.look() as work:
        rows = work.all("outbox", None, state=("dead", "pending"), **_scope(user))
    notices = [Notice(**row) for row in rows if row["channel"] != CHANNEL or row["attempts"]]
    return sorted(notices, key=lambda notice: (notice.state != "dead", -notice.id))[:LISTED]


def send_again(store: Store, user: User, notice_id: int, now: datetime) -> None:
    """Give a notice that was given up another round of attempts, under its key; raises `NotFound`."""
    with store.change() as work:
        again = {"state": "pending", "attempts": 0, "due_at": now}
        if not work.set("outbox", {"id": notice_id, "state": "dead", **_scope(user)}, **again):
            raise NotFound(str(notice_id))


def _scope(user: User) -> dict[str, Any]:
    return {} if user.role == "administrator" else {"organization": user.organization or ""}


def _receiver(work: Work, notice: Row, now: datetime) -> Row:
    if notice["channel"] == CHANNEL and notice["kind"].startswith("followup_"):
        return recipient(work, notice)
    if notice["channel"] == CHANNEL:
        return rights.recipient(work, notice, now)
    row = work.one("organizations", id=notice["organization"])
    assert row is not None  # a foreign key holds it
    secret = {"webhook_secret": work.seal.open(row["webhook_secret"])}
    return {**row, **secret, **_person(work, notice["facts"].get("person"))}


def _person(work: Work, name: str | None) -> Row:
    """Where and in which language a person of the organization reads her own e-mail, if that is known."""
    row = work.one("users", name=name, disabled_at=None) if name else None
    if row is None or not row["email"]:
        return {}
    return {column: row[column] for column in ("email", "language") if row[column]}


def _try(claimed: tuple[Notice, Row], senders: Mapping[str, Send]) -> str:
    notice, receiver = claimed
    try:
        senders[notice.channel](notice, receiver)
    except NotDelivered as problem:
        return str(problem)[:200]
    return ""


def _settle(store: Store, notice: Notice, problem: str, clock: Callable[[], datetime]) -> str:
    """Write what became of an attempt, unless a later attempt has begun; answers the new state."""
    now, dead = clock(), notice.attempts >= MOST_ATTEMPTS
    state = ("dead" if dead else "pending") if problem else "sent"
    values: dict[str, Any] = {"state": state, "problem": problem or None, "due_at": now + wait(notice.attempts)}
    with store.change() as work:
        known = {"id": notice.id, "attempts": notice.attempts, "state": "pending"}
        work.set("outbox", known, sent_at=None if problem else now, **values)
    return state
