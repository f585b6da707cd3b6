"""Processes to measure: started on free ports with databases of their own, weighed, and stopped with all they began."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
START_SECONDS: Final = 300.0
SAID: Final = (
    "I run a bakery in Moncton with six people",
    "J'ai besoin d'aide pour notre site Web",
    "what does it cost?",
    "on est huit",
    "we have no time to supervise",
    "Quelles sont les possibilités?",
    "about 1,000 dollars",
    "merci",
)


@dataclass(frozen=True)
class Stack:
    """Where a started service answers; `root` is the process that began the others."""

    web: str
    rasa: str
    root: int


@contextmanager
def stack(folder: Path) -> Iterator[Stack]:
    """`tremplin serve` on free ports with databases of its own in `folder`, until the end of the block."""
    web, rasa, actions = (free_port() for _ in range(3))
    values = {
        "WEB_PORT": web, "RASA_PORT": rasa, "ACTIONS_PORT": actions, "RASA_URL": f"http://127.0.0.1:{rasa}",
        "ACTIONS_URL": f"http://127.0.0.1:{actions}", "PUBLIC_URL": f"http://127.0.0.1:{web}",
        "DATABASE_URL": f"sqlite:///{folder / 'intake.db'}", "TRACKER_DATABASE": folder / "conversations.db",
        "SECRET_KEY": "for a benchmark", "RATE_PER_MINUTE": 100_000, "RATE_PER_CONVERSATION_PER_MINUTE": 100_000,
    }  # fmt: skip
    output = folder / "output.txt"
    command = [sys.executable, "-m", "bot.cli", "serve"]
    with process(command, ROOT, output, {name: str(value) for name, value in values.items()}) as started:
        wait_for(lambda: "Ready:" in output.read_text("utf-8", errors="replace"), started, output)
        yield Stack(f"http://127.0.0.1:{web}", f"http://127.0.0.1:{rasa}", started.pid)


@contextmanager
def process(
    command: list[str], folder: Path, output: Path, more: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A process group in `folder`, its environment ours and `more`; ended with the block. Its output goes to a file."""
    with output.open("wb") as log:
        started = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **more}, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield started
    except Exception:
        print(output.read_text("utf-8", errors="replace")[-3000:], file=sys.stderr)
        raise
    finally:
        stop(started)


def wait_for(happens: Callable[[], bool], started: subprocess.Popen[bytes], output: Path) -> None:
    """Wait until something holds; exits with what the process printed when it ends first or takes five minutes."""
    deadline = time.monotonic() + START_SECONDS
    while not happens():
        if started.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"the service did not start:\n{output.read_text('utf-8', errors='replace')[-2000:]}")
        time.sleep(0.1)


def stop(started: subprocess.Popen[bytes]) -> None:
    """What Ctrl-C does; the whole group is ended if that is not enough."""
    if started.poll() is None:
        os.killpg(started.pid, signal.SIGINT)
    try:
        started.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(started.pid, signal.SIGKILL)


def family(root: int) -> dict[int, str]:
    """A process and everything it began: number -> command line."""
    parents, commands = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            commands[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except (OSError, ValueError):  # it has ended meanwhile
            continue
    found, waiting = {}, [root]
    while waiting:
        number = waiting.pop()
        found[number] = commands.get(number, "")
        waiting += [child for child, parent in parents.items() if parent == number]
    return found


def memory(number: int, kind: str = "Rss") -> float:
    """Megabytes of a process: `Rss`, resident, or `Pss`, in which each shared page counts for its share only."""
    lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:")) / 1024


def processor_seconds(numbers: Iterable[int]) -> float:
    """Processor time that processes have used since their start."""
    fields = (Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split() for number in numbers)
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def tell_rasa(client: Any, rasa: str, sender: str, text: str, may_be_silent: bool = False) -> float:
    """One message straight to Rasa: seconds to the whole answer; `RuntimeError` for a silence that may not be."""
    body = {"sender": sender, "message": text, "metadata": {"language": None}}
    began = time.perf_counter()
    answer = await client.post(f"{rasa}/webhooks/rest/webhook", json=body)
    seconds = time.perf_counter() - began
    answer.raise_for_status()
    if not answer.json() and not may_be_silent:
        raise RuntimeError(f"no answer to {text!r}")
    return seconds
