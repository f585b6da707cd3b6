"""What a database says when it cannot serve, and what of it may pass by itself."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from psycopg2 import OperationalError

from bot.intake.trouble import PASSING, SQLITE, WORDS, Unavailable, may_pass, named, reason_of


def provoked(path: Path, *statements: str) -> sqlite3.Error:
    """What SQLite itself says to the last of some statements."""
    with pytest.raises(sqlite3.Error) as told, sqlite3.connect(path, isolation_level=None, timeout=0) as connection:
        for statement in statements:
            connection.execute(statement)
    return told.value


TABLE = "CREATE TABLE t (a)"
HUGE = "INSERT INTO t VALUES (zeroblob(90000))"


def test_the_reasons_are_read_from_what_sqlite_says(tmp_path: Path) -> None:
    assert reason_of(provoked(tmp_path / "a", TABLE, "PRAGMA max_page_count = 1", HUGE)) == "full"
    assert reason_of(provoked(tmp_path / "b", "PRAGMA query_only = ON", TABLE)) == "read_only"
    assert reason_of(provoked(tmp_path, TABLE)) == "closed"
    with sqlite3.connect(tmp_path / "c", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert reason_of(provoked(tmp_path / "c", TABLE)) == "busy"


def test_a_bug_is_no_trouble_of_the_database(tmp_path: Path) -> None:
    told = provoked(tmp_path / "a", "SELECT nothing FROM nowhere")
    assert reason_of(told) is None
    with pytest.raises(sqlite3.OperationalError), named(sqlite3.Error):
        raise told


@pytest.mark.parametrize(
    ("code", "reason"), [("53100", "full"), ("25006", "read_only"), ("57P01", "away"), ("42P01", None)]
)
def test_the_reasons_are_read_from_the_codes_of_postgresql(code: str, reason: str | None) -> None:
    problem: Any = SimpleNamespace(orig=SimpleNamespace(pgcode=code))
    assert reason_of(problem) == reason


def test_a_server_that_does_not_answer_is_away() -> None:
    assert reason_of(OperationalError("could not connect to server")) == "away"


@pytest.mark.parametrize("reason", WORDS)
def test_only_what_may_pass_is_waited_for(reason: str, caplog: pytest.LogCaptureFixture) -> None:
    texts = {reason: text for text, reason in SQLITE.items()}
    problem = sqlite3.OperationalError(texts[reason]) if reason in texts else OperationalError("away")
    assert may_pass(problem) == (reason in PASSING)
    with pytest.raises(Unavailable) as told, named(Exception):
        raise problem
    assert told.value.__suppress_context__ and str(told.value) == WORDS[reason]
    assert caplog.messages == [f"database: {WORDS[reason]}"]
