"""The web process as `tremplin web` starts it, and connections that say whatever bytes they like."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
from widget_kit import free_port, wait_until

ROOT: Final = Path(__file__).resolve().parents[2]
NOBODY_LISTENS: Final = "http://127.0.0.1:9"
USUAL_OPEN_FILES: Final = 1024
PATIENCE_SECONDS: Final = 45.0
STOP_SECONDS: Final = 20.0


@dataclass
class Web:
    """A web process that runs, without Rasa: its port, its folder and its process."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    def line(self) -> socket.socket:
        """A connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)

    def answer(self, words: bytes) -> bytes:
        """Everything it answers to these bytes, until it ends the connection; raises `TimeoutError` if it does not."""
        with self.line() as line:
            with suppress(ConnectionError):  # it may have ended it already: what it said is still there
                line.sendall(words)
            return read_to_end(line)

    def serves_an_honest_visitor(self) -> bool:
        """Whether somebody who comes now gets advice."""
        url = f"http://127.0.0.1:{self.port}/api/recommendations"
        body = {"language": "en", "province": "NB", "headcount": 7}
        return httpx.post(url, json=body, timeout=PATIENCE_SECONDS, trust_env=False).status_code == 200

    @property
    def output(self) -> str:
        """What it printed so far."""
        return (self.folder / "output.txt").read_text("utf-8", errors="replace")

    @property
    def memory_megabytes(self) -> float:
        """What it holds of the machine's memory now."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def web_process(folder: Path, **settings: str) -> Iterator[Web]:
    """`tremplin web` on a free port with a database of its own and as few open files as machines usually allow."""
    port = free_port()
    own = {
        "WEB_PORT": str(port), "RASA_URL": NOBODY_LISTENS, "ACTIONS_URL": NOBODY_LISTENS, "SECRET_KEY": "for the tests",
        "DATABASE_URL": f"sqlite:///{folder / 'intake.db'}", "TRACKER_DATABASE": str(folder / "conversations.db"),
        "PUBLIC_URL": f"http://127.0.0.1:{port}", "RATE_PER_MINUTE": "100000",
    }  # fmt: skip
    command = f"ulimit -Sn {USUAL_OPEN_FILES}; exec {shlex.quote(sys.executable)} -m bot.cli web"
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(
            ["/bin/sh", "-c", command], cwd=ROOT, env={**os.environ, **own, **settings}, stdout=output, stderr=output
        )
    web = Web(port, folder, process)
    try:
        wait_until(lambda: _listens(port) or process.poll() is not None, PATIENCE_SECONDS)
        assert process.poll() is None, web.output[-2000:]
        yield web
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def read_to_end(line: socket.socket) -> bytes:
    """What comes until the other side ends the connection, politely or not."""
    answer = b""
    with suppress(ConnectionError):
        while more := line.recv(65536):
            answer += more
    return answer


def last(request: bytes) -> bytes:
    """The same request, after which the connection is to be closed."""
    return request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)


def statuses(answer: bytes) -> list[int]:
    """The status of each answer, in order."""
    return [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
