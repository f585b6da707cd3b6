"""The intake tables and the transactions over them; the only intake module that knows SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bot.intake.migrations.tables import METADATA
from bot.intake.seal import Seal

BUSY_MILLISECONDS: Final = 10_000
Row = dict[str, Any]


class Conflict(Exception):
    """A row with this unique value is already there."""


@dataclass(frozen=True)
class Search:
    """Which tickets to list; empty means "any". `words` holds, per word asked, the numbers to look for."""

    organization: str | None = None
    statuses: tuple[str, ...] = ()
    reference: str = ""
    words: tuple[Sequence[int], ...] = ()
    due_before: date | None = None
    before_id: int | None = None


class Store:
    """The database; `secrets` (newest first) seal what is personal."""

    def __init__(self, database_url: str, secrets: Sequence[str]) -> None:
        self.engine: Engine = open_engine(database_url)
        self.seal = Seal(secrets)

    @contextmanager
    def change(self) -> Iterator[Work]:
        """One transaction that may write: all of it is kept, or none of it. Raises `Conflict` on a doubled key."""
        try:
            with self.engine.connect().execution_options(writes=True) as connection, connection.begin():
                yield Work(connection, self.seal)
        except IntegrityError as problem:
            raise Conflict(str(problem.orig)) from problem

    @contextmanager
    def look(self) -> Iterator[Work]:
        """One transaction that only reads."""
        with self.engine.connect() as connection, connection.begin():
            yield Work(connection, self.seal)

    def forget_traces(self) -> None:
        """Empty SQLite's write-ahead log, where deleted rows would linger until its next turn."""
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect().execution_options(bare=True) as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

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

    def due_notices(self, now: datetime, most: int) -> list[Row]:
        """Up to `most` notices to send by `now`, the longest due first."""
        table = _of("outbox")
        query = sa.select(table).where(table.c.state == "pending", table.c.due_at <= now)
        return [_aware(row) for row in self._connection.execute(query.order_by(table.c.due_at).limit(most)).mappings()]

    def tickets(self, search: Search, order: str, limit: int, offset: int = 0) -> list[Row]:
        """A page of tickets without transcript and advice; `order` is newest, oldest or due."""
        table = _of("tickets")
        columns = [column for column in table.c if column.name not in ("transcript", "advice", "consent")]
        orders = {"newest": [table.c.id.desc()], "oldest": [table.c.id], "due": [table.c.due_on, table.c.id]}
        query = sa.select(*columns).where(*_sought(search)).order_by(*orders[order]).limit(limit).offset(offset)
        return [_aware(row) for row in self._connection.execute(query).mappings()]

    def ticket_counts(self, search: Search) -> dict[str, int]:
        """How many tickets match, by status."""
        status = _of("tickets").c.status
        query = sa.select(status, sa.func.count()).where(*_sought(search)).group_by(status)
        return {row[0]: int(row[1]) for row in self._connection.execute(query)}

    def ticket_facts(self, organization: str | None, since: date) -> list[Row]:
        """What may be counted of each ticket that came since a day, and when it was first taken up (`taken_up_at`)."""
        tickets, events = _of("tickets").c, _of("ticket_events").c
        took = sa.select(events.ticket_id, sa.func.min(events.at).label("taken_up_at")).where(events.new == "taken_up")
        first = took.group_by(events.ticket_id).subquery()
        columns = [tickets[n] for n in ("created_at", "status", "format", "province", "language", "profile")]
        joined = _of("tickets").outerjoin(first, first.c.ticket_id == tickets.id)
        query = sa.select(*columns, sa.type_coerce(first.c.taken_up_at, events.at.type).label("taken_up_at"))
        start = datetime(since.year, since.month, since.day, tzinfo=timezone.utc)
        query = query.select_from(joined).where(tickets.created_at >= start)
        if organization is not None:
            query = query.where(tickets.intermediary == organization)
        return [_aware(row) for row in self._connection.execute(query).mappings()]


def open_engine(database_url: str) -> Engine:
    """An engine for SQLite (write-ahead log, foreign keys, deleted bytes overwritten) or PostgreSQL."""
    url = sa.engine.make_url(database_url)
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, future=True, pool_pre_ping=True)
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    arguments = {"timeout": BUSY_MILLISECONDS / 1000, "check_same_thread": False}
    engine = sa.create_engine(url, future=True, poolclass=sa.pool.QueuePool, connect_args=arguments)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # the driver would begin transactions late; _begin_sqlite does it instead
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("bare"):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def _of(table: str) -> Any:
    return METADATA.tables[table]


def _conditions(table: Any, where: Mapping[str, Any]) -> list[Any]:
    return [table.c[n].in_(v) if isinstance(v, (list, tuple)) else table.c[n] == v for n, v in where.items()]


def _sought(search: Search) -> list[Any]:
    table, words = _of("tickets"), _of("ticket_words")
    conditions = [table.c.id.in_(sa.select(words.c.ticket_id).where(words.c.word.in_(n))) for n in search.words]
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
    return conditions


def _aware(row: Mapping[str, Any]) -> Row:
    return {name: _in_utc(value) if isinstance(value, datetime) else value for name, value in row.items()}


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment.astimezone(timezone.utc)
