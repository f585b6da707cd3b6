"""How near a text lies to known messages of each class, by meaning (embedding) and by wording (n-grams)."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

CLOSEST = 8  # neighbours of one class that count
SHARPNESS = 20.0  # how much more the nearest of them counts
HALF = np.float32(np.sqrt(0.5))  # two unit blocks of n-grams make one unit vector
FAR = -1.0  # the cosine of a neighbour that does not exist
DIRECTIONS = 128  # of the embeddings, those the known messages spread along most; cosines along them tell as much
COMMON = 2000  # n-grams of more messages than these weigh little and make most of the work: left out


class Neighbours:
    """The training messages, kept to compare new ones with."""

    def __init__(self, dense: Any, grams: csr_matrix, classes: Any) -> None:
        """`classes` holds each message's class as a number from 0, in ascending order."""
        dense = np.asarray(dense, dtype=np.float32)
        self._directions = np.linalg.eigh(dense.T @ dense)[1][:, -DIRECTIONS:]
        self._dense = np.ascontiguousarray((dense @ self._directions).T)
        self._grams = _without_common(grams * HALF)
        self._starts = np.searchsorted(classes, np.arange(int(classes[-1]) + 2))

    def closest(self, dense: Any, grams: csr_matrix) -> tuple[Any, Any]:
        """The highest cosines of each text to each class, by its embedding and by its n-grams.

        Both are texts x classes x `CLOSEST`.
        """
        by_meaning = np.asarray(dense, dtype=np.float32) @ self._directions @ self._dense
        found = self._closest(np.concatenate([by_meaning, (grams * HALF @ self._grams).toarray()]))
        return found[: len(by_meaning)], found[len(by_meaning) :]

    def nearness(self, closest: Any) -> Any:
        """A soft maximum of the closest cosines, one column a class."""
        sizes = np.minimum(np.diff(self._starts), CLOSEST)
        return np.log(np.exp(SHARPNESS * (closest - 1)).sum(axis=2) / sizes) / SHARPNESS

    def _closest(self, cosines: Any) -> Any:
        """Of each class in `cosines`, which are put in another order."""
        found = np.full((len(cosines), len(self._starts) - 1, CLOSEST), FAR, dtype=np.float32)
        for i, (a, b) in enumerate(zip(self._starts, self._starts[1:], strict=False)):
            of_class = cosines[:, a:b]
            if b - a > CLOSEST:
                of_class.partition(b - a - CLOSEST, axis=1)
            found[:, i, : min(b - a, CLOSEST)] = of_class[:, -CLOSEST:]
        return found


def _without_common(grams: csr_matrix) -> csr_matrix:
    """N-grams x messages."""
    by_gram = grams.tocsc()
    frequent = np.diff(by_gram.indptr) > COMMON
    by_gram.data[np.repeat(frequent, np.diff(by_gram.indptr))] = 0
    by_gram.eliminate_zeros()
    return by_gram.T.tocsr()


def highest(values: Any, most: int) -> Any:
    """The highest few values of each row, in no order; all of them where there are fewer."""
    if values.shape[1] <= most:
        return values
    return np.partition(values, -most, axis=1)[:, -most:]
