"""What an owner is told in writing once her request is there: its number, the day of the reply, her rights."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot.intake.afterwards import CHANNEL
from bot.intake.notices import queue
from bot.intake.store import Work
from bot.intake.ticket import Ticket

RECEIVED: Final = "received"


def acknowledge(work: Work, ticket: Ticket, at: datetime) -> None:
    """Write the message to an owner who gave an e-mail; nobody else can be told."""
    if ticket.contact.email:
        due = {"due_on": ticket.due_on.isoformat()}
        queue(work, f"{ticket.reference}-{RECEIVED}-{CHANNEL}", CHANNEL, RECEIVED, ticket, due, at)
