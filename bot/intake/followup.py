"""What keeps a request that was taken up from rotting: a next date, and a colleague to hand it to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.intake import inbox, records
from bot.intake.accounts import User
from bot.intake.desk import Desk
from bot.intake.store import Work
from bot.intake.ticket import Event, IllegalChange, Ticket

FURTHEST: Final = timedelta(days=366)


class BadStep(ValueError):
    """The step cannot be taken as asked; the message is a code: past, too_far, no_colleague, same_person."""


def plan(desk: Desk, user: User, reference: str, version: int, next_on: date) -> Ticket:
    """Say when the ticket that was read at `version` is looked at next.

    Raises `BadStep`, and what `Desk.change` raises.
    """
    if not desk.today <= next_on <= desk.today + FURTHEST:
        raise BadStep("past" if next_on < desk.today else "too_far")
    with desk.store.change() as work:
        ticket = _open_one(work, user, reference, version, "planned")
        return _changed(desk, work, user, ticket, "planned", next_on.isoformat(), next_on=next_on)


def hand_over(desk: Desk, user: User, reference: str, version: int, name: str) -> Ticket:
    """Make a colleague answer for the ticket that was read at `version`; raises as `plan`."""
    with desk.store.change() as work:
        ticket = _open_one(work, user, reference, version, "handed_over")
        if name not in _colleagues(work, ticket.intermediary):
            raise BadStep("no_colleague")
        holder = f"user:{name}"
        if ticket.taken_up_by == holder:
            raise BadStep("same_person")
        return _changed(desk, work, user, ticket, "handed_over", name, status="taken_up", taken_up_by=holder)


def colleagues(desk: Desk, organization: str) -> list[str]:
    """The names of the people of an organization who can answer for a ticket."""
    with desk.store.look() as work:
        return _colleagues(work, organization)


def _open_one(work: Work, user: User, reference: str, version: int, step: str) -> Ticket:
    ticket = inbox.read(work, user, reference).ticket
    if not ticket.is_open:
        raise IllegalChange(ticket.status, step)
    return inbox.to_change(work, user, reference, version, step)


def _changed(desk: Desk, work: Work, user: User, ticket: Ticket, kind: str, text: str, **values: object) -> Ticket:
    now = desk.clock()
    after = replace(ticket, version=ticket.version + 1, changed_at=now, **values)  # type: ignore[arg-type]
    return records.change_ticket(work, ticket, after, Event(now, user.signature, kind, text=text))


def _colleagues(work: Work, organization: str) -> list[str]:
    rows = work.all("users", organization=organization, disabled_at=None)
    return sorted(row["name"] for row in rows)
