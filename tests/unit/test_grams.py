"""The n-grams of the readers are sklearn's, only sooner."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.grams import Grams, weights

KNOWN = ["we have no time", "on a pas le temps", "no money, no time!", "combien ça coûte?", "Ça coûte cher?"]
COMMON: dict[str, Any] = {"sublinear_tf": True, "strip_accents": "unicode", "lowercase": True}
WAYS: tuple[dict[str, Any], ...] = (
    {"analyzer": "char_wb", "ngram_range": (1, 4), "min_df": 2, "dtype": np.float32, **COMMON},
    {"analyzer": "word", "ngram_range": (1, 3), "token_pattern": r"\b\w+\b|[?!]", **COMMON},
    {"analyzer": str.split, "sublinear_tf": True},
    {"analyzer": str.split, "use_idf": False},
)
TEXTS = st.lists(st.text() | st.sampled_from([*KNOWN, "time time", "zzz"]), min_size=1, max_size=4)


@pytest.mark.parametrize("way", WAYS)
@given(texts=TEXTS)
def test_the_weights_are_those_of_sklearn(way: dict[str, Any], texts: list[str]) -> None:
    ours = pickle.loads(pickle.dumps(Grams(**way).fit(KNOWN)))
    theirs = TfidfVectorizer(**way).fit(KNOWN)
    found = ours.transform(texts)
    assert found.dtype == theirs.transform(texts).dtype
    np.testing.assert_allclose(found.toarray(), theirs.transform(texts).toarray(), atol=1e-6)


@given(texts=TEXTS)
def test_vocabularies_stand_side_by_side(texts: list[str]) -> None:
    blocks = [Grams(**way).fit(KNOWN) for way in WAYS[1:]]
    apart = hstack([block.transform(texts) for block in blocks]).toarray()
    np.testing.assert_array_equal(weights(texts, *blocks).toarray(), apart)
