"""The n-grams of the readers are sklearn's, only sooner."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.grams import Grams, beside

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


@pytest.mark.parametrize("rows", [1, 3])
def test_blocks_join_as_scipy_joins_them(rows: int) -> None:
    dense, sparse = np.arange(4.0 * rows).reshape(rows, 4), csr_matrix(np.eye(rows, 5))
    joined = beside(dense, sparse, dense)
    assert (joined.toarray() == hstack([csr_matrix(dense), sparse, csr_matrix(dense)]).toarray()).all()
