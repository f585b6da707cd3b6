"""Two readings of one message set beside each other: whether it is our business, and what an owner says in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bot.nlu.intent_core import OUT_OF_SCOPE

OWNERS_KINDS: Final = ("barrier", "need_area", "goal")  # what only an owner has
FACT_KINDS: Final = ("stage", "work_mode")  # facts of an owner's that are often told without any word for them
CLEAR: Final = 0.95  # margin of a label; of 100 foreign held-out messages none had one as wide

Label = tuple[str, str, float]  # kind, value, margin over the threshold
Ranking = list[dict[str, Any]]  # intents by confidence, as Rasa keeps them


def reconsider(ranking: Ranking, labels: Sequence[Label]) -> tuple[Ranking, list[Label]]:
    """The intents and labels that stand.

    A message called foreign keeps no label of an owner's, unless one of them is clear and nothing says that a student
    or job seeker writes (a `pointer`): then it is hers, and its likeliest other intent takes the first place.
    """
    if not ranking or ranking[0]["name"] != OUT_OF_SCOPE:
        return ranking, list(labels)
    hers = [label for label in labels if label[0] in OWNERS_KINDS and label[2] > CLEAR]
    pointed = any(kind == "pointer" for kind, _, _ in labels)
    if not hers or pointed or len(ranking) < 2:
        return ranking, [label for label in labels if label[0] not in (*OWNERS_KINDS, *FACT_KINDS)]
    foreign, first, *rest = ranking
    swapped = [{**first, "confidence": foreign["confidence"]}, {**foreign, "confidence": first["confidence"]}]
    return [*swapped, *rest], list(labels)
