"""Real PostgreSQL and Redis on loopback, each in a folder of its own that goes when it stops."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 30.0
POSTGRES_HOMES = "/usr/lib/postgresql"
FAST_NOT_SAFE = ("fsync=off", "full_page_writes=off")


class NotInstalled(Exception):
    """A server's program is missing; the message says which package has it."""


@dataclass
class Server:
    """A server that runs; `address` is what the settings take."""

    address: str
    command: list[str]
    answers: Callable[[], bool]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers; raises `TimeoutError`."""
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                raise TimeoutError(f"did not start: {' '.join(self.command)}")
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it and wait for its end; what it has kept on disk stays."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE_SECONDS)


@contextmanager
def postgres() -> Iterator[Server]:
    """A PostgreSQL with an empty database `tremplin`; raises `NotInstalled`."""
    programs = postgres_programs()
    with _folder("postgres") as folder:
        data = folder / "data"
        run = _as_postgres()
        subprocess.run(
            [*run, programs / "initdb", "-D", data, "-U", "tremplin", "-A", "trust", "-E", "UTF8", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, cwd=folder,
        )  # fmt: skip
        port = str(free_port())
        place = ["-h", "127.0.0.1", "-p", port]
        options = [part for option in FAST_NOT_SAFE for part in ("-c", option)]
        command = [*run, str(programs / "postgres"), "-D", str(data), "-k", str(folder), *place, *options]
        ready = [programs / "pg_isready", "-q", *place]
        address = f"postgresql://tremplin@127.0.0.1:{port}/tremplin"
        server = Server(address, command, lambda: subprocess.run(ready).returncode == 0)
        with _running(server):
            subprocess.run([programs / "createdb", *place, "-U", "tremplin", "tremplin"], check=True)
            yield server


@contextmanager
def redis() -> Iterator[Server]:
    """A Redis that keeps nothing on disk; raises `NotInstalled`."""
    program = _program("redis-server", "redis-server")
    with _folder("redis") as folder:
        port = free_port()
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        with _running(Server(f"redis://127.0.0.1:{port}/0", command, lambda: listens(port))) as server:
            yield server


def postgres_programs() -> Path:
    """The folder of PostgreSQL's own programs, the newest version's."""
    homes = sorted(Path(POSTGRES_HOMES).glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if homes:
        return homes[-1].parent
    return Path(_program("postgres", "postgresql")).parent


def free_port() -> int:
    """A port that nobody listens on just now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody takes connections on a port."""
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def _running(server: Server) -> Iterator[Server]:
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def _folder(name: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=f"tremplin-{name}-"))
    if _as_postgres() and name == "postgres":
        shutil.chown(folder, "postgres")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_postgres() -> list[str]:
    """PostgreSQL refuses to run as root: its Debian package made a user for it."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _program(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NotInstalled(f"{name} is not installed: apt-get install {package}")
    return found
