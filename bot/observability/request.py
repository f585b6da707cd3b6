"""One id for a request, the same in the web application, Rasa and the actions: their log lines can be joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final
from uuid import uuid4

HEADER: Final = "x-request-id"
KEY: Final = "request_id"
REQUEST: Final[ContextVar[str]] = ContextVar("request", default="")
WELL_FORMED: Final = re.compile(r"[0-9A-Za-z-]{16,64}")


def named(given: str | None) -> str:
    """The id that a proxy gave, if it is one, else a new one."""
    return given if given and WELL_FORMED.fullmatch(given) else uuid4().hex


@contextmanager
def during(request: str) -> Iterator[None]:
    """Log lines inside the block carry this id."""
    before = REQUEST.set(request)
    try:
        yield
    finally:
        REQUEST.reset(before)


def request_of(metadata: Mapping[str, Any] | None) -> str:
    """The id that came along with a message."""
    given = (metadata or {}).get(KEY)
    return given if isinstance(given, str) and WELL_FORMED.fullmatch(given) else ""
