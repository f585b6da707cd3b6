"""Erasing conversations from the tracker store's file without Rasa."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.tracker_rows import forget, purge

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)


def a_database(folder: Path, *events: tuple[str, int]) -> Path:
    """A file with one event per (conversation, age in days)."""
    path = folder / "conversations.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, timestamp FLOAT, data TEXT)")
        for sender, age in events:
            moment = (NOW - timedelta(days=age)).timestamp()
            connection.execute("INSERT INTO events (sender_id, timestamp, data) VALUES (?, ?, '{}')", (sender, moment))
    return path


def senders(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT sender_id FROM events ORDER BY id")]


def test_forgetting_takes_one_conversation_and_no_other(tmp_path: Path) -> None:
    path = a_database(tmp_path, ("a", 1), ("b", 1), ("a", 0))
    assert forget(path, "a") == 2
    assert senders(path) == ["b"]


def test_forgetting_twice_does_nothing_more(tmp_path: Path) -> None:
    path = a_database(tmp_path, ("a", 1))
    assert (forget(path, "a"), forget(path, "a")) == (1, 0)


def test_a_conversation_still_alive_is_kept_whole(tmp_path: Path) -> None:
    path = a_database(tmp_path, ("alive", 60), ("over", 60), ("over", 31), ("alive", 2))
    assert purge(path, NOW - timedelta(days=30)) == 2
    assert senders(path) == ["alive", "alive"]


def test_a_time_without_its_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        purge(a_database(tmp_path), datetime(2026, 1, 1))


def test_no_file_and_no_table_are_nothing_to_erase(tmp_path: Path) -> None:
    assert forget(tmp_path / "absent.db", "a") == 0
    assert not (tmp_path / "absent.db").exists()
    sqlite3.connect(tmp_path / "empty.db").close()
    (tmp_path / "empty.db").touch()
    assert purge(tmp_path / "empty.db", NOW) == 0
