"""The trained model on messages it has never seen: floors just under the first honest scores; they only rise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.nlu.evaluate import evaluate, read_messages
from bot.nlu.scoring import Judged

HELD_OUT = Path(__file__).parent / "heldout.jsonl"
FLOORS = {"en": {"right": 0.94, "foreign": 0.9, "kept": 0.96}, "fr": {"right": 0.9, "foreign": 0.82, "kept": 0.95}}


@pytest.fixture(scope="module")
def messages() -> list[Judged]:
    return evaluate(read_messages(HELD_OUT))


@pytest.mark.live
@pytest.mark.parametrize("language", ["en", "fr"])
def test_intents_are_right_and_strangers_are_told_apart(messages: list[Judged], language: str) -> None:
    own = [each for each in messages if each.gold["id"].startswith(language)]
    strangers = [each for each in own if each.gold["intent"] == "out_of_scope"]
    ours = [each for each in own if each.gold["intent"] != "out_of_scope"]
    assert len(own) == 330
    assert _share(own, "right") >= FLOORS[language]["right"]
    assert _share(strangers, "right") >= FLOORS[language]["foreign"]
    assert sum(each.intent != "out_of_scope" for each in ours) / len(ours) >= FLOORS[language]["kept"]


def _share(group: list[Judged], name: str) -> float:
    outcomes: list[Any] = [getattr(each, name) for each in group]
    return sum(outcomes) / len(outcomes)
