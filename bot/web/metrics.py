"""What the door counts; never who or what was said."""

from __future__ import annotations

import secrets

import anyio.to_thread
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from starlette.exceptions import HTTPException
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
    """Every figure, as Prometheus reads it, for whoever knows the token; without one set, for this machine alone."""
    expected = request.app.state.settings.metrics_token
    if not (_knows(request, expected) if expected else _is_local(request)):
        raise HTTPException(404)
    text = await anyio.to_thread.run_sync(generate_latest, request.app.state.metrics.registry)
    return Response(text, media_type="text/plain; version=0.0.4", headers={"Cache-Control": "no-store"})


def _knows(request: Request, expected: str) -> bool:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return scheme.lower() == "bearer" and secrets.compare_digest(given.encode(), expected.encode())


def _is_local(request: Request) -> bool:
    """Whether it comes from this machine and through no proxy, which would have named whom it stands for."""
    forwarded = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip"))
    return request.client is not None and request.client.host in ("127.0.0.1", "::1") and not forwarded
