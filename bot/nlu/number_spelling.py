"""Numbers written in words: "twenty-five hundred", "two and a half grand", "quatre-vingt-dix"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.nlu.number_words import COLLECTIVES, COUNTED_COLLECTIVES, NEVER_ALONE, SCALES, TENS, UNITS

_NUMBER_WORD = "|".join(sorted({*UNITS, *TENS, *SCALES, *COLLECTIVES} - {"un", "une"}, key=len, reverse=True))
_COUNTED = "|".join(sorted({*SCALES, *COLLECTIVES}, key=len, reverse=True))
_OPENING = rf"(?:half|half an?|une? demie?|demie?|an?(?=[ -](?:{_COUNTED}))|une?(?=[ -](?:{_COUNTED})))[ -]"
_GLUE = r"(?:[ -](?:and |et |et-|of a |of |de |d')?|[ -]?d')(?:an? (?=couple|few|hundred|thousand))?"
_HALF = rf"(?: and a half| et demie?)(?=[ -](?:{_COUNTED}))"
_ONE = r"[ -](?:et[ -])?une?(?![a-z'] )"
_RUN = re.compile(rf"\b(?:{_OPENING})?(?:{_NUMBER_WORD})(?:{_HALF}|{_GLUE}(?:{_NUMBER_WORD})|{_ONE})*\b")
_TOKEN = re.compile(r"[a-z]+")


@dataclass(frozen=True)
class Number:
    """A number as written, and where; `low` and `high` bound a range, `value` is then its midpoint.

    `thousands` when it was counted in thousands ("5k", "five grand"); `spelled` when in words.
    """

    value: float
    start: int
    end: int
    low: float
    high: float
    thousands: bool = False
    spelled: bool = False


def spelled_numbers(plain: str) -> list[Number]:
    """The numbers folded text `plain` has in words, in order."""
    return [number for match in _RUN.finditer(plain) for number in _spelled(match)]


@dataclass
class _Sum:
    """A number being spelled: whole thousands, what comes below them, and the words so far."""

    thousands: float = 0
    below: float | None = None
    halved: bool = False

    def takes(self, word: str) -> bool:
        """Add `word` when it can continue this number; False when it starts another."""
        if word in ("half", "demi", "demie"):
            self.halved = True
            return True
        worth = self._worth(word)
        if worth is None:
            return False
        self.below = worth
        if word in SCALES and SCALES[word] >= 1000:
            self.thousands, self.below = self.thousands + worth, 0
        return True

    def _worth(self, word: str) -> float | None:
        below = self.below
        if word in SCALES:
            return self._times(SCALES[word]) if (below or 0) < (1000 if SCALES[word] > 100 else 100) else None
        if word in COLLECTIVES:
            return self._collective(word)
        if below in (None, 0):
            return TENS.get(word, UNITS.get(word))
        assert below is not None
        if word in TENS:
            return 80 if below == 4 and word.startswith("vingt") else below + TENS[word] if below % 100 == 0 else None
        return below + UNITS[word] if _fits(below, UNITS[word]) else None

    def _collective(self, word: str) -> float | None:
        if self.below is not None and word not in COUNTED_COLLECTIVES:
            return None
        return self._times(COLLECTIVES[word])

    def _times(self, scale: float) -> float:
        """`scale` as often as counted so far: "two and a half" times, "half a" time, once."""
        counted = (self.below or 0) + 0.5 if self.halved else self.below or 1
        self.halved = False
        return counted * scale


def _fits(below: float, unit: float) -> bool:
    if below % 100 == 0:
        return unit > 0
    if below % 100 in (60, 80) and unit < 20:
        return unit > 0
    return (below % 10 == 0 and below % 100 >= 20 and 0 < unit < 10) or (
        below % 100 in (10, 70, 90) and unit in (7, 8, 9)
    )


def _spelled(match: re.Match[str]) -> list[Number]:
    found: list[Number] = []
    pieces: list[tuple[str, int, int]] = []
    total = _Sum()
    tokens = [
        (token[0], match.start() + token.start(), match.start() + token.end()) for token in _TOKEN.finditer(match[0])
    ]
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        word = token[0]
        if not _counts(word, bool(pieces)):
            pieces += [token] if word in ("a", "an", "un", "une") and not pieces else []
            continue
        if _begins_another(word, following, total) or not total.takes(word):
            found += _closed(total, pieces)
            total, pieces = _Sum(), []
            total.takes(word)
        pieces.append(token)
    return found + _closed(total, pieces)


def _begins_another(word: str, following: tuple[str, int, int] | None, total: _Sum) -> bool:
    """Whether `word` opens the far end of a range: the "two" of "fifteen hundred and two thousand"."""
    scale = SCALES.get(following[0], 0) if following else 0
    if scale == 100 and total.thousands and UNITS.get(word, 0) > 10:  # "entre mille et quinze cents"
        return True
    return scale >= 1000 and (total.below or 0) >= 100 and word in UNITS


def _counts(word: str, inside: bool) -> bool:
    if word in ("un", "une"):
        return inside
    return word in UNITS or word in TENS or word in SCALES or word in COLLECTIVES or word in ("half", "demi", "demie")


def _closed(total: _Sum, pieces: list[tuple[str, int, int]]) -> list[Number]:
    words = [piece[0] for piece in pieces]
    if total.below is None or (len(words) == 1 and words[0] in NEVER_ALONE) or words in (["un", "cent"], ["a", "cent"]):
        return []
    value = total.thousands + total.below
    if len(words) > 1 and words[-2] in ("mille", "mil", "milles", "thousand") and 1 < total.below < 10:
        value = total.thousands + total.below * 100
    in_thousands = len(words) > 1 and any(SCALES.get(word) == 1000 for word in words)
    return [Number(value, pieces[0][1], pieces[-1][2], value, value, in_thousands, True)]
