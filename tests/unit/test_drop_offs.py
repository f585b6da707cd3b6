"""Where conversations ended is counted from the store of conversations, without a word of anybody."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

from bot.drop_offs import open_questions

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)
HOUR, MONTH = timedelta(hours=1), timedelta(days=30)


def a_database(folder: Path, events: list[tuple[str, str, object, timedelta]]) -> Path:
    """A store with slot events: sender, slot, value, how long ago."""
    path = folder / "conversations.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id, type_name, timestamp REAL, data)")
        for sender, name, value, ago in events:
            data = json.dumps({"event": "slot", "name": name, "value": value})
            row = (sender, "slot", (NOW - ago).timestamp(), data)
            connection.execute("INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (?, ?, ?, ?)", row)
    return path


def test_the_last_open_question_of_each_silent_conversation_counts(tmp_path: Path) -> None:
    path = a_database(
        tmp_path,
        [
            ("gone", "asking", "province", 3 * HOUR),
            ("gone", "asking", "headcount", 2 * HOUR),
            ("gone", "province", "asking", 2 * HOUR),
            ("also gone", "asking", "headcount", 5 * HOUR),
            ("served", "asking", "review", 3 * HOUR),
            ("served", "asking", None, 2 * HOUR),
            ("still here", "asking", "consent", 3 * HOUR),
            ("still here", "language", "fr", HOUR / 2),
            ("long ago", "asking", "province", 2 * MONTH),
        ],
    )
    assert open_questions(path, NOW - MONTH, NOW - HOUR) == {"headcount": 2}


def test_no_conversation_is_no_trouble(tmp_path: Path) -> None:
    assert open_questions(tmp_path / "none.db", NOW - MONTH, NOW) == {}
    with closing(sqlite3.connect(tmp_path / "empty.db")) as connection:
        connection.execute("CREATE TABLE other (id)")
    assert open_questions(tmp_path / "empty.db", NOW - MONTH, NOW) == {}
