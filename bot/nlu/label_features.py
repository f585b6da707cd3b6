"""What the label model looks at: sentence embedding, character n-grams, words and concepts, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.concepts import concept_features

DENSE_WEIGHT = 1.5  # embeddings are unit vectors like each other block; half as much again did best held out


class LabelFeatures:
    """Fits its vocabularies, then turns texts and their embeddings into one sparse matrix."""

    def __init__(self) -> None:
        """Nothing is learnt yet."""
        common = {"sublinear_tf": True, "strip_accents": "unicode", "lowercase": True}
        self._blocks = (
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, **common),
            TfidfVectorizer(analyzer="word", ngram_range=(1, 3), token_pattern=r"\b\w+\b|[?!]", **common),
            TfidfVectorizer(analyzer=concept_features, sublinear_tf=True),
        )

    def fit(self, texts: Sequence[str]) -> LabelFeatures:
        """Learn the vocabularies."""
        for block in self._blocks:
            block.fit(texts)
        return self

    def of(self, texts: Sequence[str], dense: Any) -> csr_matrix:
        """The features of texts with their embeddings, one row a text."""
        return hstack([csr_matrix(dense * DENSE_WEIGHT), *(block.transform(texts) for block in self._blocks)]).tocsr()
