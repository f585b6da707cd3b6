"""What a second Rasa process brings: turns a second and processor time of a turn, with one process and with two.

`.venv/bin/python benchmarks/second_process.py` after `make train`; one minute. The two share the action server and the
databases, each conversation stays with one of them, windows alternate. Whether turns grow with processes depends on
free cores, and this program, the action server and the web application take some: the last column says how busy the
machine was. Where it was full, only the processor time of a turn tells: what two processes cost each other.

`--share 0.4` gives each Rasa process that much of a core and no more (by a control group; needs root), so that a
machine of two cores has room for the second one, as a larger machine has for a second whole core.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx
from stack import SAID, Stack, free_port, process, processor_seconds, stack, tell_rasa, wait_for
from turn_speed import VISITORS, rasa_of, replies

from bot.running import commands
from bot.settings import ROOT, Settings

WINDOWS: Final = 4
SECONDS: Final = 5.0
PERIOD_US: Final = 10_000
GROUPS: Final = Path("/sys/fs/cgroup")


@dataclass
class Measured:
    """One number of processes: turns, seconds, processor seconds of Rasa, and shares of all cores in use."""

    turns: int = 0
    seconds: float = 0.0
    processor_s: float = 0.0
    busy: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--share", type=float, help="of a core, for each Rasa process; as much as it wants when left out"
    )
    share = parser.parse_args().share
    with tempfile.TemporaryDirectory() as name, stack(Path(name)) as first, second(first, Path(name)) as (rasa, number):
        addresses, numbers = (first.rasa, rasa), (rasa_of(first.root), number)
        with ExitStack() as limits:
            for each in numbers if share else ():
                limits.enter_context(held_to(share, each))
            found = asyncio.run(measure(addresses, numbers))
    print(f"{'Rasa processes':<16}{'turns/s':>10}{'ms of processor a turn':>26}{'machine in use':>18}")
    for count, each in found.items():
        cost, busy = 1000 * each.processor_s / each.turns, sum(each.busy) / len(each.busy)
        print(f"{count:<16}{each.turns / each.seconds:>10.1f}{cost:>26.1f}{busy:>18.0%}")


@contextmanager
def second(first: Stack, folder: Path) -> Iterator[tuple[str, int]]:
    """Another Rasa beside that of the stack: its address and its process."""
    port, output = free_port(), folder / "second.txt"
    address = f"http://127.0.0.1:{port}"
    command = commands(Settings(rasa_port=port))["rasa"]
    with process(["/bin/sh", "-c", f"exec {command}"], ROOT, output, environment_of(rasa_of(first.root))) as started:
        wait_for(lambda: replies(address, SAID[0]), started, output)
        yield address, started.pid


@contextmanager
def held_to(share: float, number: int) -> Iterator[None]:
    """A process that may use `share` of a core until the end of the block; `OSError` without the right to say so."""
    quota, own = int(share * PERIOD_US), f"tremplin-{number}"
    if (GROUPS / "cpu").is_dir():  # control groups as they were until 2016, still found in containers
        home = GROUPS / "cpu"
        limits = {"cpu.cfs_period_us": PERIOD_US, "cpu.cfs_quota_us": quota}
    else:
        home = GROUPS
        limits = {"cpu.max": f"{quota} {PERIOD_US}"}
    (home / own).mkdir()
    try:
        for file, limit in limits.items():
            (home / own / file).write_text(str(limit))
        (home / own / "cgroup.procs").write_text(str(number))
        yield
    finally:
        (home / "cgroup.procs").write_text(str(number))
        (home / own).rmdir()


def environment_of(number: int) -> dict[str, str]:
    """The variables another process was started with."""
    pairs = Path(f"/proc/{number}/environ").read_text().split("\0")
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)


async def measure(addresses: tuple[str, ...], numbers: tuple[int, ...]) -> dict[int, Measured]:
    """Windows of eight visitors, in alternation on one process and on two."""
    found = {1: Measured(), 2: Measured()}
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        for window in range(WINDOWS):
            for count, each in found.items():
                before, idle, began = processor_seconds(numbers), idle_seconds(), time.perf_counter()
                visits = (visit(client, addresses[i % count], f"{window}-{count}-{i}") for i in range(VISITORS))
                each.turns += sum(await asyncio.gather(*visits))
                took = time.perf_counter() - began
                each.seconds += took
                each.processor_s += processor_seconds(numbers) - before
                each.busy.append(1 - (idle_seconds() - idle) / (took * (os.cpu_count() or 1)))
    return found


async def visit(client: httpx.AsyncClient, rasa: str, sender: str) -> int:
    """One visitor's conversations until the window ends: how many turns."""
    turns, until = 0, time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        await tell_rasa(client, rasa, f"{sender}-{turns // len(SAID)}", SAID[turns % len(SAID)])
        turns += 1
    return turns


def idle_seconds() -> float:
    """Seconds that all cores together have idled since the machine started."""
    fields = Path("/proc/stat").read_text().splitlines()[0].split()
    return (int(fields[4]) + int(fields[5])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
