"""The trained model on messages it has never seen: floors just under its first scores there; they only rise.

`heldout_2` was written by people who had seen neither the training messages nor the code; its even-numbered half
has not been read by anyone who works on the model, nor has any of `heldout_3`. `heldout_4` holds only what owners
tell of themselves, much of it long or in chiac; it was read for its facts, and its odd-numbered English for all.
`heldout_5` is in the style of the acceptance examples; half of its English and a third of its French were looked at.
`heldout_6` is a harder one in that style; of its English the facts and half of the labels were read, of its French half
of the facts.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.evaluate import evaluate, read_messages
from bot.nlu.scoring import Table, scores

HERE = Path(__file__).parent
FLOORS = {
    ("heldout", "en"): {
        "intent_accuracy": 94,
        "out_of_scope_recall": 92,
        "barriers": 76,
        "need_areas": 90,
        "facts": 97,
    },
    ("heldout", "fr"): {
        "intent_accuracy": 91,
        "out_of_scope_recall": 88,
        "barriers": 83,
        "need_areas": 83,
        "facts": 97,
    },
    ("heldout_2", "en"): {
        "intent_accuracy": 95,
        "out_of_scope_recall": 90,
        "barriers": 89,
        "need_areas": 88,
        "facts": 95,
    },
    ("heldout_2", "fr"): {
        "intent_accuracy": 95,
        "out_of_scope_recall": 92,
        "barriers": 87,
        "need_areas": 88,
        "facts": 94,
    },
    ("heldout_3", "en"): {
        "intent_accuracy": 92,
        "out_of_scope_recall": 89,
        "barriers": 78,
        "need_areas": 86,
        "facts": 87,
    },
    ("heldout_3", "fr"): {
        "intent_accuracy": 91,
        "out_of_scope_recall": 89,
        "barriers": 77,
        "need_areas": 86,
        "facts": 87,
    },
    ("heldout_4", "en"): {"intent_accuracy": 93, "barriers": 76, "need_areas": 74, "facts": 92},
    ("heldout_4", "fr"): {"intent_accuracy": 90, "barriers": 71, "need_areas": 76, "facts": 90},
    ("heldout_5", "en"): {"intent_accuracy": 94, "barriers": 88, "need_areas": 84, "facts": 89},
    ("heldout_5", "fr"): {"intent_accuracy": 93, "barriers": 86, "need_areas": 87, "facts": 91},
    ("heldout_6", "en"): {
        "intent_accuracy": 93,
        "out_of_scope_recall": 86,
        "barriers": 75,
        "need_areas": 70,
        "facts": 89,
    },
    ("heldout_6", "fr"): {
        "intent_accuracy": 93,
        "out_of_scope_recall": 90,
        "barriers": 85,
        "need_areas": 78,
        "facts": 91,
    },
}
MOST_REFUSED = 4  # per cent of our own messages that may be called foreign


@pytest.fixture(scope="module")
def results() -> dict[str, Table]:
    return {name: scores(evaluate(read_messages(HERE / f"{name}.jsonl"))) for name in {name for name, _ in FLOORS}}


@pytest.mark.live
@pytest.mark.parametrize(("name", "language"), list(FLOORS))
def test_the_scores_stay_above_their_floors(results: dict[str, Table], name: str, language: str) -> None:
    result = results[name][language]
    found = {
        **result,
        **{kind: labels["f1"] for kind, labels in result["labels"].items()},
        "facts": result["facts"]["f1"],
    }
    assert result["messages"] >= 75
    assert result["false_rejections"] <= MOST_REFUSED
    low = {kind: found[kind] for kind, floor in FLOORS[name, language].items() if found[kind] < floor}
    assert not low
