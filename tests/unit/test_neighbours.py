"""The nearest known messages are those that all cosines would give."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bot.nlu import neighbours
from bot.nlu.neighbours import CLOSEST, FAR, Neighbours

CLASSES = np.repeat([0, 1, 2], [30, 3, 12])


@pytest.fixture
def random() -> np.random.RandomState:
    return np.random.RandomState(7)


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_the_closest_of_each_class_are_found(random: np.random.RandomState) -> None:
    known, asked = unit(random.rand(45, 64)), unit(random.rand(4, 64))  # fewer numbers than directions: nothing is lost
    grams, words = csr_matrix(unit(random.rand(45, 20))), csr_matrix(unit(random.rand(4, 20)))
    by_meaning, by_wording = Neighbours(known, grams, CLASSES).closest(asked, words)
    for found, cosines in ((by_meaning, asked @ known.T), (by_wording, (words @ grams.T).toarray() / 2)):
        for number in range(3):
            best = -np.sort(-cosines[:, number == CLASSES], axis=1)[:, :CLOSEST]
            got = -np.sort(-found[:, number], axis=1)
            np.testing.assert_allclose(got[:, : best.shape[1]], best, atol=1e-5)
            assert (got[:, best.shape[1] :] == FAR).all()


def test_n_grams_of_too_many_messages_are_left_out(
    random: np.random.RandomState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "COMMON", 10)
    grams = np.zeros((45, 2))
    grams[:, 0], grams[:5, 1] = 1, 1
    nearest = Neighbours(unit(random.rand(45, 8)), csr_matrix(grams), CLASSES)
    _, by_wording = nearest.closest(unit(random.rand(1, 8)), csr_matrix([[1.0, 0.0]]))
    assert by_wording.max() == 0
