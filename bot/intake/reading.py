"""Who has read what: opening a request takes it off one's unread and mentioned lists, and off nobody else's."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from bot.intake import records
from bot.intake.accounts import User
from bot.intake.desk import Desk
from bot.intake.store import Unavailable
from bot.intake.ticket import Ticket


def seen(desk: Desk, user: User, ticket: Ticket) -> None:
    """A person has read this ticket as it is now; writes only if something was new to him, and if it can be written."""
    if user.kind != "user":
        return
    known: dict[str, Any] = {"reader": user.signature, "ticket_id": ticket.id}
    with desk.store.look() as work:
        row = work.one("ticket_reads", **known)
        up_to_date = row is not None and row["event"] >= ticket.last_event
        if up_to_date and work.one("mentions", seen_at=None, **known) is None:
            return
    with suppress(Unavailable), desk.store.change() as work:
        if work.one("tickets", id=ticket.id) is not None:  # erased meanwhile
            records.mark_read(work, user.signature, ticket.id, ticket.last_event)
            work.set("mentions", {"seen_at": None, **known}, seen_at=desk.clock())
