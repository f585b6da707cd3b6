"""Notes that call on a colleague: `@name` puts the request on that person's list and tells her, or the organization."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import Final

from bot.intake import inbox, records
from bot.intake.accounts import User
from bot.intake.notices import announce, queue
from bot.intake.store import Work
from bot.intake.ticket import Event, Ticket

NAMED: Final = re.compile(r"(?<![\w.@-])@([^\s@,;:!?()\[\]«»\"]+)")


def note(work: Work, user: User, reference: str, text: str, at: datetime) -> None:
    """Add a line to the history and put the request on the list of those it calls on.

    Raises `NotFound`, `Forbidden`, or `ValueError` for an empty or huge text.
    """
    ticket = inbox.to_change(work, user, reference, None, "note")
    event = Event(at, user.signature, "note", text=inbox.note(text))
    records.add_event(work, ticket.id, event)
    named = called_on(event.text, staff(work, ticket.intermediary))
    _keep(work, ticket, event, [name for name in named if f"user:{name}" != user.signature])


def called_on(text: str, names: list[str]) -> tuple[str, ...]:
    """The names among `names` that a text mentions, in order, each once; an e-mail address mentions nobody."""
    written = (found.casefold() for found in NAMED.findall(text))
    tidy = (name if name in names else name.rstrip(".") for name in written)
    return tuple(dict.fromkeys(name for name in tidy if name in names))


def staff(work: Work, organization: str) -> list[str]:
    """The names of those who may read an organization's tickets: its people and the administrators."""
    rows = [*work.all("users", organization=organization), *work.all("users", role="administrator")]
    return sorted({row["name"] for row in rows if row["disabled_at"] is None})


def _keep(work: Work, ticket: Ticket, event: Event, names: list[str]) -> None:
    for name in names:
        work.add("mentions", reader=f"user:{name}", ticket_id=ticket.id, by=event.by, at=event.at)
    if names:
        _tell(work, ticket, event.at, names)


def _tell(work: Work, ticket: Ticket, at: datetime, names: list[str]) -> None:
    """E-mail to those whose address is known, to the organization for the others; its webhook hears of all."""
    reached = [row["name"] for row in work.all("users", name=names) if row["email"]]
    for name in reached:
        facts = {"mentioned": name, "person": name}
        queue(work, secrets.token_urlsafe(24), "email", "mentioned", ticket, facts, at)
    others = [name for name in names if name not in reached]
    if others:
        announce(work, "mentioned", ticket, at, {"mentioned": ", ".join(others)}, ("email",))
    announce(work, "mentioned", ticket, at, {"mentioned": ", ".join(names)}, ("webhook",))
