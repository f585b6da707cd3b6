"""The parts of a message that can each say something of their own."""

from __future__ import annotations

import re
from typing import Final

LEAST_WORDS: Final = 2
MOST_PARTS: Final = 24
SENTENCE: Final = re.compile(
    r"(?<=[.!?;:\n])\s+|\s+[-–—]+\s+|,?\s+(?=(?:but|however|though|mais|par contre|sauf que)\b)", re.IGNORECASE
)
CLAUSE: Final = re.compile(
    r"(?<=[.!?;:\n])\s+|\s+[-–—]+\s+|,\s+|\s+(?=(?:but|and|so|plus|also|however|because|though|"
    r"mais|pis|et|puis|faque|alors|car|parce que|par contre)\b)",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """The sentences of a message, also parted where it turns ("but"); none when there is only one."""
    return _parts(text, SENTENCE)


def clauses(text: str) -> list[str]:
    """The clauses of a message, as commas and conjunctions part them; none when there is only one."""
    return _parts(text, CLAUSE)


def _parts(text: str, mark: re.Pattern[str]) -> list[str]:
    parts = [part.strip(" ,") for part in mark.split(text) if len(part.split()) >= LEAST_WORDS]
    return parts[:MOST_PARTS] if len(parts) > 1 else []
