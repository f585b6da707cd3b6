"""A memory that forgets: bounded in size, and each entry only for a while."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Shortlived(Generic[Value]):
    """Values by key, kept `seconds` after they were last set, the oldest dropped beyond `limit`."""

    def __init__(self, limit: int, seconds: float, clock: Callable[[], float]) -> None:
        self._limit, self._seconds, self._clock = limit, seconds, clock
        self._entries: OrderedDict[str, tuple[float, Value]] = OrderedDict()

    def get(self, key: str) -> Value | None:
        """The value of `key`, unless it was forgotten."""
        self._expire()
        entry = self._entries.get(key)
        return entry[1] if entry else None

    def put(self, key: str, value: Value) -> None:
        """Remember `value` from now."""
        self._entries.pop(key, None)
        self._entries[key] = (self._clock() + self._seconds, value)
        self._expire()

    def forget(self, prefix: str) -> None:
        """Forget every key that starts with `prefix`."""
        for key in [key for key in self._entries if key.startswith(prefix)]:
            del self._entries[key]

    def drop(self, key: str) -> None:
        """Forget one key."""
        self._entries.pop(key, None)

    def __len__(self) -> int:
        return len(self._entries)

    def _expire(self) -> None:
        now = self._clock()
        while self._entries and (len(self._entries) > self._limit or next(iter(self._entries.values()))[0] <= now):
            self._entries.popitem(last=False)
