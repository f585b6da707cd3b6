"""Answers to one question each, written by someone who saw no code: how many are read as they were meant.

The floors lie just under the first sight of them; they only rise.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.dialogue.listen import learn
from bot.dialogue.talk import Heard, Talk
from bot.language import Language
from bot.nlu.facts import facts_in

TODAY = date(2026, 11, 24)
FLOORS = {
    "en": {
        "province": 95, "headcount": 84, "stage": 68, "supervision_hours_per_week": 92, "budget_cad": 95,
        "weeks_until_start": 90, "duration_days": 90, "work_mode": 75,
    },
    "fr": {
        "province": 90, "headcount": 85, "stage": 80, "supervision_hours_per_week": 90, "budget_cad": 85,
        "weeks_until_start": 90, "duration_days": 90, "work_mode": 80,
    },
}  # fmt: skip


def understood(language: Language, slot: str, text: str) -> Any:
    facts: dict[str, tuple[Any, ...]] = {}
    for fact in facts_in(text):
        facts[fact.entity] = (*facts.get(fact.entity, ()), fact.value)
    profile = learn(Talk("c1", language, asking=slot), Heard(text, "inform", facts=facts), TODAY).profile
    return getattr(profile, slot)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_most_answers_are_read_as_they_were_meant(language: Language) -> None:
    right: dict[str, list[bool]] = defaultdict(list)
    for line in (Path(__file__).parent / f"answers_{language}.jsonl").read_text("utf-8").splitlines():
        answer = json.loads(line)
        if answer["slot"] == "weeks_until_start" and answer["value"] is None:
            continue  # "in January": the dialogue may count the weeks
        right[answer["slot"]].append(understood(language, answer["slot"], answer["text"]) == answer["value"])
    shares = {slot: 100 * sum(each) / len(each) for slot, each in right.items()}
    assert shares.keys() == FLOORS[language].keys()
    assert {slot: share for slot, share in shares.items() if share < FLOORS[language][slot]} == {}
