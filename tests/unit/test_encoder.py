"""Many texts embedded side by side."""

from __future__ import annotations

import numpy as np

from bot.nlu.encoder import BATCH, encoder, side_by_side


def test_two_processes_give_the_rows_that_one_gives_in_their_order() -> None:
    texts = [f"we are {number} people" for number in range(2 * BATCH + 5)]
    assert np.array_equal(side_by_side("use_multilingual", texts), encoder("use_multilingual")(texts))
