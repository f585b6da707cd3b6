"""What the people of an intermediary may see and change of the tickets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from bot.intake import records
from bot.intake.accounts import User
from bot.intake.seal import beginning, words
from bot.intake.store import Search, Work
from bot.intake.ticket import OPEN, Event, StaleTicket, Ticket, legible, reference_in

PAGE: Final = 25
ORDERS: Final = ("newest", "oldest", "due")
NOTE_MAX: Final = 4000
WORDS_MAX: Final = 8
AGES: Final = (0, 2, 9, 21, 45)  # days: a basket of open tickets begins at each; reminders go out at the same
UNREAD_MOST: Final = 100
FOUND_MOST: Final = 500  # matches of a search: the newest


class NotFound(Exception):
    """There is no such ticket among those this user may see."""


class Erased(NotFound):
    """The owner had this ticket erased; nothing of it is left. Any copy must go too."""


class Forbidden(Exception):
    """This user may see the ticket but not do that to it."""


@dataclass(frozen=True)
class Filters:
    """What to list: words of the contact or a reference, statuses (none: any), and what else must hold; the order.

    `unread` and `mentioned` are the user's own; `age` is the day of `AGES` that a basket of open tickets begins at.
    """

    text: str = ""
    statuses: tuple[str, ...] = OPEN
    overdue: bool = False
    order: str = "newest"
    unread: bool = False
    mentioned: bool = False
    age: int | None = None
    language: str = ""
    province: str = ""
    format: str = ""


@dataclass(frozen=True)
class Inbox:
    """One page of tickets, with counts for the same user and words.

    `counts` are per status, `ages` of open tickets per basket of `AGES`; `unread` (open ones, counted up to
    `UNREAD_MOST`) and `mentioned` are the user's own; `fresh` holds the keys of this page's tickets he has not
    read; `matches` is how many the words of a search found, up to `FOUND_MOST`.
    """

    tickets: tuple[Ticket, ...]
    total: int
    page: int
    pages: int
    counts: dict[str, int]
    overdue: int
    unread: int = 0
    mentioned: int = 0
    ages: Mapping[int, int] = field(default_factory=dict)
    fresh: frozenset[int | None] = frozenset()
    matches: int = 0


@dataclass(frozen=True)
class Reading:
    """One ticket, its history, and whether this user may move it."""

    ticket: Ticket
    events: tuple[Event, ...]
    may_change: bool


def list_tickets(work: Work, user: User, filters: Filters, page: int, now: datetime) -> Inbox:
    """A page of the tickets `user` may see; a page beyond the last shows the last."""
    known, wanted = _searches(work, user, filters, now)
    counts = work.ticket_counts(known)
    overdue = work.ticket_counts(replace(known, due_before=now.date())).get("new", 0)
    still_open = replace(known, statuses=OPEN)
    ages = work.ticket_ages(still_open, [_days_before(now, day) for day in AGES[1:]])
    total = _total(work, filters, wanted, counts, overdue)
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    tickets = _page(work, wanted, filters.order, total, (page - 1) * PAGE)
    return Inbox(
        tickets,
        total,
        page,
        pages,
        counts,
        overdue,
        unread=work.ticket_count(replace(still_open, unread_by=user.signature), UNREAD_MOST),
        mentioned=work.ticket_count(replace(known, mentioned=user.signature), UNREAD_MOST),
        ages=dict(zip(AGES, ages, strict=True)),
        fresh=_fresh(work, user, tickets),
        matches=len(known.ids or ()),
    )


def everything(work: Work, user: User, filters: Filters, most: int, now: datetime) -> list[Ticket]:
    """The tickets `user` may see, up to `most`."""
    _, wanted = _searches(work, user, filters, now)
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
    tidy = legible(text)
    if not tidy or len(tidy) > NOTE_MAX:
        raise ValueError("empty" if not tidy else "too_long")
    return tidy


def to_json(ticket: Ticket, events: tuple[Event, ...] = ()) -> dict[str, Any]:
    """The ticket as other software reads it."""
    hidden = ("id", "conversation_id", "reminded_day", "last_event")
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
    wanted = [whole if work.one("ticket_words", word=whole) else begun for whole, begun in asked]
    found = tuple(work.tickets_with(wanted, _scope(user), FOUND_MOST)) if wanted else None
    return Search(organization=_scope(user), ids=found)


def _searches(work: Work, user: User, filters: Filters, now: datetime) -> tuple[Search, Search]:
    """All that the words and the fields of a filter allow, and what of it is listed."""
    fields = {"language": filters.language, "province": filters.province, "format": filters.format}
    known = replace(_search(work, user, filters.text), **fields)  # type: ignore[arg-type]
    wanted = replace(
        known,
        statuses=filters.statuses,
        due_before=now.date() if filters.overdue else None,
        unread_by=user.signature if filters.unread else "",
        mentioned=user.signature if filters.mentioned else "",
    )
    if filters.age is None:
        return known, wanted
    ends = dict(zip(AGES, [*AGES[1:], None], strict=True))[filters.age]
    until = _days_before(now, filters.age) if filters.age else None
    return known, replace(wanted, until=until, after=None if ends is None else _days_before(now, ends))


def _total(work: Work, filters: Filters, wanted: Search, counts: Mapping[str, int], overdue: int) -> int:
    if filters.unread or filters.mentioned or filters.age is not None:
        return sum(work.ticket_counts(wanted).values())
    return overdue if filters.overdue else sum(counts.get(status, 0) for status in filters.statuses or counts)


def _page(work: Work, wanted: Search, order: str, total: int, start: int) -> tuple[Ticket, ...]:
    """The page that begins at `start`, counted from the nearer end: skipping most of a long list takes long."""
    size = min(PAGE, total - start)
    after = total - start - size
    if after < start:
        rows = work.tickets(wanted, order, size, after, backwards=True)[::-1]
    else:
        rows = work.tickets(wanted, order, PAGE, start)
    return tuple(records.ticket_of(work, row) for row in rows)


def _fresh(work: Work, user: User, tickets: Sequence[Ticket]) -> frozenset[int | None]:
    rows = work.all("ticket_reads", reader=user.signature, ticket_id=[ticket.id for ticket in tickets])
    read = {row["ticket_id"]: row["event"] for row in rows}
    return frozenset(ticket.id for ticket in tickets if read.get(ticket.id, 0) < ticket.last_event)


def _days_before(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)


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
