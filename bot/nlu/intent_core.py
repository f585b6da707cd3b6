"""One trained intent classifier: a linear SVM helped by each intent's nearest known messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import hstack
from sklearn.svm import LinearSVC

from bot.nlu.features import TextFeatures
from bot.nlu.neighbours import Neighbours, highest

OUT_OF_SCOPE = "out_of_scope"
DENSE, SHAPE = 1.3, 0.5  # weights of the blocks beside n-grams of unit length
MOST_OF_ONE = 6000  # messages of one intent; more of them would only swallow the smaller ones
NEAREST = 5  # neighbours in scope, and out of it, that tell whose a message is
NEIGHBOURS = 2.0  # what a cosine of one to an intent's messages adds to its margin


class IntentCore:
    """Scores per intent, and the signals that tell our own messages from foreign ones."""

    def __init__(self, seed: int) -> None:
        """`seed` fixes the solver."""
        self._seed = seed

    def fit(self, texts: list[str], shapes: Any, dense: Any, labels: Any) -> IntentCore:
        """Learn from texts, their `features.shape`, embeddings and intents."""
        rows = _sample(labels, self._seed)
        texts, shapes, dense, labels = [texts[i] for i in rows], shapes[rows], dense[rows], labels[rows]
        self._features = TextFeatures()
        grams = self._features.learn(texts)
        blocks = dense * DENSE, grams, shapes * SHAPE
        svm = LinearSVC(C=1.0, tol=1e-2, random_state=self._seed).fit(hstack(blocks).tocsr(), labels)
        self.classes, self._bias = svm.classes_, svm.intercept_
        ends = np.cumsum([block.shape[1] for block in blocks])[:-1]
        self._weights = [np.ascontiguousarray(own.T, np.float32) for own in np.split(svm.coef_, ends, axis=1)]
        numbers = np.searchsorted(self.classes, labels)
        self._neighbours = Neighbours(dense, grams, numbers)
        return self

    def look(self, texts: list[str], shapes: Any, dense: Any) -> tuple[Any, Any]:
        """Scores per intent, and the signals the out-of-scope score is computed from; one row a text."""
        grams = self._features.grams(texts)
        blocks = dense * DENSE, grams, shapes * SHAPE
        margins = sum(block @ own for block, own in zip(blocks, self._weights, strict=True)) + self._bias
        if margins.shape[1] == 1:
            margins = np.concatenate([-margins, margins], axis=1)
        closest = self._neighbours.closest(dense, grams)
        scores = margins + NEIGHBOURS * sum(self._neighbours.nearness(each) for each in closest)
        return scores, self._signals(scores, margins, closest)

    def _signals(self, scores: Any, margins: Any, closest: Sequence[Any]) -> Any:
        """Without out-of-scope examples, the best score alone tells most: learned weights carry over badly."""
        foreign = self.classes == OUT_OF_SCOPE
        best = highest(scores[:, ~foreign], 2)
        columns = [best.max(1)]
        if foreign.any():
            stranger = scores[:, foreign][:, 0]
            columns += [best.max(1) - best.min(1), margins[:, ~foreign].max(1)]
            columns += [stranger, stranger - best.max(1), margins[:, foreign][:, 0]]
            for each in closest:
                ours, theirs = _nearest(each[:, ~foreign]), _nearest(each[:, foreign])
                columns += [ours.max(1), ours.mean(1), theirs.max(1), theirs.mean(1), theirs.mean(1) - ours.mean(1)]
        return np.stack(columns, axis=1)


def _nearest(closest: Any) -> Any:
    return highest(closest.reshape(len(closest), -1), NEAREST)


def _sample(labels: Any, seed: int) -> Any:
    """Row numbers ordered by label, a random part of those labels that have too many."""
    random = np.random.RandomState(seed)
    rows = [np.flatnonzero(labels == name) for name in np.unique(labels)]
    return np.concatenate([np.sort(random.permutation(each)[:MOST_OF_ONE]) for each in rows])
