"""Connections that never finish their headers lose their place."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
import uvicorn
from door_kit import FakeServices, a_house
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from widget_kit import free_port, running_server, wait_until

from bot.settings import Settings
from bot.web.punctual import PunctualProtocol
from bot.web.serve import serve_web


class Hurried(PunctualProtocol):
    """The same, with less patience."""

    header_seconds = 0.3
    exchange_seconds = 0.6


@pytest.fixture
def port() -> Iterator[int]:
    port = free_port()
    with running_server(
        uvicorn.Server(uvicorn.Config(a_house().app, port=port, http=Hurried, ws="none", log_level="warning"))
    ):
        yield port


def talk(port: int, *parts: bytes) -> bytes:
    """Send some bytes and read until the other side closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        for part in parts:
            line.sendall(part)
        answer = b""
        while more := line.recv(4096):
            answer += more
        return answer


@pytest.mark.parametrize("beginning", [b"", b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"POST"])
def test_headers_that_do_not_come_in_time_end_the_connection(port: int, beginning: bytes) -> None:
    assert talk(port, beginning).startswith(b"HTTP/1.1 408")


def test_a_whole_request_is_answered_and_a_slow_second_one_is_not(port: int) -> None:
    answer = talk(port, b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /health/live HTT")
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"HTTP/1.1 408" in answer


def test_an_answer_that_nobody_reads_ends_with_the_connection() -> None:
    port, whole = free_port(), 50_000_000

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(b"x" * whole)(scope, receive, send)

    config = uvicorn.Config(app, port=port, http=Hurried, ws="none", lifespan="off", log_level="warning")
    server = uvicorn.Server(config)
    with running_server(server), socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        wait_until(lambda: bool(server.server_state.connections))
        wait_until(lambda: not server.server_state.connections)


def test_the_service_uses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen: dict[str, object] = {}
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: chosen.update(options))
    serve_web(Settings(), FakeServices())
    assert chosen["http"] is PunctualProtocol
