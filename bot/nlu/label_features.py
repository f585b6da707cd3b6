"""What the label model looks at: sentence embedding, n-grams, words, concepts, sizes and contrasts, side by side."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix, hstack

from bot.nlu import quantities
from bot.nlu.concepts import concept_features
from bot.nlu.contrast import contrast_features
from bot.nlu.grams import Grams, weights

DENSE_WEIGHT = 1.5  # embeddings are unit vectors like each other block; half as much again did best held out
SIZES: Final = {  # upper limits of the classes a stated quantity falls in, in the unit of its profile field
    "headcount": (1, 4),
    "budget_cad": (0, 1000, 3000),
    "weeks_until_start": (1, 4, 8),
    "duration_days": (5, 10, 25),
    "supervision_hours_per_week": (0, 1, 3),
}


class LabelFeatures:
    """Fits its vocabularies, then turns texts and their embeddings into one sparse matrix."""

    def __init__(self) -> None:
        """Nothing is learnt yet."""
        single = {"dtype": np.float32}  # scipy would turn all weights into those of the text
        common = {"sublinear_tf": True, "strip_accents": "unicode", "lowercase": True, **single}
        self._blocks = (
            Grams(analyzer="char_wb", ngram_range=(2, 5), min_df=3, **common),
            Grams(analyzer="word", ngram_range=(1, 3), token_pattern=r"\b\w+\b|[?!]", **common),
            Grams(analyzer=concept_features, sublinear_tf=True, **single),
            Grams(analyzer=sizes, use_idf=False, **single),
            Grams(analyzer=contrast_features, use_idf=False, **single),
        )

    def learn(self, texts: Sequence[str], dense: Any) -> csr_matrix:
        """Learn the vocabularies; the features `of` the same texts."""
        return hstack([dense * DENSE_WEIGHT, *(block.fit_transform(texts) for block in self._blocks)]).tocsr()

    def of(self, texts: Sequence[str], dense: Any) -> csr_matrix:
        """The features of texts with their embeddings, one row a text."""
        return hstack([dense * DENSE_WEIGHT, self.grams(texts)]).tocsr()

    def grams(self, texts: Sequence[str]) -> csr_matrix:
        """The features of texts alone; they come after those of the embeddings."""
        return weights(texts, *self._blocks)


def sizes(text: str) -> list[str]:
    """What is little and what is much of the quantities a text states: "two days" is tight, "4 months" is not."""
    found = {(q.field, bisect_left(SIZES[q.field], q.value)) for q in quantities.read(text) if q.field in SIZES}
    return [f"{field} {size}" for field, size in sorted(found)] or ["-"]
