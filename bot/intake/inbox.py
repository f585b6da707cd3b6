"""What the people of an intermediary may see and change of the tickets."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from bot.intake import records
from bot.intake.accounts import User
from bot.intake.seal import beginning, words
from bot.intake.store import Search, Work
from bot.intake.ticket import OPEN, Event, StaleTicket, Ticket, reference_in

PAGE: Final = 25
ORDERS: Final = ("newest", "oldest", "due")
NOTE_MAX: Final = 4000
WORDS_MAX: Final = 8


class NotFound(Exception):
    """There is no such ticket among those this user may see."""


class Erased(NotFound):
    """The owner had this ticket erased; nothing of it is left. Any copy must go too."""


class Forbidden(Exception):
    """This user may see the ticket but not do that to it."""


@dataclass(frozen=True)
class Filters:
    """What to list: words of the contact or a reference, statuses (none: any), only overdue ones, and the order."""

    text: str = ""
    statuses: tuple[str, ...] = OPEN
    overdue: bool = False
    order: str = "newest"


@dataclass(frozen=True)
class Inbox:
    """One page of tickets; `counts` are per status and `overdue` in all, for the same user and words."""

    tickets: tuple[Ticket, ...]
    total: int
    page: int
    pages: int
    counts: dict[str, int]
    overdue: int


@dataclass(frozen=True)
class Reading:
    """One ticket, its history, and whether this user may move it."""

    ticket: Ticket
    events: tuple[Event, ...]
    may_change: bool


def list_tickets(work: Work, user: User, filters: Filters, page: int, today: date) -> Inbox:
    """A page of the tickets `user` may see; a page beyond the last shows the last."""
    known = _search(work, user, filters.text)
    counts = work.ticket_counts(known)
    overdue = work.ticket_counts(replace(known, due_before=today)).get("new", 0)
    total = overdue if filters.overdue else sum(counts.get(status, 0) for status in filters.statuses or counts)
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = work.tickets(_wanted(known, filters, today), filters.order, PAGE, (page - 1) * PAGE)
    return Inbox(tuple(records.ticket_of(work, row) for row in rows), total, page, pages, counts, overdue)


def everything(work: Work, user: User, filters: Filters, most: int, today: date) -> list[Ticket]:
    """The tickets `user` may see, up to `most`."""
    wanted = _wanted(_search(work, user, filters.text), filters, today)
    return [records.ticket_of(work, row) for row in work.tickets(wanted, filters.order, most)]


def newest(work: Work, user: User, statuses: tuple[str, ...], before_id: int | None, limit: int) -> list[Ticket]:
    """Up to `limit` tickets older than the one keyed `before_id`."""
    search = Search(organization=_scope(user), statuses=statuses, before_id=before_id)
    return [records.ticket_of(work, row) for row in work.tickets(search, "newest", limit)]


def read(work: Work, user: User, reference: str) -> Reading:
    """One ticket; raises `NotFound` or `Erased`."""
    ticket = _visible(work, user, reference)
    return Reading(ticket, records.history(work, ticket.id), _may_change(user, ticket))


def to_change(work: Work, user: User, reference: str, version: int | None, step: str) -> Ticket:
    """The ticket, if `user` may do `step` (a status, or `note`) to the version he read."""
    ticket = _visible(work, user, reference)
    if not user.may_write:
        raise Forbidden(step)
    if version is not None and version != ticket.version:
        raise StaleTicket(ticket)
    if step != "note" and not _may_change(user, ticket):
        raise Forbidden(step)
    return ticket


def note(text: str) -> str:
    """A note fit to keep; raises `ValueError` if it is empty or over `NOTE_MAX` characters."""
    tidy = "".join(c for c in text.replace("\r\n", "\n") if c in "\n\t" or c.isprintable()).strip()
    if not tidy or len(tidy) > NOTE_MAX:
        raise ValueError("empty" if not tidy else "too_long")
    return tidy


def to_json(ticket: Ticket, events: tuple[Event, ...] = ()) -> dict[str, Any]:
    """The ticket as other software reads it."""
    hidden = ("id", "conversation_id", "reminded_day")
    facts = {name: _plain(value) for name, value in vars(ticket).items() if name not in hidden}
    return facts | {"contact": ticket.contact.to_dict(), "history": [_line(event) for event in events]}


def _line(event: Event) -> dict[str, Any]:
    return {name: _plain(value) for name, value in asdict(event).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _scope(user: User) -> str | None:
    return None if user.role == "administrator" else user.organization or ""


def _search(work: Work, user: User, text: str) -> Search:
    reference = reference_in(text)
    if reference:
        return Search(organization=_scope(user), reference=reference)
    asked = [(work.seal.numbers(word), work.seal.numbers(beginning(word))) for word in words(text)[:WORDS_MAX]]
    found = tuple(whole if work.one("ticket_words", word=whole) else begun for whole, begun in asked)
    return Search(organization=_scope(user), words=found)


def _wanted(known: Search, filters: Filters, today: date) -> Search:
    return replace(known, statuses=filters.statuses, due_before=today if filters.overdue else None)


def _visible(work: Work, user: User, reference: str) -> Ticket:
    ticket, scope = records.find(work, reference=reference), _scope(user)
    if ticket is not None and scope in (None, ticket.intermediary):
        return ticket
    erased = work.one("audit", reference=reference, what="erased")
    raise (Erased if erased and scope in (None, erased["organization"]) else NotFound)(reference)


def _may_change(user: User, ticket: Ticket) -> bool:
    """A reviewer leaves alone what a colleague took up; a coordinator and other software may step in."""
    if not user.may_write or not ticket.is_open:
        return False
    return user.role != "reviewer" or ticket.taken_up_by in (None, user.signature)
