"""When the database cannot serve: why, in words an operator understands and nobody's data is in."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

LOG: Final = logging.getLogger(__name__)
PASSING: Final = ("away", "busy")  # worth a little patience
WORDS: Final = {
    "full": "the disk is full: make room, or give the database a larger one",
    "read_only": "the database may only be read: give this process the right to write its file and folder",
    "closed": "the database's file cannot be opened: look at its path and at the rights of its folder",
    "disk": "the disk under the database reports errors, or is full",
    "busy": "another process keeps the database locked",
    "away": "the database server does not answer",
}
SQLITE: Final = {
    "database or disk is full": "full",
    "attempt to write a readonly database": "read_only",
    "unable to open database file": "closed",
    "disk I/O error": "disk",
    "database is locked": "busy",
}
POSTGRESQL: Final = {"53100": "full", "25006": "read_only", "55P03": "busy", "57P01": "away", "57P03": "away"}


class Unavailable(Exception):
    """The database cannot be read or written now, and nothing was; `reason` is a key of `WORDS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(WORDS[reason])
        self.reason = reason


@contextmanager
def named(errors: type[Exception]) -> Iterator[None]:
    """Turn those of a driver's `errors` that mean that the database cannot serve into `Unavailable`; others pass.

    The reason is told in the log. The error itself is told to nobody: its text may hold what was being written.
    """
    try:
        yield
    except errors as problem:
        reason = reason_of(problem)
        if reason is None:
            raise
        unavailable = Unavailable(reason)
        LOG.error("database: %s", unavailable)
        raise unavailable from None


def reason_of(problem: BaseException) -> str | None:
    """Why an error means that the database cannot serve; None for any other error, such as a bug of ours."""
    driver = getattr(problem, "orig", None) or problem
    code = getattr(driver, "pgcode", "")  # None when PostgreSQL could not be asked
    if code is None and type(driver).__name__ in ("OperationalError", "InterfaceError"):
        return "away"
    return POSTGRESQL.get(code or "") or SQLITE.get(str(driver))


def may_pass(problem: BaseException) -> bool:
    """Whether a little patience may help: a server that is starting anew, a lock, or something not known here."""
    return (reason_of(problem) or "away") in PASSING


def went_away(problem: BaseException) -> bool:
    """Whether the database server left in mid-transaction: nothing of it was kept, it may be tried again."""
    return isinstance(problem, Unavailable) and problem.reason == "away"
