"""What the door adds to Rasa, and how it holds under bursts: the real stack on free ports, started and stopped here.

Run `.venv/bin/python benchmarks/door_load.py` after `make train`. Loopback only, about two minutes, a bounded number of
messages; `--json` prints the figures for a program. Exit status 1 when a limit of `LIMITS` is not met.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import httpx
from stack import SAID, Stack, stack, tell_rasa

LIMITS: Final = {"added_median_ms": 8.0, "burst_p95_s": 1.5, "errors": 0}
TURN_SECONDS: Final = 30.0
PAIRS: Final = 64
CONVERSATIONS: Final = 100
PER_SECOND: Final = 20
BURST_SECONDS: Final = 2
PAUSE_SECONDS: Final = 8
BURSTS: Final = 5


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
    """The same conversations, message by message straight to Rasa and through the door; milliseconds."""
    direct, through = [], []
    token = None
    for number in range(PAIRS):
        talk, place = divmod(number, len(SAID))
        text, token = SAID[place], token if place else None
        direct.append(await tell_rasa(client, at.rasa, f"straight-to-rasa-{talk}", text))
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


if __name__ == "__main__":
    raise SystemExit(main())
