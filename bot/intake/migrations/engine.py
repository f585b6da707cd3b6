"""The connections to the intake's database, prepared the way its transactions need them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
import tenacity
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError

from bot.intake.trouble import may_pass

AWAY_SECONDS: Final = 8  # how long a database server may be away, starting anew, before a transaction is given up
BUSY_MILLISECONDS: Final = 10_000
NEVER_TEXT: Final = re.compile("[\0\ud800-\udfff]")  # PostgreSQL refuses NUL, every driver half a character


def open_engine(database_url: str) -> Engine:
    """An engine for SQLite (write-ahead log, foreign keys, deleted bytes overwritten) or PostgreSQL.

    What is no text on either (NUL, half a character) goes in as the replacement character, whoever wrote it where.
    """
    url = sa.engine.make_url(database_url)
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _server(url)
    sa.event.listen(engine, "before_cursor_execute", _as_text, retval=True)
    return engine


def _server(url: sa.engine.URL) -> Engine:
    return sa.create_engine(url, future=True, pool_pre_ping=True, json_serializer=_as_json)


def _sqlite(url: sa.engine.URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    arguments = {"timeout": BUSY_MILLISECONDS / 1000, "check_same_thread": False}
    pooled = {"poolclass": sa.pool.QueuePool, "connect_args": arguments}
    engine = sa.create_engine(url, future=True, json_serializer=_as_json, **pooled)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


@tenacity.retry(
    retry=tenacity.retry_all(tenacity.retry_if_exception_type(OperationalError), tenacity.retry_if_exception(may_pass)),
    wait=tenacity.wait_exponential(multiplier=0.1, max=1.0),
    stop=tenacity.stop_after_delay(AWAY_SECONDS),
    reraise=True,
)
def connected(engine: Engine) -> Connection:
    """A connection, waiting a while for a server that is just starting anew."""
    return engine.connect()


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # the driver would begin transactions late; _begin_sqlite does it instead
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("bare"):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def _as_text(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> tuple[str, Any]:
    return statement, _legal(parameters)


def _as_json(value: Any) -> str:
    return json.dumps(_legal(value))


def _legal(value: Any) -> Any:
    """The same parameters, whose texts every database takes."""
    if isinstance(value, str):
        return NEVER_TEXT.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: _legal(each) for key, each in value.items()}
    return type(value)(_legal(each) for each in value) if isinstance(value, (list, tuple)) else value
