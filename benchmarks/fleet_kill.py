"""Thirty visitors talk while every part of a fleet is killed and brought back: the full form of `tests/fleet`.

`.venv/bin/python benchmarks/fleet_kill.py` after `make train`; needs the packages of `apt.txt` (PostgreSQL, Redis,
nginx), takes about three minutes. Status 1 when a turn was lost, a ticket doubled, a reply empty or in the wrong
language, or a visitor put off more than once in one turn.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "fleet"))
from fleet_kit import fleet  # noqa: E402
from trial_kit import every_part, faults, one_of_each, repeated_turns, trial  # noqa: E402


def main() -> int:
    """Run the trial, print what was seen, and say by the exit status whether nothing was lost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--pause", type=float, default=3.0, help="seconds between her turns")
    parser.add_argument("--short", action="store_true", help="one process of each kind only")
    chosen = parser.parse_args()
    with fleet() as running:
        steps = one_of_each if chosen.short else every_part
        seen = asyncio.run(trial(running, steps(running), chosen.visitors, chosen.pause))
        found = faults(running, seen)
        again = repeated_turns(running)
    slowest = sorted(seen.seconds)
    print(f"conversations {seen.conversations}, turns {seen.turns}, tickets {len(seen.tickets)}")
    times = seen.moments.total()
    print(f"'one moment' seen {times} times, at most {seen.most_moments_in_a_turn} in a turn {dict(seen.moments)}")
    print(f"messages that reached the bot a second time and were answered from memory: {again}")
    print(f"a turn: median {statistics.median(slowest):.2f} s, longest {slowest[-1]:.1f} s")
    print("\n".join(found) or "nothing lost, nothing doubled")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
