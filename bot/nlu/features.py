"""What an intent is told by beside a sentence's embedding: character n-grams and words, and the look of the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack

from bot.nlu.facts import facts_in
from bot.nlu.grams import Grams, weights

FACTS = (
    "headcount",
    "budget_cad",
    "weeks_until_start",
    "duration_days",
    "supervision_hours_per_week",
    "province",
    "work_mode",
    "stage",
    "format",
)
LONGEST = 40  # words; a longer text counts as this long


class TextFeatures:
    """Fits n-gram vocabularies, then weighs the n-grams of texts, each block of unit length, one row a text."""

    def __init__(self) -> None:
        """Nothing is learnt yet."""
        common = {"sublinear_tf": True, "strip_accents": "unicode", "lowercase": True, "dtype": np.float32}
        self._characters = Grams(analyzer="char_wb", ngram_range=(1, 4), min_df=2, **common)
        self._words = Grams(analyzer="word", ngram_range=(1, 2), token_pattern=r"\b\w+\b|[?!]", **common)

    def learn(self, texts: Sequence[str]) -> csr_matrix:
        """Learn the vocabularies; the `grams` of the same texts."""
        return hstack([self._characters.fit_transform(texts), self._words.fit_transform(texts)]).tocsr()

    def grams(self, texts: Sequence[str]) -> csr_matrix:
        """The weights of texts."""
        return weights(texts, self._characters, self._words)


def shape(texts: Sequence[str]) -> Any:
    """What a text looks like, whatever it says: which kinds of facts it holds, digits, a question, its length."""
    return np.array([_shape(text) for text in texts], dtype=np.float32).reshape(len(texts), len(FACTS) + 6)


def _shape(text: str) -> list[float]:
    found = facts_in(text)
    kinds = {fact.entity for fact in found}
    words = len(text.split())
    widest = max((f.end - f.start for f in found if f.start is not None and f.end is not None), default=0)
    look = [any(c.isdigit() for c in text), "?" in text, min(words, LONGEST) / LONGEST, words <= 2]
    place = [widest / max(1, len(text)), words <= 4 and "province" in kinds]
    return [float(value) for value in [*(name in kinds for name in FACTS), *look, *place]]
