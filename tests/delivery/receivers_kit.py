"""A mail server and a web server on loopback, and the outbox they receive from."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bot.delivery.receivers import Receiver, set_receiver
from bot.intake.accounts import User
from bot.intake.desk import Desk, Request
from bot.intake.migrations import upgrade
from bot.intake.store import Store
from bot.settings import Settings

SECRET = "a secret for tests"
ANSWERS = {
    "contact_name": "Zénobie Thériault",
    "company_name": "Scierie Kouchibouguac",
    "email": "zenobie@scierie.example",
    "phone": "506-555-0147",
}
STAFF = User("odette", "coordinator", "host_chamber")


class Clock:
    """A clock that stands still until told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **much: float) -> None:
        self.now += timedelta(**much)


def a_desk(folder: Path, clock: Clock, **settings: Any) -> Desk:
    url = f"sqlite:///{folder / 'intake.db'}"
    upgrade(url)
    return Desk(Store(url, (SECRET,)), clock, Settings(**settings))


def listening(desk: Desk, **where: str) -> Receiver:
    """Say where the host chamber's notices go."""
    asked = Receiver("host_chamber", **where)  # type: ignore[arg-type]
    return set_receiver(desk.store, asked, desk.clock(), private_allowed=True)


def a_ticket(desk: Desk, conversation_id: str = "c1") -> str:
    desk.record_consent(conversation_id, "request", "2026-11", "fr", True)
    for name, value in ANSWERS.items():
        desk.keep(conversation_id, name, value)
    return desk.open(conversation_id, Request("fr", {"province": "NB"}, {})).reference


@dataclass
class Received:
    """One request as the web server got it."""

    headers: dict[str, str]
    body: bytes


@dataclass
class WebReceiver:
    """What the web server got and what it answers: a status, raw bytes, or `hang` until `free` is set."""

    url: str = ""
    answer: Any = 204
    got: list[Received] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    free: threading.Event = field(default_factory=threading.Event)

    @property
    def taken(self) -> set[str]:
        """The keys of what it got: what a receiver that honours them acts upon, once each."""
        return {each.headers["Idempotency-Key"] for each in self.got}


@contextmanager
def a_web_receiver() -> Iterator[WebReceiver]:
    """A real HTTP server on loopback."""
    receiver = WebReceiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append(Received(dict(self.headers), body))
            receiver.arrived.set()
            if receiver.answer == "hang":
                receiver.free.wait(20)
            elif isinstance(receiver.answer, bytes):
                self.wfile.write(receiver.answer)
            else:
                self.send_response(receiver.answer)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        receiver.url = f"http://127.0.0.1:{port}/notices"
        yield receiver
        receiver.free.set()


@dataclass
class MailReceiver:
    """What the mail server took; `refusal` is its answer to every address."""

    url: str = ""
    refusal: str = ""
    taken: list[EmailMessage] = field(default_factory=list)


@contextmanager
def a_mail_receiver() -> Iterator[MailReceiver]:
    """A real SMTP server on loopback."""
    receiver = MailReceiver()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            while line := self.rfile.readline().decode().strip():
                verb = line.split(":")[0].split(" ")[0].upper()
                if verb == "RCPT" and receiver.refusal:
                    self._say(receiver.refusal)
                elif verb == "DATA":
                    self._say("354 go on")
                    receiver.taken.append(self._message())
                    self._say("250 taken")
                else:
                    self._say("221 bye" if verb == "QUIT" else "250 fine")

        def _message(self) -> EmailMessage:
            lines = [line[line.startswith(b"..") :] for line in iter(self._line, b".\r\n")]  # RFC 5321, 4.5.2
            return message_from_bytes(b"".join(lines), policy=policy.default)  # type: ignore[return-value]

        def _line(self) -> bytes:
            line = self.rfile.readline()
            if not line:
                raise ConnectionError("the sender left in the middle of a message")
            return line

        def _say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with _serving(Server(("127.0.0.1", 0), Handler)) as port:
        receiver.url = f"smtp://127.0.0.1:{port}"
        yield receiver


@contextmanager
def _serving(server: Any) -> Iterator[int]:
    server.handle_error = lambda *_: None  # a sender was killed; what was not taken is seen to be missing
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
