"""What needs an honest no (licensed work, free labour ...) or a pointer (a student, taxes ...), heard in messages kept
apart from the training data: a false alarm would turn an owner away, so it is rarer than a miss."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot.nlu.evaluate import parses_by_model

LABELLED: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cautions.json").read_text("utf-8"))
LEAST_FOUND = {("caution", "en"): 0.75, ("caution", "fr"): 0.65, ("pointer", "en"): 0.75, ("pointer", "fr"): 0.65}
MOST_FALSE = 2


@pytest.fixture(scope="module")
def heard() -> list[set[str]]:
    parses = asyncio.run(parses_by_model(each["text"] for each in LABELLED))
    kinds = {"caution", "pointer"}
    return [{str(e["value"]) for e in parse["entities"] if e["entity"] in kinds} for parse in parses]


@pytest.mark.live
@pytest.mark.parametrize(("kind", "language"), list(LEAST_FOUND))
def test_most_are_heard(heard: list[set[str]], kind: str, language: str) -> None:
    own = [i for i, each in enumerate(LABELLED) if (each["kind"], each["language"]) == (kind, language)]
    found = sum(LABELLED[i]["value"] in heard[i] for i in own)
    assert found / len(own) >= LEAST_FOUND[kind, language]


@pytest.mark.live
def test_hardly_any_is_heard_where_there_is_none(heard: list[set[str]]) -> None:
    false = [each["text"] for each, got in zip(LABELLED, heard, strict=True) if got - {each["value"]}]
    assert len(false) <= MOST_FALSE, false
