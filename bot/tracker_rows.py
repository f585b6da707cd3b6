"""Erasing conversations from the tracker store's file, from outside Rasa."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

# Writers wait for each other; what is deleted is overwritten with zeros.
PRAGMAS: Final = ("PRAGMA busy_timeout = 10000", "PRAGMA journal_mode = WAL", "PRAGMA secure_delete = ON")


def forget(database_path: str | Path, conversation_id: str) -> int:
    """Delete every row of a conversation and its bytes; how many there were (0 where there is no file or table)."""
    return _delete(database_path, "sender_id = ?", conversation_id)


def purge(database_path: str | Path, older_than: datetime) -> int:
    """Delete the conversations whose last event is older than `older_than`; how many rows there were.

    Raises `ValueError` when `older_than` has no time zone.
    """
    if older_than.tzinfo is None:
        raise ValueError("older_than needs a time zone")
    ended = "sender_id IN (SELECT sender_id FROM events GROUP BY sender_id HAVING max(timestamp) < ?)"
    return _delete(database_path, ended, older_than.timestamp())


def _delete(path: str | Path, condition: str, value: str | float) -> int:
    if not Path(path).is_file():
        return 0
    with _connection(path) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'events'").fetchone():
            return 0
        with connection:
            count = connection.execute(f"DELETE FROM events WHERE {condition}", (value,)).rowcount
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the log held the rows too
        return count


@contextmanager
def _connection(path: str | Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        yield connection
