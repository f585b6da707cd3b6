"""The trial: visitors talk while parts of the fleet are killed and brought back; then the books are compared."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg2
from fleet_kit import PROCESSES, ROOT, Fleet
from visitors_kit import Seen, visit

Step = tuple[str, Callable[[], None]]


async def trial(fleet: Fleet, steps: Iterator[Step], visitors: int, pause: float, lingering: int = 0) -> Seen:
    """What the visitors saw while the steps were taken one after the other; each is printed as it begins.

    The first `lingering` of them leave a conversation open over all the steps, which then begin with a request kept.
    """
    seen, over = Seen(), asyncio.Event()
    numbers = range(visitors)
    talking = [asyncio.create_task(visit(fleet.url, n, over, pause, seen, n < lingering)) for n in numbers]
    while not (_in_the_middle(seen, visitors, lingering) or seen.faults):
        await asyncio.sleep(pause)
    for name, step in steps:
        print(
            f"{name}: after {seen.turns} turns, {seen.moments.total()} moments, {len(seen.faults)} faults", flush=True
        )
        await asyncio.to_thread(step)
        await asyncio.sleep(pause)
    over.set()
    await asyncio.gather(*talking)
    return seen


def _in_the_middle(seen: Seen, visitors: int, lingering: int) -> bool:
    return seen.turns >= visitors and seen.lingering == lingering and (bool(seen.tickets) or not lingering)


def every_part(fleet: Fleet) -> Iterator[Step]:
    """Each process killed and brought back, then both servers restarted."""
    for name in PROCESSES:
        yield f"kill {name}", lambda name=name: fleet.kill(name)  # type: ignore[misc]
        yield f"bring {name} back", lambda name=name: _back(fleet, name)  # type: ignore[misc]
    for server in fleet.servers:
        yield f"restart {server}", lambda server=server: fleet.restart(server)  # type: ignore[misc]


def one_of_each(fleet: Fleet) -> Iterator[Step]:
    """The short form: one Rasa process killed, the others each brought back before their twin dies; both servers."""
    yield "kill rasa-1", lambda: fleet.kill("rasa-1")
    for kind in ("actions", "web"):
        yield f"kill {kind}-1", lambda kind=kind: fleet.kill(f"{kind}-1")  # type: ignore[misc]
        yield f"bring {kind}-1 back", lambda kind=kind: _back(fleet, f"{kind}-1")  # type: ignore[misc]
        yield f"kill {kind}-2", lambda kind=kind: fleet.kill(f"{kind}-2")  # type: ignore[misc]
    for server in fleet.servers:
        yield f"restart {server}", lambda server=server: fleet.restart(server)  # type: ignore[misc]


def faults(fleet: Fleet, seen: Seen) -> list[str]:
    """What went wrong: what visitors saw, and where the books do not agree with what they were told."""
    found = list(seen.faults)
    kept = Counter(ticket["reference"] for ticket in _tickets(fleet))
    told = Counter(seen.tickets)
    if kept != told:
        found.append(f"tickets kept and told differ: {kept - told} not told, {told - kept} not kept")
    if len(seen.tickets) != seen.conversations:
        found.append(f"{seen.conversations} conversations, {len(seen.tickets)} tickets")
    if seen.most_moments_in_a_turn > 1:
        found.append(f"a visitor was put off {seen.most_moments_in_a_turn} times in one turn")
    return found


def repeated_turns(fleet: Fleet) -> int:
    """How many messages were taken in more than once, with an answer each time that was not the first one again."""
    with closing(psycopg2.connect(fleet.servers["postgres"].address)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT data FROM events WHERE type_name = 'user'")
        ids = Counter((json.loads(data).get("metadata") or {}).get("message_id") for (data,) in cursor)
    return sum(count - 1 for key, count in ids.items() if key)


def _tickets(fleet: Fleet) -> list[dict[str, str]]:
    command = [sys.executable, "-m", "bot.cli", "tickets", "export", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=fleet.environment, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _back(fleet: Fleet, name: str) -> None:
    fleet.start(name)
    fleet.wait(name)
