"""Numbers people write: digits, words in both languages, "k", dozens, halves, ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.nlu.folding import fold
from bot.nlu.lexicon import opens, said
from bot.nlu.number_words import COLLECTIVES, COUNTED_COLLECTIVES, NEVER_ALONE, SCALES, TENS, UNITS

_NUMBER_WORD = "|".join(sorted({*UNITS, *TENS, *SCALES, *COLLECTIVES} - {"un", "une"}, key=len, reverse=True))
_COUNTED = "|".join(sorted({*SCALES, *COLLECTIVES}, key=len, reverse=True))
_OPENING = rf"(?:half|half an?|une? demie?|demie?|an?(?=[ -](?:{_COUNTED}))|une?(?=[ -](?:{_COUNTED})))[ -]"
_GLUE = r"(?:[ -](?:and |et |et-|of a |of |de |d')?|[ -]?d')(?:an? (?=couple|few|hundred|thousand))?"
_ONE = r"[ -](?:et[ -])?une?(?![a-z'] )"
_RUN = re.compile(rf"\b(?:{_OPENING})?(?:{_NUMBER_WORD})(?:{_GLUE}(?:{_NUMBER_WORD})|{_ONE})*\b")
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


@dataclass(frozen=True)
class Quantity:
    """A profile field's value as a message states it, in the field's unit, and where it stands."""

    field: str
    value: float
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """A message folded, and again with every number overwritten by `#`; positions agree in both."""

    text: str
    folded: str
    shape: str
    numbers: tuple[Number, ...]

    def number_at(self, position: int) -> Number | None:
        """The number that starts at `position`, if one does."""
        return next((number for number in self.numbers if number.start == position), None)


@lru_cache(maxsize=256)
def reading(text: str) -> Reading:
    """`text` folded, with its numbers found and masked out."""
    folded = fold(text)
    plain = said("numbers.mask").sub(lambda match: "_" * len(match[0]), folded)
    numbers = _with_ranges(_found(plain), plain)
    shape = list(plain)
    for number in numbers:
        shape[number.start : number.end] = "#" * (number.end - number.start)
    return Reading(text[: len(folded)], folded, "".join(shape), tuple(numbers))


def _found(plain: str) -> list[Number]:
    digits = [_digits(match) for match in said("numbers.digits").finditer(plain)]
    rest = list(plain)
    for number in digits:
        rest[number.start : number.end] = "_" * (number.end - number.start)
    words = [number for match in _RUN.finditer("".join(rest)) for number in _spelled(match)]
    return sorted(digits + [_with_half(number, plain) for number in words], key=lambda number: number.start)


def _digits(match: re.Match[str]) -> Number:
    value = _decimal(match["d"])
    if match["k"]:
        value *= 1000 if match["k"].strip() == "k" else 1_000_000
    if match["more"]:
        more = match["more"].strip()
        value *= SCALES.get(more, SCALES.get(more.rstrip("s"), 1))
    if match["half"]:
        value += 0.5
    return Number(value, match.start(), match.end(), value, value, bool(match["k"] or match["more"]))


def _decimal(digits: str) -> float:
    grouped = re.match(r"\d{1,3}(?:[ ,.]\d{3})+", digits)
    if not grouped:
        return float(digits.replace(",", "."))
    whole, cents = grouped[0], digits[grouped.end() :]
    return float(re.sub(r"\D", "", whole) + cents.replace(",", "."))


def _with_half(number: Number, plain: str) -> Number:
    half = said("numbers.half_after").match(plain, number.end)
    if not half or number.value >= 100:
        return number
    value = number.value + 0.5
    return replace(number, value=value, low=value, high=value, end=half.end())


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
            return (below or 1) * SCALES[word] if not below or below < 100 else None
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
        return (self.below or 1) * COLLECTIVES[word] * (0.5 if self.halved else 1)


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
    for token in tokens:
        word = token[0]
        if not _counts(word, bool(pieces)):
            pieces += [token] if word in ("a", "an", "un", "une") and not pieces else []
            continue
        if not total.takes(word):
            found += _closed(total, pieces)
            total, pieces = _Sum(), []
            total.takes(word)
        pieces.append(token)
    return found + _closed(total, pieces)


def _counts(word: str, inside: bool) -> bool:
    if word in ("un", "une"):
        return inside
    return word in UNITS or word in TENS or word in SCALES or word in COLLECTIVES or word in ("half", "demi", "demie")


def _closed(total: _Sum, pieces: list[tuple[str, int, int]]) -> list[Number]:
    words = [piece[0] for piece in pieces]
    if total.below is None or (len(words) == 1 and words[0] in NEVER_ALONE) or words in (["un", "cent"], ["a", "cent"]):
        return []
    value = total.thousands + total.below
    if len(words) > 1 and words[-2] in ("mille", "mil", "milles") and 1 < total.below < 10:
        value = total.thousands + total.below * 100
    in_thousands = len(words) > 1 and any(SCALES.get(word) == 1000 for word in words)
    return [Number(value, pieces[0][1], pieces[-1][2], value, value, in_thousands, True)]


def _with_ranges(numbers: list[Number], plain: str) -> list[Number]:
    merged: list[Number] = []
    for number in numbers:
        joined = _as_range(merged[-1], number, plain) if merged else None
        if joined:
            merged[-1] = joined
        else:
            merged.append(number)
    return merged


def _as_range(first: Number, second: Number, plain: str) -> Number | None:
    gap = plain[first.end : second.start]
    if first.low != first.high or len(gap) > 16:
        return None
    low = _same_scale(first.value, second)
    counted = gap == ", " and second.value == first.value + 1 and opens(plain[second.end :], "numbers.unit_follows")
    between = gap in (" and ", " et ") and said("numbers.between").search(plain[max(0, first.start - 9) : first.start])
    side_by_side = gap == " " and (second.value == first.value + 1 or (low != first.value and second.spelled))
    if not (
        said("numbers.range").match(gap)
        or between
        or counted
        or side_by_side
        or (said("numbers.money_range").match(gap) and "$" in gap)
    ):
        return None
    if not low < second.value <= low * 12:
        return None
    middle = (low + second.value) / 2
    return Number(
        middle, first.start, second.end, low, second.value, first.thousands or second.thousands, second.spelled
    )


def _same_scale(low: float, second: Number) -> float:
    if not 0 < low < 100:
        return low
    if second.thousands and second.value >= 1000:
        return low * 1000
    if second.spelled and 1100 <= second.value < 10_000 and second.value % 1000 and low >= 11:
        return low * 100
    if (second.spelled or second.thousands) and second.value >= 100 and second.value % 100 == 0 and low < 10:
        return low * (1000 if second.value >= 1000 else 100)
    return low
