"""What the door adds to Rasa, and how it holds under bursts: the real stack on free ports, started and stopped here.

Run `.venv/bin/python benchmarks/door_load.py` after `make train`. Loopback only, about two minutes, a bounded number of
messages; `--json` prints the figures for a program. Exit status 1 when a limit of `LIMITS` is not met.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

ROOT: Final = Path(__file__).resolve().parents[1]
LIMITS: Final = {"added_median_ms": 8.0, "burst_p95_s": 1.5, "errors": 0}
START_SECONDS: Final = 300.0
TURN_SECONDS: Final = 30.0
PAIRS: Final = 60
CONVERSATIONS: Final = 100
PER_SECOND: Final = 20
BURST_SECONDS: Final = 2
PAUSE_SECONDS: Final = 8
BURSTS: Final = 5
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
    """Where the started service answers."""

    web: str
    rasa: str


def main() -> int:
    """Measure, print, and say by the exit status whether the limits hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--bursts", type=int, default=BURSTS, choices=range(1, 31))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, stack(Path(folder)) as started:
        figures = asyncio.run(measure(started, chosen.bursts))
    missed = [name for name, most in LIMITS.items() if figures[name] > most]
    print(json.dumps(figures) if chosen.json else report(figures, missed))
    return 1 if missed else 0


def report(figures: dict[str, Any], missed: list[str]) -> str:
    """The figures for a person."""
    lines = [f"{name:<24}{value:>10}" for name, value in figures.items()]
    return "\n".join([*lines, f"missed: {', '.join(missed)}" if missed else "every limit is met"])


async def measure(at: Stack, bursts: int) -> dict[str, Any]:
    """Both measures, one after the other."""
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=200)
    async with httpx.AsyncClient(timeout=TURN_SECONDS, limits=limits, trust_env=False) as client:
        return {**await added(client, at), **await under_bursts(client, at, bursts)}


async def added(client: httpx.AsyncClient, at: Stack) -> dict[str, float]:
    """The same messages in turn straight to Rasa and through the door, one at a time; milliseconds."""
    direct, through = [], []
    token = None
    for number in range(PAIRS):
        text = SAID[number % len(SAID)]
        body = {"sender": "straight-to-rasa", "message": text, "metadata": {"language": None}}
        began = time.perf_counter()
        (await client.post(f"{at.rasa}/webhooks/rest/webhook", json=body)).raise_for_status()
        direct.append(time.perf_counter() - began)
        seconds, token = await say(client, at, text, token)
        through.append(seconds)
    # the first round warms both sides up
    medians = [1000 * statistics.median(each[len(SAID) :]) for each in (direct, through)]
    return {
        "rasa_median_ms": round(medians[0], 1),
        "door_median_ms": round(medians[1], 1),
        "added_median_ms": round(medians[1] - medians[0], 1),
    }


async def say(client: httpx.AsyncClient, at: Stack, text: str, token: str | None) -> tuple[float, str]:
    """One turn through the door: how long it took, and the conversation. Raises `RuntimeError` for an apology."""
    began = time.perf_counter()
    body = {"conversation": token, "message": text, "language": None}
    answer = await client.post(f"{at.web}/api/chat", json=body)
    seconds = time.perf_counter() - began
    answer.raise_for_status()
    content = answer.json()
    if not content["messages"] or any(
        (m.get("custom") or {}).get("type") == "unavailable" for m in content["messages"]
    ):
        raise RuntimeError(f"an apology instead of an answer to {text!r}")
    return seconds, content["conversation"]


async def under_bursts(client: httpx.AsyncClient, at: Stack, bursts: int) -> dict[str, float]:
    """Many open conversations; bursts of messages, each in the conversation that has waited longest."""
    tokens = [(await say(client, at, SAID[number % len(SAID)], None))[1] for number in range(CONVERSATIONS)]
    outcomes: list[Any] = []
    number = 0
    for _ in range(bursts):
        turns = []
        for _ in range(PER_SECOND * BURST_SECONDS):
            text, token = SAID[number % len(SAID)], tokens[number % CONVERSATIONS]
            turns.append(asyncio.create_task(say(client, at, text, token)))
            number += 1
            await asyncio.sleep(1 / PER_SECOND)
        outcomes += await asyncio.gather(*turns, return_exceptions=True)
        await asyncio.sleep(PAUSE_SECONDS)
    taken = sorted(outcome[0] for outcome in outcomes if not isinstance(outcome, BaseException))
    return {
        "conversations": CONVERSATIONS,
        "burst_messages": len(outcomes),
        "errors": len(outcomes) - len(taken),
        "burst_median_s": round(statistics.median(taken), 3),
        "burst_p95_s": round(taken[int(0.95 * (len(taken) - 1))], 3),
        "burst_longest_s": round(taken[-1], 3),
    }


@contextmanager
def stack(folder: Path) -> Iterator[Stack]:
    """`tremplin serve` on free ports with databases of its own, until the end of the block."""
    web, rasa, actions = (free_port() for _ in range(3))
    values = {
        "WEB_PORT": web, "RASA_PORT": rasa, "ACTIONS_PORT": actions, "RASA_URL": f"http://127.0.0.1:{rasa}",
        "ACTIONS_URL": f"http://127.0.0.1:{actions}", "PUBLIC_URL": f"http://127.0.0.1:{web}",
        "DATABASE_URL": f"sqlite:///{folder / 'intake.db'}", "TRACKER_DATABASE": folder / "conversations.db",
        "SECRET_KEY": "for a benchmark", "RATE_PER_MINUTE": 100_000, "RATE_PER_CONVERSATION_PER_MINUTE": 100_000,
    }  # fmt: skip
    environment = {**os.environ, **{name: str(value) for name, value in values.items()}}
    output = folder / "output.txt"
    with output.open("wb") as log:
        command = [sys.executable, "-m", "bot.cli", "serve"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_until_ready(process, output)
        yield Stack(f"http://127.0.0.1:{web}", f"http://127.0.0.1:{rasa}")
    except Exception:
        print(output.read_text("utf-8", errors="replace")[-3000:], file=sys.stderr)
        raise
    finally:
        stop(process)


def wait_until_ready(process: subprocess.Popen[bytes], output: Path) -> None:
    """Wait for the line that says a chat turn works; exits with what was printed when it does not come."""
    deadline = time.monotonic() + START_SECONDS
    while "Ready:" not in (text := output.read_text("utf-8", errors="replace")):
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"the service did not start:\n{text[-2000:]}")
        time.sleep(0.2)


def stop(process: subprocess.Popen[bytes]) -> None:
    """What Ctrl-C does; the whole group is ended if that is not enough."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    raise SystemExit(main())
