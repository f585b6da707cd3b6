"""Which intent, how sure, and whether it is any of our business: every number calibrated out of fold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, StratifiedKFold

from bot.nlu.encoder import JOBS
from bot.nlu.features import shape
from bot.nlu.intent_core import OUT_OF_SCOPE, IntentCore

FOLDS = 3
STRANGERS = 0.2  # share of foreign messages to expect where the data has no example of one
ROUNDS = 3  # times whole intents are left out, grouped differently, where the data has no foreign example
RANKED = 10


@dataclass(frozen=True)
class Reading:
    """The intents from likeliest to least, each with its confidence (0 to 1); `foreign` is P(out of scope)."""

    ranking: tuple[tuple[str, float], ...]
    foreign: float


@dataclass(frozen=True)
class _Unseen:
    """What models that had not seen them say of messages, and what those truly are."""

    signals: Any
    foreign: Any  # is the message out of scope?
    right: Any  # is its best in-scope intent the true one?
    own: list[tuple[Any, Any]]  # per fold: scores of the in-scope intents, column of the true one


class IntentModel:
    """Nearest messages and a linear SVM name the intent; a logistic score says whether it is ours at all.

    A message is out of scope when that score passes the value below which `keep` of the in-scope training messages
    lay out of fold. Without out-of-scope examples, whole intents left out in turn stand for the unknown, and the
    threshold is the one with the most right answers, should `STRANGERS` of all messages be foreign.
    """

    def __init__(self, keep: float = 0.965, seed: int = 7) -> None:
        """`keep` is the share of our own messages that must not be turned away."""
        self.keep = keep
        self.seed = seed

    def fit(self, texts: Sequence[str], dense: Any, intents: Sequence[str]) -> IntentModel:
        """Learn from labelled texts and their embeddings.

        Raises `ValueError` when neither out-of-scope examples nor a third intent tell what a foreign message is like.
        """
        if len(set(intents)) < 3 and OUT_OF_SCOPE not in intents:
            raise ValueError(f"at least three intents, or examples of {OUT_OF_SCOPE}, are needed")
        words, labels, shapes = np.asarray(texts, dtype=object), np.asarray(intents), shape(texts)
        unseen, self._core = self._out_of_fold_and_whole(words, shapes, np.asarray(dense), labels)
        self._mean, self._spread = unseen.signals.mean(0), unseen.signals.std(0) + 1e-9
        self._gate = LogisticRegression(max_iter=1000, class_weight="balanced", random_state=self.seed)
        self._gate.fit((unseen.signals - self._mean) / self._spread, unseen.foreign)
        self.threshold = self._threshold(unseen, OUT_OF_SCOPE in labels)
        self.temperature = _temperature(unseen.own)
        return self

    def read(self, texts: Sequence[str], dense: Any) -> list[Reading]:
        """A reading of each text."""
        scores, signals = self._core.look(list(texts), shape(texts), dense)
        own = np.flatnonzero(self._core.classes != OUT_OF_SCOPE)
        chances = softmax(self.temperature * scores[:, own], axis=1)
        return [self._reading(row, own, float(p)) for row, p in zip(chances, self._foreign(signals), strict=True)]

    def _reading(self, chances: Any, own: Any, foreign: float) -> Reading:
        order = np.argsort(-chances, kind="stable")[:RANKED]
        ours = [(str(self._core.classes[own[i]]), float(chances[i])) for i in order]
        stranger = (OUT_OF_SCOPE, foreign)
        if foreign > self.threshold:
            return Reading((stranger, *((name, chance * (1 - foreign)) for name, chance in ours)), foreign)
        rest = sorted([*ours[1:], (OUT_OF_SCOPE, min(foreign, ours[0][1]))], key=lambda pair: -pair[1])
        return Reading((ours[0], *rest), foreign)

    def _foreign(self, signals: Any) -> Any:
        scores = ((signals - self._mean) / self._spread) @ self._gate.coef_[0] + self._gate.intercept_[0]
        return 1 / (1 + np.exp(-scores))

    def _threshold(self, unseen: _Unseen, examples: bool) -> float:
        scores = self._foreign(unseen.signals)
        ours = scores[~unseen.foreign]
        if examples:
            return float(np.quantile(ours, self.keep))
        candidates = np.quantile(scores, np.linspace(0, 1, 301))
        kept = [((ours <= c) & unseen.right[~unseen.foreign]).mean() for c in candidates]
        caught = [(scores[unseen.foreign] > c).mean() for c in candidates]
        gain = (1 - STRANGERS) * np.array(kept) + STRANGERS * np.array(caught)
        return float(candidates[int(np.argmax(gain))])

    def _out_of_fold_and_whole(self, words: Any, shapes: Any, dense: Any, labels: Any) -> tuple[_Unseen, IntentCore]:
        """What models that have not seen them say of the messages, and the model that has seen all; `JOBS` at once."""
        data = words, shapes, dense, labels
        folds = [delayed(_held_out)(*data, self.seed, *fold) for fold in _folds(labels, self.seed)]
        whole, *parts = Parallel(n_jobs=JOBS)([delayed(_fit)(*data, self.seed), *folds])
        signals, foreign, right, own = zip(*parts, strict=True)
        return _Unseen(np.vstack(signals), np.concatenate(foreign), np.concatenate(right), list(own)), whole


def _fit(words: Any, shapes: Any, dense: Any, labels: Any, seed: int) -> IntentCore:
    return IntentCore(seed).fit(list(words), shapes, dense, labels)


def _held_out(
    words: Any, shapes: Any, dense: Any, labels: Any, seed: int, seen: Any, held: Any, strange: Any
) -> tuple[Any, Any, Any, tuple[Any, Any]]:
    """Of the messages held out, as `_Unseen` keeps them."""
    core = _fit(words[seen], shapes[seen], dense[seen], labels[seen], seed)
    scores, signals = core.look(list(words[held]), shapes[held], dense[held])
    names = core.classes[core.classes != OUT_OF_SCOPE]
    scores = scores[:, core.classes != OUT_OF_SCOPE]
    right = names[scores.argmax(axis=1)] == labels[held]
    return signals, strange, right, (scores[~strange], np.searchsorted(names, labels[held][~strange]))


def _folds(labels: Any, seed: int) -> Iterator[tuple[Any, Any, Any]]:
    """Messages to learn from, messages held out, and which of those are foreign."""
    if OUT_OF_SCOPE in labels:
        for seen, held in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(labels, labels):
            yield seen, held, labels[held] == OUT_OF_SCOPE
        return
    intents = np.unique(labels)
    for turn in range(ROUNDS):
        groups = KFold(FOLDS, shuffle=True, random_state=seed + turn).split(intents)
        splits = StratifiedKFold(FOLDS, shuffle=True, random_state=seed + turn).split(labels, labels)
        for (_, unknown), (seen, held) in zip(groups, splits, strict=True):
            strange = np.isin(labels, intents[unknown])
            tested = np.union1d(held, np.flatnonzero(strange))
            yield np.setdiff1d(seen, np.flatnonzero(strange)), tested, strange[tested]


def _temperature(own: list[tuple[Any, Any]]) -> float:
    """What to multiply scores with so that their softmax is as likely as can be on unseen in-scope messages."""

    def loss(logarithm: float) -> float:
        t = np.exp(logarithm)
        return -float(np.concatenate([log_softmax(t * s, axis=1)[np.arange(len(s)), y] for s, y in own]).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-1.5, 3.0), method="bounded").x))
