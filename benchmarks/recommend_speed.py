"""Milliseconds a recommendation takes on one core, on companies nobody asked about before.

`python benchmarks/recommend_speed.py [COUNT]` prints means and the slowest; status 1 when a mean is over its limit:
1 ms for the decision, its reasons, what would change it and the next question; 3 ms for the whole answer.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bot import profile as facts
from bot.advice.advise import Adviser
from bot.knowledge.load import load_knowledge
from bot.matching.change import next_question, what_would_change
from bot.matching.recommend import recommend
from bot.matching.scoring import Scoring
from bot.profile import Profile

TODAY = date(2026, 11, 22)
LIMITS = {"recommendation": 1.0, "whole answer": 3.0}


def companies(count: int) -> list[Profile]:
    """Made-up companies, each fact said half of the time; the same ones every time."""
    draw = random.Random(7)

    def maybe(value: Any) -> Any:
        return value if draw.random() < 0.5 else None

    def some(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(draw.sample(values, draw.randint(0, 2)))

    return [
        Profile(
            language=draw.choice(("en", "fr")),
            need_areas=some(facts.NEED_AREAS),
            goals=some(facts.GOALS),
            barriers=some(facts.BARRIERS),
            province=maybe(draw.choice(facts.PROVINCES)),
            headcount=maybe(draw.randint(1, 499)),
            stage=maybe(draw.choice(facts.STAGES)),
            supervision_hours_per_week=maybe(draw.randint(0, 12) / 2),
            budget_cad=maybe(draw.randint(0, 80) * 100),
            weeks_until_start=maybe(draw.randint(0, 30)),
            duration_days=maybe(draw.randint(1, 120)),
            work_mode=maybe(draw.choice(facts.WORK_MODES)),
        )
        for _ in range(count)
    ]


def timed(work: Callable[[Profile], object], asked: list[Profile]) -> tuple[float, float]:
    """The mean and the slowest, in milliseconds of processor time."""
    took = []
    for profile in asked:
        before = time.process_time_ns()
        work(profile)
        took.append((time.process_time_ns() - before) / 1e6)
    return sum(took) / len(took), max(took)


def main(count: int = 2000) -> int:
    """Time both and print; 1 when a mean is over its limit."""
    knowledge = load_knowledge()
    scoring, adviser = Scoring(knowledge, TODAY), Adviser(knowledge)

    def decide_and_explain(profile: Profile) -> None:
        match = recommend(profile, scoring)
        what_would_change(profile, scoring, match.best)
        next_question(profile, scoring)

    asked = companies(count)
    works: dict[str, Callable[[Profile], object]] = {
        "recommendation": decide_and_explain,
        "whole answer": lambda profile: adviser.answer(profile, TODAY),
    }
    slow = False
    for name, work in works.items():
        mean, slowest = timed(work, asked)
        slow |= mean > LIMITS[name]
        print(f"{name}: mean {mean:.2f} ms, slowest {slowest:.1f} ms, limit {LIMITS[name]:.0f} ms, {count} companies")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
