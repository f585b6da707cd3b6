"""One PostgreSQL and one Redis for all these tests, and a database of its own for each."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import psycopg2
import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "unit"))  # the builders of the intake's own tests
from servers_kit import NotInstalled, Server, postgres, redis  # noqa: E402

NUMBERS = count(1)


@pytest.fixture(scope="package")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL that runs."""
    try:
        with postgres() as server:
            yield server
    except NotInstalled as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="package")
def redis_server() -> Iterator[Server]:
    """A Redis that runs."""
    try:
        with redis() as server:
            yield server
    except NotInstalled as missing:
        pytest.skip(str(missing))


@pytest.fixture
def database(postgres_server: Server) -> str:
    """The address of an empty PostgreSQL database."""
    name = f"tremplin_{next(NUMBERS)}"
    with closing(psycopg2.connect(postgres_server.address)) as connection:
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {name}")
    return f"{postgres_server.address.rpartition('/')[0]}/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: SQLite, then PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'intake.db'}"
    address: str = request.getfixturevalue("database")
    return address
