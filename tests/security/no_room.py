"""A database that nothing can be written to: in this process by SQLite's own limits, in a child by the system's."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from crash_cases import ACTS, SHE, house

from bot.bootstrap import Services
from bot.intake.migrations.tables import METADATA
from bot.intake.store import Store, Unavailable

LIMITS: Final = {
    "full": "PRAGMA max_page_count = 1",  # SQLite takes the pages there are for the least
    "read_only": "PRAGMA query_only = ON",
}
FREE: Final = ("PRAGMA max_page_count = 1073741823", "PRAGMA query_only = OFF")
NOBODY: Final = 65534


@contextmanager
def no_room(store: Store, limit: str) -> Iterator[None]:
    """Meanwhile this store's database is `full` or `read_only`."""

    def take(connection: Any, *_: Any) -> None:
        connection.execute(LIMITS[limit])

    def give_back(connection: Any, *_: Any) -> None:
        for pragma in FREE:
            connection.execute(pragma)

    sa.event.listen(store.engine, "checkout", take)
    try:
        yield
    finally:
        sa.event.remove(store.engine, "checkout", take)
        sa.event.listen(store.engine, "checkout", give_back)


def counted(store: Store) -> dict[str, int]:
    """How many rows each table has."""
    with store.look() as work:
        return {table: work.count(table) for table in METADATA.tables}


def disk_ends(folder: str, act: str) -> None:
    """Do an act on a disk with no room for it, and again once there is."""
    services = house(folder)
    before, (_, most) = counted(services.store), resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, most))
    _refused(services, act, "disk", "full")
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert counted(services.store) == before
    ACTS[act](services)
    assert counted(services.store) != before


def file_of_another(folder: str, act: str) -> None:
    """Do an act, with no right to write the database's file or its folder, and again with it."""
    services = house(folder)
    before = counted(services.store)
    services.store.close()
    paths = [Path(folder), *Path(folder).iterdir()]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    try:
        _refused(services, act, "read_only", "closed")
    finally:
        os.seteuid(os.getuid())
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
    services.store.close()
    assert counted(services.store) == before
    ACTS[act](services)
    assert counted(services.store) != before


def _refused(services: Services, act: str, *reasons: str) -> None:
    try:
        ACTS[act](services)
    except Unavailable as told:
        assert told.reason in reasons, told.reason
        assert SHE not in str(told)
    else:
        raise AssertionError(f"{act} went through")


CASES: Final[dict[str, Callable[..., None]]] = {"disk_ends": disk_ends, "file_of_another": file_of_another}
