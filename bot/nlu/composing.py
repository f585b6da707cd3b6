"""Longer training messages out of short ones, so that a label is found beside others and beside idle talk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

import numpy as np

JOINTS: Final = (". ", ". ", ", ", " ", "\n", " - ", " and ", " pis ", ", but ", ", mais ")
SIZES: Final = (2, 2, 3, 3, 4)  # messages joined
MOST_WORDS: Final = 22  # of a message to join
SHARE_LABELLED: Final = 0.6


@dataclass(frozen=True)
class Composed:
    """Made-up messages: their texts, their embeddings (the mean of the parts', of unit length) and their labels."""

    texts: list[str]
    dense: Any
    truth: Any


def compose(texts: Sequence[str], dense: Any, truth: Any, labelled: Any, count: int, seed: int) -> Composed | None:
    """`count` messages joined from `texts`; `truth` has a row of labels a text.

    `labelled` says which texts are to come up often. None when no short text is.
    """
    draw = Random(seed)
    short = [i for i, text in enumerate(texts) if len(text.split()) <= MOST_WORDS]
    often = [i for i in short if labelled[i]]
    if not often or not count:
        return None
    groups = [
        [draw.choice(often if draw.random() < SHARE_LABELLED else short) for _ in range(draw.choice(SIZES))]
        for _ in range(count)
    ]
    means = np.stack([dense[group].mean(0) for group in groups])
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    joined = [_join([texts[i] for i in group], draw) for group in groups]
    return Composed(joined, means, np.stack([truth[group].any(0) for group in groups]))


def _join(parts: Sequence[str], draw: Random) -> str:
    text = parts[0]
    for part in parts[1:]:
        text = text.rstrip(".") + draw.choice(JOINTS) + part
    return text
