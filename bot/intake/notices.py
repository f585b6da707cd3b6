"""What an organization is told of its tickets: written with the change itself, sent later by `bot.delivery`.

A notice names the ticket and says nothing personal: who receives it reads the rest at the console or through the API.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.intake.store import Work
from bot.intake.ticket import Ticket

CHANNELS: Final[Mapping[str, tuple[str, ...]]] = {
    "opened": ("email", "webhook"),
    "updated": ("email", "webhook"),
    "changed": ("webhook",),
    "withdrawn": ("email", "webhook"),
    "reminder": ("email", "webhook"),
    "mentioned": ("email", "webhook"),
    "erased": ("email", "webhook"),
    "expired": ("webhook",),
}
ADDRESS: Final[Mapping[str, str]] = {"email": "email", "webhook": "webhook_url"}
GONE: Final = ("erased", "expired")


def announce(
    work: Work,
    kind: str,
    ticket: Ticket,
    at: datetime,
    more: Mapping[str, str | int] | None = None,
    channels: Sequence[str] = tuple(ADDRESS),
) -> None:
    """Write one notice per channel of `channels` that the ticket's organization listens on, with `more` facts.

    The same reminder (`more` says its day) is never written twice.
    """
    more = more or {}
    organization = work.one("organizations", id=ticket.intermediary) or {}
    for channel in CHANNELS[kind]:
        if channel in channels and organization.get(ADDRESS[channel]):
            key = f"{ticket.reference}-{more['day']}-{channel}" if "day" in more else secrets.token_urlsafe(24)
            queue(work, key, channel, kind, ticket, {} if kind in GONE else {**_facts(ticket), **more}, at)


def queue(
    work: Work,
    key: str,
    channel: str,
    kind: str,
    ticket: Ticket,
    facts: Mapping[str, str | int | None],
    at: datetime,
    due_at: datetime | None = None,
) -> None:
    """Write one message about a ticket, to be sent at `due_at` (now if None); a key is never written twice."""
    work.add_if_absent(
        "outbox",
        key=key,
        channel=channel,
        kind=kind,
        facts=dict(facts),
        organization=ticket.intermediary,
        reference=ticket.reference,
        state="pending",
        attempts=0,
        created_at=at,
        due_at=due_at or at,
    )


def call_off(work: Work, reference: str) -> None:
    """Forget every notice about a ticket that is being deleted."""
    work.remove("outbox", reference=reference)


def _facts(ticket: Ticket) -> dict[str, str | int | None]:
    return {
        "status": ticket.status,
        "version": ticket.version,
        "language": ticket.language,
        "format": ticket.format,
        "province": ticket.profile.get("province"),
        "due_on": ticket.due_on.isoformat(),
    }
