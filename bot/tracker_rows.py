"""Erasing conversations from the tracker store's database, from outside Rasa."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.intake.trouble import named

# Writers wait for each other; what is deleted is overwritten with zeros.
PRAGMAS: Final = ("PRAGMA busy_timeout = 10000", "PRAGMA journal_mode = WAL", "PRAGMA secure_delete = ON")


def forget(database: str | Path, *conversations: str) -> int:
    """Delete every row of these conversations and its bytes, and the bytes of rows that somebody was just deleting.

    Answers how many rows there were (0 where there is no file or table); raises `Unavailable`. `database` is a SQLite
    file or the address of a PostgreSQL database.
    """
    return _delete(database, f"sender_id IN ({', '.join('?' * len(conversations)) or 'NULL'})", *conversations)


def purge(database: str | Path, older_than: datetime) -> int:
    """Delete the conversations whose last event is older than `older_than`; how many rows there were.

    Raises `Unavailable`, and `ValueError` when `older_than` has no time zone.
    """
    if older_than.tzinfo is None:
        raise ValueError("older_than needs a time zone")
    ended = "sender_id IN (SELECT sender_id FROM events GROUP BY sender_id HAVING max(timestamp) < ?)"
    return _delete(database, ended, older_than.timestamp())


def _delete(database: str | Path, condition: str, *values: str | float) -> int:
    if "://" in str(database):
        return _delete_from_server(str(database), condition, values)
    return _delete_from_file(database, condition, values)


def _delete_from_server(address: str, condition: str, values: Sequence[str | float]) -> int:
    import psycopg2  # type: ignore[import-untyped]  # only where there is a server

    address = address.replace("postgresql+psycopg2:", "postgresql:")
    with (
        named(psycopg2.Error),
        closing(psycopg2.connect(address)) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT to_regclass('events')")
        if cursor.fetchone() == (None,):
            return 0
        cursor.execute(f"DELETE FROM events WHERE {condition.replace('?', '%s')}", values)
        return int(cursor.rowcount)


def _delete_from_file(path: str | Path, condition: str, values: Sequence[str | float]) -> int:
    if not Path(path).is_file():
        return 0
    with named(sqlite3.Error), _connection(path) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'events'").fetchone():
            return 0
        with connection:
            count = connection.execute(f"DELETE FROM events WHERE {condition}", values).rowcount
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the log held the rows too
        return count


@contextmanager
def _connection(path: str | Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        yield connection
