"""At which question conversations end, read from the store of conversations; no word of anybody is read."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Final

ASKED: Final = (
    "SELECT sender_id, data FROM events WHERE type_name = 'slot' AND timestamp >= ? AND data LIKE ? ORDER BY id"
)
ACTIVE: Final = "SELECT DISTINCT sender_id FROM events WHERE timestamp >= ?"
ABOUT: Final = '%"asking"%'


def open_questions(database: str | Path, since: datetime, quiet_since: datetime) -> Mapping[str, int]:
    """How many conversations since `since`, silent since `quiet_since`, stopped at each open question.

    `database` is a SQLite file or the address of a PostgreSQL database; nothing where there is none.
    """
    asked = _rows(database, ASKED, (since.timestamp(), ABOUT))
    active = {row[0] for row in _rows(database, ACTIVE, (quiet_since.timestamp(),))}
    last: dict[str, Any] = {}
    for sender, data in asked:
        event = json.loads(data)
        if event.get("name") == "asking":
            last[sender] = event.get("value")
    return Counter(str(question) for sender, question in last.items() if question and sender not in active)


def _rows(database: str | Path, query: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    if "://" in str(database):
        return _from_server(str(database), query, values)
    if not Path(database).is_file():
        return []
    with closing(sqlite3.connect(f"{Path(database).resolve().as_uri()}?mode=ro", uri=True)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'events'").fetchone():
            return []
        return connection.execute(query, values).fetchall()


def _from_server(address: str, query: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    import psycopg2  # type: ignore[import-untyped]  # only where there is a server

    opened = psycopg2.connect(address.replace("postgresql+psycopg2:", "postgresql:"))
    with closing(opened) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('events')")
        if cursor.fetchone() == (None,):
            return []
        cursor.execute(query.replace("?", "%s"), values)
        return list(cursor.fetchall())
