"""The words that tell names of people from other words: given names, surnames, towns and ordinary words."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

_DATA: Final = Path(__file__).parent / "masking_data"


@dataclass(frozen=True)
class Words:
    """Folded words; `ambiguous` are given names that are also words or towns, `second_names` surnames that are.

    `trades` are words that begin or end the name of a firm or a place.
    """

    given: frozenset[str]
    ambiguous: frozenset[str]
    surnames: frozenset[str]
    second_names: frozenset[str]
    ordinary: frozenset[str]
    trades: frozenset[str]
    towns: frozenset[str]

    def is_given(self, word: str) -> bool:
        """Whether the folded `word`, or a half of a double one, is a given name, ambiguous or not."""
        halves = word.split("-")
        double = halves[0] in self.given or (len(halves) == 2 and halves[1] in self.given and self.is_rare(halves[0]))
        return double or word in self.given or word in self.ambiguous

    def is_rare(self, word: str) -> bool:
        """Whether the folded `word` is neither an ordinary one, nor a firm's, nor a town."""
        return not (word in self.ordinary or word in self.trades or word in self.towns)


@lru_cache(maxsize=1)
def words() -> Words:
    """The word lists, read once."""
    return Words(
        given=_words("given_names"),
        ambiguous=_words("given_names_or_words"),
        surnames=_words("surnames"),
        second_names=_words("surnames_or_words"),
        ordinary=_words("ordinary_words"),
        trades=_words("trades_and_organizations"),
        towns=frozenset(_lines("towns")),
    )


def fold(text: str) -> str:
    """`text` in lower case, without accents and with plain apostrophes."""
    plain = unicodedata.normalize("NFD", text.lower().replace("’", "'").replace("œ", "oe"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def _lines(name: str) -> list[str]:
    lines = (_DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in _lines(name) for word in line.split())
