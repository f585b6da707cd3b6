"""A process that does one thing and is killed at one of its steps: no `finally`, no roll-back, no goodbye.

A step is a statement that writes, a commit (before it and after it), a checkpoint, bytes sent to a receiver or a file
put in place of another (before and after). They are found by doing the thing once undisturbed, so whoever adds a commit
to the code adds it here.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WRITES = re.compile(r"\s*(INSERT INTO \S+|UPDATE \S+|DELETE FROM \S+|PRAGMA wal_checkpoint)", re.IGNORECASE)


@dataclass
class Steps:
    """Counts the steps of this process, and ends it at the one numbered `fatal`."""

    fatal: int = 0
    passed: list[str] = field(default_factory=list)

    def __call__(self, name: str) -> None:
        """Take a step; a statement with many rows is one."""
        if self.passed and self.passed[-1] == name:
            return
        self.passed.append(name)
        if len(self.passed) == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Ended:
    """How a process ended (0, or minus the signal) and the steps it took if it reached its end."""

    status: int
    steps: tuple[str, ...]


class Crashes:
    """A warm process that forks a child for each run of a function of `module`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, name: str, facts: Mapping[str, Any], fatal: int = 0) -> Ended:
        """Call `module.CASES[name](**facts)` in a process of its own, killed at step `fatal` (0: never)."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps([name, dict(facts), fatal]) + "\n")
        self._process.stdin.flush()
        status, steps = json.loads(self._process.stdout.readline())
        return Ended(status, tuple(steps))


@contextmanager
def crashes(module: str) -> Iterator[Crashes]:
    """The warm process; it has no thread, so its children begin clean."""
    paths = os.pathsep.join([str(ROOT), str(HERE), str(HERE.parent / "delivery")])
    command, environment = [sys.executable, __file__, module], {**os.environ, "PYTHONPATH": paths}
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=environment, **pipes) as process:
        yield Crashes(process)
        assert process.stdin
        process.stdin.close()


def watch(step: Callable[[str], None]) -> None:
    """Make every SQLite connection, every socket and every replaced file of this process tell its steps."""

    class Watched(sqlite3.Connection):
        wrote = False

        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.set_trace_callback(self._told)

        def _told(self, sql: str) -> None:
            if found := WRITES.match(sql):
                self.wrote = self.wrote or "PRAGMA" not in found[1]
                step(f"before {found[1]}")
            elif sql == "COMMIT" and self.wrote:
                step("before COMMIT")

        def commit(self) -> None:
            super().commit()
            if self.wrote:
                step("after COMMIT")
            self.wrote = False

    sqlite3.connect = sqlite3.dbapi2.connect = partial(sqlite3.connect, factory=Watched)  # type: ignore[misc,assignment]
    send = socket.socket.sendall

    def sendall(self: socket.socket, data: Any, flags: int = 0) -> None:
        step(f"before sending {bytes(data[:4])!r}")
        send(self, data, flags)
        step(f"after sending {bytes(data[:4])!r}")

    socket.socket.sendall = sendall  # type: ignore[method-assign,assignment]
    replace = os.replace

    def replacing(old: Any, new: Any) -> None:
        step(f"before replacing {Path(new).name}")
        replace(old, new)
        step(f"after replacing {Path(new).name}")

    os.replace = replacing  # type: ignore[assignment]


def serve(module: str) -> None:
    """Fork a child for each line of standard input; answer how it ended and which steps it took."""
    cases, answers = import_module(module).CASES, os.dup(1)
    os.dup2(2, 1)  # what a child prints is no answer
    for line in sys.stdin:
        name, facts, fatal = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _perform(cases[name], facts, fatal, writing)
        os.close(writing)
        with os.fdopen(reading) as told:
            steps = json.loads(told.read() or "[]")
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.write(answers, (json.dumps([status, steps]) + "\n").encode())


def _perform(case: Callable[..., None], facts: Mapping[str, Any], fatal: int, writing: int) -> None:
    step = Steps(fatal)
    try:
        watch(step)
        case(**facts)
        os.write(writing, json.dumps(step.passed).encode())
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


if __name__ == "__main__":
    serve(sys.argv[1])
