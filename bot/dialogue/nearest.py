"""Which of a few texts a message is nearest to: shared word beginnings, rarer ones counting more."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final

STEM: Final = 5  # letters of a word that count, so that plurals and endings do not


def nearest(message: str, texts: Sequence[str]) -> int:
    """The index of the text that shares most with `message`; the first one when none shares anything."""
    stems = [set(_stems(text)) for text in texts]
    spread = Counter(stem for each in stems for stem in each)
    heard = set(_stems(message))
    scores = [sum(math.log(1 + len(texts) / spread[stem]) for stem in each & heard) for each in stems]
    return max(range(len(texts)), key=lambda i: (scores[i], -i))


def _stems(text: str) -> list[str]:
    plain = unicodedata.normalize("NFD", text.lower())
    return [word[:STEM] for word in re.findall(r"[a-z]{3,}", "".join(c for c in plain if not unicodedata.combining(c)))]
