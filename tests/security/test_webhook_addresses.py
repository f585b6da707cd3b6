"""No spelling of a private address, no name that leads to one and no redirect makes a webhook reach our own network."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.delivery.outbox import NotDelivered, Notice
from bot.delivery.webhook import BadAddress, Webhook, check_url

PRIVATE_HOSTS = (
    "2130706433", "0x7f000001", "0x7f.0.0.1", "017700000001", "0177.0.0.1", "127.1", "127.0.1", "127.0.0.1.", "0",
    "167772161", "192.168.257", "0xa9fea9fe", "169.254.169.254", "172.16.0.1", "172.31.255.255", "100.64.0.1", 
    "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "127.255.255.254", "[::]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[::ffff:169.254.169.254]", "[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]", "[fd00:ec2::254]",
    "[ff02::1]", "[2002:7f00:1::]", "[2002:a00:1::1]", "[64:ff9b::7f00:1]", "[64:ff9b::10.0.0.1]", "[100::1]",
    "[2001:db8::1]", "localhost", "LOCALHOST", "localhost.", "metadata.localhost",
)  # fmt: skip
PUBLIC_HOSTS = ("chamber.example", "8.8.8.8", "134744072", "[2001:4860:4860::8888]", "localhost.example", "10.example")


def a_notice() -> Notice:
    """A notice of a new request."""
    now = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)
    values: dict[str, Any] = {"organization": "host_chamber", "channel": "webhook", "kind": "opened", "facts": {}}
    state: dict[str, Any] = {"state": "pending", "attempts": 1, "problem": None, "sent_at": None}
    return Notice(1, "k", reference="WIL-7F3KQC", created_at=now, due_at=now, **values, **state)


def deliver(url: str, private_allowed: bool = False) -> str:
    """Try to deliver to `url`; answers why it failed."""
    with pytest.raises(NotDelivered) as refused:
        Webhook("https://chamber.example", private_allowed)(a_notice(), {"webhook_url": url, "webhook_secret": "s"})
    return str(refused.value)


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_a_private_address_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(BadAddress, match="private_address"):
        check_url(f"https://{host}/x")
    with pytest.raises(BadAddress, match="private_address"):
        check_url(f"https://{host}:8443/x")


@pytest.mark.parametrize("host", PUBLIC_HOSTS)
def test_a_public_address_is_not_taken_for_a_private_one(host: str) -> None:
    assert check_url(f"https://{host}/x")


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "gopher://chamber.example/", "//chamber.example/x", "x", "https:///x"]
)
def test_only_https_addresses_are_addresses(url: str) -> None:
    with pytest.raises(BadAddress):
        check_url(url)


@pytest.mark.parametrize(
    "url", ["https://[::1", "https://chamber.example:99999/x", "https://a\x00b/x", "https://é" + "x" * 70 + "/"]
)
def test_an_address_stored_broken_is_a_refusal_and_not_a_crash(url: str) -> None:
    assert deliver(url) in ("no_host", "no_connection")


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        listening.settimeout(2)
        yield listening


def test_a_name_that_changed_its_mind_gets_not_one_byte(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = listener.getsockname()[1]
    private = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: private)
    assert deliver(f"https://rebound.example:{port}/x") == "private_address"
    line, _ = listener.accept()
    with closing(line):
        line.settimeout(2)
        assert line.recv(100) == b""


class Redirecting(BaseHTTPRequestHandler):
    """Sends everybody elsewhere, and remembers which pages were asked for."""

    asked: list[str]

    def do_POST(self) -> None:
        self.asked.append(self.path)
        self.send_response(int(self.path[-3:]))
        self.send_header("Location", "/inside/200")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    handler = type("Handler", (Redirecting,), {"asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        assert deliver(f"http://127.0.0.1:{server.server_port}/x/{status}", private_allowed=True) == f"status {status}"
        server.shutdown()
    assert handler.asked == [f"/x/{status}"]
