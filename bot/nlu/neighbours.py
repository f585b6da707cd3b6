"""How near a text lies to known messages of each class, by meaning (embedding) and by wording (n-grams)."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

CLOSEST = 8  # neighbours of one class that count
SHARPNESS = 20.0  # how much more the nearest of them counts
HALF = np.float32(np.sqrt(0.5))  # two unit blocks of n-grams make one unit vector
FAR = -1.0  # the cosine of a neighbour that does not exist


class Neighbours:
    """The training messages, kept to compare new ones with."""

    def __init__(self, dense: Any, grams: csr_matrix, classes: Any) -> None:
        """`classes` holds each message's class as a number from 0, in ascending order."""
        self._dense = np.ascontiguousarray(np.asarray(dense, dtype=np.float32).T)
        self._grams = (grams * HALF).T.tocsr()
        self._starts = np.searchsorted(classes, np.arange(int(classes[-1]) + 2))

    def closest(self, dense: Any, grams: csr_matrix) -> tuple[Any, Any]:
        """The highest cosines of each text to each class, by its embedding and by its n-grams.

        Both are texts x classes x `CLOSEST`.
        """
        by_meaning = np.asarray(dense, dtype=np.float32) @ self._dense
        found = self._closest(np.concatenate([by_meaning, (grams * HALF @ self._grams).toarray()]))
        return found[: len(by_meaning)], found[len(by_meaning) :]

    def nearness(self, closest: Any) -> Any:
        """A soft maximum of the closest cosines, one column a class."""
        sizes = np.minimum(np.diff(self._starts), CLOSEST)
        return np.log(np.exp(SHARPNESS * (closest - 1)).sum(axis=2) / sizes) / SHARPNESS

    def _closest(self, cosines: Any) -> Any:
        found = np.full((len(cosines), len(self._starts) - 1, CLOSEST), FAR, dtype=np.float32)
        for i, (a, b) in enumerate(zip(self._starts, self._starts[1:], strict=False)):
            found[:, i, : b - a] = highest(cosines[:, a:b], CLOSEST)
        return found


def highest(values: Any, most: int) -> Any:
    """The highest few values of each row, in no order; all of them where there are fewer."""
    if values.shape[1] <= most:
        return values
    return np.partition(values, -most, axis=1)[:, -most:]
