"""The connections to the intake's database, prepared the way its transactions need them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
import tenacity
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError

AWAY_SECONDS: Final = 8  # how long a database server may be away, starting anew, before a transaction is given up
BUSY_MILLISECONDS: Final = 10_000


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


@tenacity.retry(
    retry=tenacity.retry_if_exception_type(OperationalError),
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
