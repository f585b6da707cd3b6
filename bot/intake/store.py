"""The intake tables and the transactions over them; the only intake module that knows SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.intake.migrations.engine import connected, open_engine
from bot.intake.migrations.tables import METADATA
from bot.intake.seal import Seal
from bot.intake.trouble import Unavailable, named

__all__ = ["Conflict", "Row", "Search", "Store", "Unavailable", "Work", "open_engine"]
Row = dict[str, Any]


class Conflict(Exception):
    """A row with this unique value is already there."""


@dataclass(frozen=True)
class Search:
    """Which tickets to list; empty means "any", None too. `ids` are the keys that a search by words found.

    `unread_by` and `mentioned` name a reader; `after` and `until` limit when a ticket came.
    """

    organization: str | None = None
    statuses: tuple[str, ...] = ()
    reference: str = ""
    ids: tuple[int, ...] | None = None
    due_before: date | None = None
    before_id: int | None = None
    language: str = ""
    province: str = ""
    format: str = ""
    unread_by: str = ""
    mentioned: str = ""
    after: datetime | None = None
    until: datetime | None = None


class Store:
    """The database; `secrets` (newest first) seal what is personal."""

    def __init__(self, database_url: str, secrets: Sequence[str]) -> None:
        self.engine: Engine = open_engine(database_url)
        self.seal = Seal(secrets)

    @contextmanager
    def change(self) -> Iterator[Work]:
        """One transaction that may write: all of it is kept, or none of it.

        Raises `Conflict` on a doubled key, `Unavailable` when the disk is full or the database is read-only or away.
        """
        try:
            with (
                named(DBAPIError),
                connected(self.engine).execution_options(writes=True) as connection,
                connection.begin(),
            ):
                yield Work(connection, self.seal)
        except IntegrityError as problem:
            raise Conflict(str(problem.orig)) from problem

    @contextmanager
    def look(self) -> Iterator[Work]:
        """One transaction that only reads; raises `Unavailable`."""
        with named(DBAPIError), connected(self.engine) as connection, connection.begin():
            yield Work(connection, self.seal)

    def forget_traces(self) -> None:
        """Empty SQLite's write-ahead log, where deleted rows would linger until its next turn.

        What cannot be emptied now (a full disk, somebody who reads) is emptied by the job that runs every minute.
        """
        if self.engine.dialect.name == "sqlite":
            with suppress(Unavailable), named(DBAPIError), self.engine.connect() as connection:
                connection.execution_options(bare=True).exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


class Work:
    """One open transaction: rows in and out, by table name."""

    def __init__(self, connection: Connection, seal: Seal) -> None:
        self._connection = connection
        self.seal = seal

    def add(self, table: str, **values: Any) -> Any:
        """Insert a row; answers its key."""
        return self._connection.execute(sa.insert(_of(table)).values(**values)).inserted_primary_key[0]

    def add_all(self, table: str, rows: Sequence[Row]) -> None:
        """Insert many rows."""
        if rows:
            self._connection.execute(sa.insert(_of(table)), rows)

    def add_if_absent(self, table: str, **values: Any) -> None:
        """Insert a row unless one with its key is there, whoever writes at the same time."""
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        self._connection.execute(dialect.insert(_of(table)).values(**values).on_conflict_do_nothing())

    def one(self, table: str, lock: bool = False, **where: Any) -> Row | None:
        """The row that matches, if any; `lock` keeps others from changing it meanwhile."""
        query = sa.select(_of(table)).where(*_conditions(_of(table), where)).limit(1)
        found = self._connection.execute(query.with_for_update() if lock else query).mappings().first()
        return None if found is None else _aware(found)

    def all(self, table: str, before: Mapping[str, datetime] | None = None, **where: Any) -> list[Row]:
        """Every row that matches, oldest key first; `before` gives columns an upper limit."""
        columns = _of(table)
        limits = [columns.c[name] < moment for name, moment in (before or {}).items()]
        query = sa.select(columns).where(*_conditions(columns, where), *limits).order_by(*columns.primary_key.columns)
        return [_aware(row) for row in self._connection.execute(query).mappings()]

    def keys(self, table: str, key: str) -> list[Any]:
        """The keys of every row."""
        return list(self._connection.execute(sa.select(_of(table).c[key]).order_by(_of(table).c[key])).scalars())

    def count(self, table: str, since: Mapping[str, datetime] | None = None, **where: Any) -> int:
        """How many rows match; `since` gives columns a lower limit."""
        columns = _of(table)
        limits = [columns.c[name] >= moment for name, moment in (since or {}).items()]
        query = sa.select(sa.func.count()).select_from(columns).where(*_conditions(columns, where), *limits)
        return int(self._connection.execute(query).scalar_one())

    def set(self, table: str, where: Mapping[str, Any], **values: Any) -> int:
        """Change the rows that match; answers how many did."""
        query = sa.update(_of(table)).where(*_conditions(_of(table), where)).values(**values)
        return int(self._connection.execute(query).rowcount)

    def remove(self, table: str, before: Mapping[str, datetime] | None = None, **where: Any) -> int:
        """Delete the rows that match; answers how many did."""
        columns = _of(table)
        limits = [columns.c[name] < moment for name, moment in (before or {}).items()]
        return int(self._connection.execute(sa.delete(columns).where(*_conditions(columns, where), *limits)).rowcount)

    def erased(self) -> list[str]:
        """The conversations whose owner had them erased."""
        table = _of("conversations").c
        return list(self._connection.execute(sa.select(table.id).where(table.erased_at.is_not(None))).scalars())

    def due_notices(self, now: datetime, most: int) -> list[Row]:
        """Up to `most` notices to send by `now`, the longest due first."""
        table = _of("outbox")
        query = sa.select(table).where(table.c.state == "pending", table.c.due_at <= now)
        return [_aware(row) for row in self._connection.execute(query.order_by(table.c.due_at).limit(most)).mappings()]

    def tickets(self, search: Search, order: str, limit: int, offset: int = 0, backwards: bool = False) -> list[Row]:
        """A page of tickets without transcript and advice; `order` is newest, oldest or due, or that `backwards`."""
        table = _of("tickets")
        columns = [column for column in table.c if column.name not in ("transcript", "advice", "consent")]
        keys = [table.c.due_on, table.c.id] if order == "due" else [table.c.id]
        ordered = [key.desc() for key in keys] if (order == "newest") != backwards else keys
        query = sa.select(*columns).where(*_sought(search)).order_by(*ordered).limit(limit).offset(offset)
        return [_aware(row) for row in self._connection.execute(query).mappings()]

    def tickets_with(self, words: Sequence[Sequence[int]], organization: str | None, most: int) -> list[int]:
        """The keys of up to `most` tickets, newest first, that hold every word; a word is one of its numbers."""
        table, tickets = _of("ticket_words").c, _of("tickets").c
        rarest, *others = sorted(words, key=lambda numbers: self._holders(numbers, most))
        query = sa.select(table.ticket_id).distinct().where(table.word.in_(rarest))
        for numbers in others:
            other = _of("ticket_words").alias().c
            query = query.where(sa.exists().where(other.word.in_(numbers), other.ticket_id == table.ticket_id))
        if organization is not None:
            query = query.where(sa.exists().where(tickets.id == table.ticket_id, tickets.intermediary == organization))
        return list(self._connection.execute(query.order_by(table.ticket_id.desc()).limit(most)).scalars())

    def _holders(self, numbers: Sequence[int], most: int) -> int:
        found = (
            sa.select(_of("ticket_words").c.ticket_id).where(_of("ticket_words").c.word.in_(numbers)).limit(most + 1)
        )
        return int(self._connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one())

    def ticket_counts(self, search: Search) -> dict[str, int]:
        """How many tickets match, by status."""
        status = _of("tickets").c.status
        query = sa.select(status, sa.func.count()).where(*_sought(search)).group_by(status)
        return {row[0]: int(row[1]) for row in self._connection.execute(query)}

    def ticket_count(self, search: Search, most: int) -> int:
        """How many tickets match; counting ends at `most`."""
        found = sa.select(_of("tickets").c.id).where(*_sought(search)).limit(most).subquery()
        return int(self._connection.execute(sa.select(sa.func.count()).select_from(found)).scalar_one())

    def ticket_ages(self, search: Search, limits: Sequence[datetime]) -> list[int]:
        """How many tickets match between each of `limits`, newest first, and the one before it."""
        created = _of("tickets").c.created_at
        older = [sa.func.coalesce(sa.func.sum(sa.case((created <= limit, 1), else_=0)), 0) for limit in limits]
        counts = self._connection.execute(sa.select(sa.func.count(), *older).where(*_sought(search))).one()
        return [int(newer) - int(each) for newer, each in zip(counts, [*counts[1:], 0], strict=True)]

    def newest_events(self, organization: str | None, before: datetime | None, most: int) -> list[Row]:
        """The newest lines of history with their ticket's `reference`, without their text."""
        events, tickets = _of("ticket_events").c, _of("tickets").c
        columns = [events.at, events.by, events.kind.label("what"), events.old, events.new, tickets.reference]
        query = sa.select(*columns).join_from(_of("ticket_events"), _of("tickets"), events.ticket_id == tickets.id)
        if organization is not None:
            query = query.where(tickets.intermediary == organization)
        if before is not None:
            query = query.where(events.at < before)
        query = query.order_by(events.id.desc()).limit(most)
        return [_aware(row) for row in self._connection.execute(query).mappings()]

    def newest_audit(self, organization: str | None, before: datetime | None, most: int) -> list[Row]:
        """The newest lines of the audit."""
        audit = _of("audit").c
        limits = [audit.organization == organization] if organization is not None else []
        limits += [audit.at < before] if before is not None else []
        query = sa.select(_of("audit")).where(*limits).order_by(audit.id.desc()).limit(most)
        return [_aware(row) for row in self._connection.execute(query).mappings()]

    def ticket_facts(self, organization: str | None, since: date) -> list[Row]:
        """What may be counted of each ticket that came since a day, and when it was first taken up (`taken_up_at`)."""
        tickets, events = _of("tickets").c, _of("ticket_events").c
        took = sa.select(events.ticket_id, sa.func.min(events.at).label("taken_up_at")).where(events.new == "taken_up")
        first = took.group_by(events.ticket_id).subquery()
        columns = [tickets[n] for n in ("created_at", "status", "format", "province", "language", "profile")]
        columns.append(tickets.advice["advice"].as_string().label("verdict"))
        joined = _of("tickets").outerjoin(first, first.c.ticket_id == tickets.id)
        query = sa.select(*columns, sa.type_coerce(first.c.taken_up_at, events.at.type).label("taken_up_at"))
        start = datetime(since.year, since.month, since.day, tzinfo=timezone.utc)
        query = query.select_from(joined).where(tickets.created_at >= start)
        if organization is not None:
            query = query.where(tickets.intermediary == organization)
        return [_aware(row) for row in self._connection.execute(query).mappings()]


def _of(table: str) -> Any:
    return METADATA.tables[table]


def _conditions(table: Any, where: Mapping[str, Any]) -> list[Any]:
    return [table.c[n].in_(v) if isinstance(v, (list, tuple)) else table.c[n] == v for n, v in where.items()]


def _sought(search: Search) -> list[Any]:
    table = _of("tickets")
    conditions = [] if search.ids is None else [table.c.id.in_(search.ids)]
    if search.organization is not None:
        conditions.append(table.c.intermediary == search.organization)
    if search.statuses:
        conditions.append(table.c.status.in_(search.statuses))
    if search.reference:
        conditions.append(table.c.reference == search.reference)
    if search.due_before is not None:
        conditions += [table.c.due_on < search.due_before, table.c.status == "new"]
    if search.before_id is not None:
        conditions.append(table.c.id < search.before_id)
    return [*conditions, *_limited(search), *_personal(search)]


def _limited(search: Search) -> Iterator[Any]:
    table = _of("tickets").c
    for name in ("language", "province", "format"):
        if getattr(search, name):
            yield table[name] == getattr(search, name)
    if search.after is not None:
        yield table.created_at > search.after
    if search.until is not None:
        yield table.created_at <= search.until


def _personal(search: Search) -> Iterator[Any]:
    table, reads, mentions = _of("tickets").c, _of("ticket_reads").c, _of("mentions").c
    if search.unread_by:
        read = (reads.ticket_id == table.id, reads.reader == search.unread_by, reads.event >= table.last_event)
        yield ~sa.exists().where(*read)
    if search.mentioned:
        called = (mentions.reader == search.mentioned, mentions.seen_at.is_(None))
        yield table.id.in_(sa.select(mentions.ticket_id).where(*called))


def _aware(row: Mapping[str, Any]) -> Row:
    return {name: _in_utc(value) if isinstance(value, datetime) else value for name, value in row.items()}


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment.astimezone(timezone.utc)
