"""Numbers people write: digits, words in both languages, "k", dozens, halves, ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.nlu.folding import fold
from bot.nlu.lexicon import opens, said
from bot.nlu.number_spelling import Number, spelled_numbers
from bot.nlu.number_words import SCALES

__all__ = ["Number", "Quantity", "Reading", "reading"]


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
    words = [_completed(number, plain) for number in spelled_numbers("".join(rest))]
    return sorted(digits + words, key=lambda number: number.start)


def _digits(match: re.Match[str]) -> Number:
    value = _decimal(match["d"])
    if match["k"]:
        value *= 1000 if match["k"].strip() == "k" else 1_000_000
    if match["more"]:
        more = match["more"].strip()
        value *= SCALES.get(more, SCALES.get(more.rstrip("s"), 1))
    if match["half"]:
        value = (value + 0.5) * SCALES.get((match["of"] or "").strip(), 1)
    return Number(value, match.start(), match.end(), value, value, bool(match["k"] or match["more"] or match["of"]))


def _decimal(digits: str) -> float:
    grouped = re.match(r"\d{1,3}(?:[ ,.]\d{3})+", digits)
    if not grouped:
        return float(digits.replace(",", "."))
    whole, cents = grouped[0], digits[grouped.end() :]
    return float(re.sub(r"\D", "", whole) + cents.replace(",", "."))


def _completed(number: Number, plain: str) -> Number:
    """`number` with the half or the "k" that follows it."""
    number = _halved(number, plain)
    kilo = said("numbers.k_after").match(plain, number.end)
    if not kilo or number.value >= 100:
        return number
    value = number.value * 1000
    return replace(number, value=value, low=value, high=value, end=kilo.end(), thousands=True)


def _halved(number: Number, plain: str) -> Number:
    half = said("numbers.half_after").match(plain, number.end)
    whole_thousands = 1000 <= number.value < 100_000 and number.value % 1000 == 0
    if not half or (number.value >= 100 and not whole_thousands):
        return number
    value = number.value + (500 if whole_thousands else 0.5)
    return replace(number, value=value, low=value, high=value, end=half.end())


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
    if first.low != first.high or len(gap) > 16 or said("numbers.changed").search(plain[: first.start][-16:]):
        return None
    low = _same_scale(first.value, second)
    counted = gap == ", " and second.value == first.value + 1 and opens(plain[second.end :], "numbers.unit_follows")
    hundreds = gap == ", " and first.value >= 100 and first.value % 100 == second.value % 100 == 0
    counted = counted or (hundreds and second.spelled and second.value <= 2 * first.value)
    between = gap.replace(" $", " ").replace("  ", " ") in (" and ", " et ", " pis ") and said(
        "numbers.between"
    ).search(plain[max(0, first.start - 9) : first.start])
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
