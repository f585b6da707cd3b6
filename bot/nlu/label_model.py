"""Barriers, need areas and goals: several may hold at once, each in its own part of a long message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from joblib import Parallel, delayed
from scipy.sparse import vstack
from sklearn.svm import LinearSVC

from bot.nlu.clauses import clauses, sentences
from bot.nlu.composing import compose
from bot.nlu.encoder import JOBS
from bot.nlu.label_features import DENSE_WEIGHT, LabelFeatures
from bot.nlu.reconsider import FACT_KINDS, Label

COMPOSED: Final = 2500  # made-up longer messages to learn from besides the real ones
ROUNDS: Final = 2  # models of a label, each with other made-up messages; the mean of them holds
WHOLE, SENTENCE, CLAUSE = 0.4, 0.2, 0.4  # shares of the message's, its best sentence's and its best clause's score
THRESHOLDS: Final = {
    "barrier": -0.1,
    "need_area": -0.15,
    "goal": -0.15,
}  # of the score; the optima are flat, 0.05 around
NEAR: Final = {"barrier": 0.3, "need_area": 0.5, "goal": 1.0}  # below the threshold, to answer a question about it
WARY: Final = {"caution": -0.28, "pointer": -0.4, **dict.fromkeys(FACT_KINDS, -0.2)}  # kinds without a reserve
SOFTNESS: Final = 0.5
TELLING_SHARE: Final = 0.2  # of an intent's messages that carry labels but facts, for the intent to count as telling
RESERVE: Final = 0.4  # how much more it takes to read a label out of a message that does not sound telling


class LabelModel:
    """One linear classifier a label; a message's score blends its own with its best sentence's and clause's."""

    def __init__(self, seed: int = 7, composed: int = COMPOSED) -> None:
        """`seed` fixes the solver and the made-up messages, of which there are `composed`."""
        self.seed = seed
        self.composed = composed

    def fit(
        self,
        texts: Sequence[str],
        dense: Any,
        labels: Sequence[Mapping[str, Sequence[str]]],
        intents: Sequence[str] | None = None,
    ) -> LabelModel:
        """Learn from texts, their embeddings and their labels by kind; with intents, also which messages tell much."""
        self.names = tuple(sorted({(kind, value) for each in labels for kind in each for value in each[kind]}))
        if not self.names:
            return self
        truth = np.array([[value in each.get(kind, ()) for kind, value in self.names] for each in labels])
        self._features = LabelFeatures()
        matrix = self._features.learn(texts, dense)
        telling_kinds = [kind not in FACT_KINDS for kind, _ in self.names]
        labelled = truth[:, telling_kinds].any(1)
        telling = _telling(labelled, intents) if intents else None
        self._gated = telling is not None
        seeds = range(self.seed, self.seed + ROUNDS)
        rounds = [self._round(texts, dense, truth, labelled, matrix, seed) for seed in seeds]
        rows = np.mean(rounds, axis=0)
        if telling is not None:
            rows = np.vstack([rows, _fit(matrix, telling, self.seed)])
        blocks = np.split(rows[:, :-1].T, [dense.shape[1]])
        self._weights = [np.ascontiguousarray(own, np.float32) for own in blocks]
        self._bias = rows[:, -1]
        return self

    def _round(self, texts: Sequence[str], dense: Any, truth: Any, labelled: Any, matrix: Any, seed: int) -> Any:
        """Weights and bias of each label, learnt from the messages and from others made up of them."""
        more = compose(texts, dense, truth, labelled, self.composed, seed)
        if more:
            matrix = vstack([matrix, self._features.of(more.texts, more.dense)]).tocsr()
            truth = np.vstack([truth, more.truth])
        return np.array(Parallel(n_jobs=JOBS)(delayed(_fit)(matrix, column, self.seed) for column in truth.T))

    def read(self, text: str, dense: Any, by_clause: Any) -> list[Label]:
        """The labels that hold for a message: those of its `margins` above zero."""
        return [label for label in self.margins(text, dense, by_clause) if label[2] > 0]

    def margins(self, text: str, dense: Any, by_clause: Any) -> list[Label]:
        """Every label with its margin over the threshold.

        `dense` is its embedding, and `by_clause` those of its `clauses`, each one row a text.
        """
        if not self.names:
            return []
        whole = self._scores([text], dense)[0]
        best_sentence, best_clause = self._best_parts(text, whole, by_clause)
        reserve = RESERVE * float(np.clip(-whole[-1], 0, 1)) if self._gated else 0.0
        blend = WHOLE * whole + SENTENCE * best_sentence + CLAUSE * best_clause
        needed = (WARY[kind] if kind in WARY else THRESHOLDS[kind] + reserve for kind, _ in self.names)
        over = [score - least for score, least in zip(blend[: len(self.names)], needed, strict=True)]
        return [(*name, float(margin)) for name, margin in zip(self.names, over, strict=True)]

    def _best_parts(self, text: str, whole: Any, dense: Any) -> tuple[Any, Any]:
        """Each label's best score in a sentence and in a clause; a sentence's embedding is its clauses' mean."""
        by_clause = clauses(text)
        if not by_clause:
            return whole, whole
        by_sentence = [(one, dense[own]) for one in sentences(text) if (own := _inside(one, by_clause))]
        means = [rows.mean(0, keepdims=True) for _, rows in by_sentence]
        means = [mean / max(float(np.linalg.norm(mean)), 1e-9) for mean in means]
        scores = self._scores([*by_clause, *(one for one, _ in by_sentence)], np.vstack([dense, *means]))
        best_clause = scores[: len(by_clause)].max(0)
        return (scores[len(by_clause) :].max(0) if by_sentence else whole), best_clause

    def _scores(self, texts: Sequence[str], dense: Any) -> Any:
        by_meaning, by_wording = self._weights
        return dense * DENSE_WEIGHT @ by_meaning + self._features.grams(texts) @ by_wording + self._bias


def nearly(margins: Sequence[Label]) -> list[Label]:
    """Of each kind that can answer a question and has no label that holds, the nearest one, when it is near enough."""
    best: dict[str, Label] = {}
    for label in sorted((label for label in margins if label[0] in NEAR), key=lambda label: label[2]):
        best[label[0]] = label
    return [label for kind, label in best.items() if -NEAR[kind] < label[2] <= 0]


def _fit(matrix: Any, truth: Any, seed: int) -> Any:
    """A label's weights, and its bias last."""
    model = LinearSVC(C=SOFTNESS, tol=1e-2, random_state=seed).fit(matrix, truth)
    return np.append(model.coef_[0], model.intercept_)


def _inside(sentence: str, parts: Sequence[str]) -> list[int]:
    return [i for i, part in enumerate(parts) if part in sentence]


def _telling(labelled: Any, intents: Sequence[str]) -> Any:
    """Which messages have an intent that often carries labels; None when all or none have."""
    names = np.array(intents)
    shares = {name: labelled[names == name].mean() for name in set(intents)}
    telling = np.array([shares[name] >= TELLING_SHARE for name in intents])
    return None if telling.all() or not telling.any() else telling
