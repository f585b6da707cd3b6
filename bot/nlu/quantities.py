"""Quantities an owner states about the firm and this engagement."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from bot.nlu.lexicon import said
from bot.nlu.numbers import Quantity, reading
from bot.nlu.quantity_answers import answer
from bot.nlu.quantity_corrections import corrected
from bot.nlu.quantity_money import read_money
from bot.nlu.quantity_people import read_people
from bot.nlu.quantity_time import read_times
from bot.nlu.quantity_unknown import says_unknown as declines
from bot.profile import NUMBER_LIMITS

__all__ = ["Quantity", "read", "read_answer", "says_unknown"]


def read(text: str) -> list[Quantity]:
    """The quantities `text` states on its own, at most one per field; numbers of other things are left out."""
    return list(_read(text))


@lru_cache(maxsize=4)  # of one message they are facts, a part of its looks, and sizes for its labels
def _read(text: str) -> tuple[Quantity, ...]:
    message = corrected(reading(text))
    if said("speaker.not_an_owner").search(message.folded):
        return ()
    found = [*reversed(read_times(message)), *read_money(message), *read_people(message)]
    possible = {quantity.field: quantity for quantity in found if _is_possible(quantity.field, quantity.value)}
    return tuple(sorted(possible.values(), key=lambda quantity: quantity.start))


def read_answer(text: str, field: str, today: date | None = None) -> float | None:
    """`text` as the answer to the question about `field`: bare numbers count; None when it holds no value.

    With `today`, a calendar date or season answers `weeks_until_start`.
    """
    value = answer(corrected(reading(text)), field, today)
    return value if value is not None and _is_possible(field, value) else None


def says_unknown(text: str) -> bool:
    """Whether `text` declines to answer ("no idea", "ça dépend", "skip") and gives no value besides."""
    message = reading(text)
    return declines(message.folded, gives_value=bool(message.numbers))


def _is_possible(field: str, value: float) -> bool:
    low, high = NUMBER_LIMITS[field]
    return low <= value <= high
