"""What the actions count: how turns were understood, per language, and how long each move took."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
TEXT: Final = "text/plain; version=0.0.4"


class Moves:
    """The figures of one action server, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter(
            "tremplin_understood",
            "Turns by language and outcome: understood, missed (not understood, or a complaint), failed, repeated",
            ["language", "outcome"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "tremplin_move_seconds", "Seconds of an action by move", ["move"], buckets=BUCKETS, registry=self.registry
        )

    def text(self) -> bytes:
        """Every figure, as Prometheus reads it."""
        return generate_latest(self.registry)


@lru_cache(maxsize=1)
def moves() -> Moves:
    """The figures of this process."""
    return Moves()
