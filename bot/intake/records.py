"""Tickets, drafts and consents as rows, inside a transaction that the caller opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.intake.contact import Contact
from bot.intake.notices import announce, call_off
from bot.intake.store import Row, Work
from bot.intake.ticket import OPEN, Event, StaleTicket, Ticket


def add_ticket(work: Work, ticket: Ticket, event: Event) -> Ticket:
    """Keep a new ticket with the first line of its history and its notices; raises `Conflict` on a doubled one."""
    key = work.add("tickets", **_row_of(work, ticket))
    _add_words(work, key, ticket)
    add_event(work, key, event)
    announce(work, "opened", ticket, event.at)
    kept = find(work, id=key)
    assert kept is not None
    return kept


def change_ticket(work: Work, before: Ticket, after: Ticket, event: Event) -> Ticket:
    """Replace `before` by `after`, with its notices; raises `StaleTicket` if it is no longer what was read."""
    where = {"id": before.id, "version": before.version}
    if not work.set("tickets", where, **_row_of(work, after)):
        raise StaleTicket(find(work, id=before.id) or before)
    if after.contact != before.contact:
        index(work, before.id, after)
    add_event(work, before.id, event)
    announce(work, _news_of(event), after, event.at)
    return find(work, id=before.id) or after


def add_event(work: Work, ticket_id: int | None, event: Event) -> None:
    """Write one line of history; its text is sealed. Who wrote it has read it."""
    text = work.seal.close(event.text) if event.text else None
    values = {"at": event.at, "by": event.by, "kind": event.kind, "old": event.old, "new": event.new, "text": text}
    key = work.add("ticket_events", ticket_id=ticket_id, **values)
    work.set("tickets", {"id": ticket_id}, last_event=key)
    if event.by.startswith("user:"):
        mark_read(work, event.by, ticket_id, key)


def mark_read(work: Work, reader: str, ticket_id: int | None, event: int) -> None:
    """`reader` has read this ticket's history up to the line keyed `event`."""
    work.add_if_absent("ticket_reads", reader=reader, ticket_id=ticket_id, event=0)
    work.set("ticket_reads", {"reader": reader, "ticket_id": ticket_id}, event=event)


def history(work: Work, ticket_id: int | None) -> tuple[Event, ...]:
    """The ticket's history, oldest line first."""
    rows = work.all("ticket_events", ticket_id=ticket_id)
    return tuple(
        Event(row["at"], row["by"], row["kind"], row["old"], row["new"], work.seal.open(row["text"]) or "")
        for row in rows
    )


def find(work: Work, **where: Any) -> Ticket | None:
    """The one ticket that matches, with all it carries."""
    row = work.one("tickets", **where)
    return None if row is None else ticket_of(work, row)


def open_ticket(work: Work, conversation_id: str) -> Ticket | None:
    """The conversation's ticket that is still open."""
    return find(work, conversation_id=conversation_id, status=OPEN)


def all_tickets(work: Work, conversation_id: str) -> list[Ticket]:
    """Every ticket of a conversation, oldest first."""
    return [ticket_of(work, row) for row in work.all("tickets", conversation_id=conversation_id)]


def remove_ticket(work: Work, ticket: Ticket, what: str, by: str, at: datetime) -> None:
    """Delete a ticket with its words and history, leaving a line that names nobody and a deletion notice."""
    facts = {"status": ticket.status, "format": ticket.format, "province": ticket.profile.get("province")}
    for table in ("ticket_events", "ticket_words"):
        work.remove(table, ticket_id=ticket.id)
    work.remove("tickets", id=ticket.id)
    named = {"organization": ticket.intermediary, "reference": ticket.reference}
    work.add("audit", at=at, what=what, by=by, facts=facts, **named)
    call_off(work, ticket.reference)
    announce(work, what, ticket, at)


def contact_kept(work: Work, conversation_id: str) -> dict[str, str]:
    """The contact answers given so far."""
    row = work.one("drafts", conversation_id=conversation_id)
    return dict(work.seal.open(row["contact"]) or {}) if row else {}


def keep_contact(work: Work, conversation_id: str, fields: Mapping[str, str], at: datetime) -> None:
    """Replace the contact answers of the draft."""
    work.add_if_absent("drafts", conversation_id=conversation_id, changed_at=at)
    work.set("drafts", {"conversation_id": conversation_id}, contact=work.seal.close(dict(fields)), changed_at=at)


def consents_given(work: Work, conversation_id: str) -> dict[str, Row]:
    """The newest answer for each purpose, where it was yes."""
    newest = {row["purpose"]: row for row in work.all("consents", conversation_id=conversation_id)}
    return {purpose: row for purpose, row in newest.items() if row["given"]}


def ticket_of(work: Work, row: Mapping[str, Any]) -> Ticket:
    """The ticket a row holds; columns a list leaves out stay empty."""
    own = {"contact", "transcript", "cautions", "province"}
    plain = {name: value for name, value in row.items() if name not in own}
    return Ticket(
        **plain,
        contact=Contact.from_fields(work.seal.open(row["contact"]) or {}),
        transcript=tuple(work.seal.open(row.get("transcript")) or ()),
        cautions=tuple(row["cautions"]),
    )


def _news_of(event: Event) -> str:
    if event.by == "owner":
        return "withdrawn" if event.new == "withdrawn" else "updated"
    return "changed"


def _row_of(work: Work, ticket: Ticket) -> dict[str, Any]:
    same = ("reference", "conversation_id", "intermediary", "language", "status", "version", "reply_within_days")
    when = ("due_on", "taken_up_by", "created_at", "changed_at", "closed_at", "format", "next_on")
    return {
        **{name: getattr(ticket, name) for name in (*same, *when)},
        "province": ticket.profile.get("province"),
        "profile": dict(ticket.profile),
        "advice": dict(ticket.advice),
        "cautions": list(ticket.cautions),
        "consent": dict(ticket.consent),
        "contact": work.seal.close(ticket.contact.to_dict()),
        "transcript": work.seal.close([dict(turn) for turn in ticket.transcript]),
    }


def index(work: Work, ticket_id: int | None, ticket: Ticket) -> None:
    """Make the ticket findable by the words of its contact, and by no others."""
    work.remove("ticket_words", ticket_id=ticket_id)
    _add_words(work, ticket_id, ticket)


def _add_words(work: Work, ticket_id: int | None, ticket: Ticket) -> None:
    numbers = sorted(work.seal.index(ticket.contact.to_dict().values()))
    work.add_all("ticket_words", [{"word": number, "ticket_id": ticket_id} for number in numbers])
