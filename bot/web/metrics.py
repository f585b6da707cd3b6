"""What the door counts; never who or what was said."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from starlette.requests import Request
from starlette.responses import Response

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.5, 5.0, 10.0, 15.0)


class Metrics:
    """The counters of one application, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter(
            "tremplin_turns", "Chat turns by language and outcome", ["language", "outcome"], registry=self.registry
        )
        self.seconds = Histogram(
            "tremplin_turn_seconds",
            "Seconds of a chat turn by stage",
            ["stage"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.problems = Counter(
            "tremplin_problems", "Requests answered with a problem", ["status"], registry=self.registry
        )
        self.fallback = Counter(
            "tremplin_fallback", "Turns answered by the door itself, by reason", ["reason"], registry=self.registry
        )


async def show_metrics(request: Request) -> Response:
    """Every figure, as Prometheus reads it."""
    return Response(generate_latest(request.app.state.metrics.registry), media_type="text/plain; version=0.0.4")
