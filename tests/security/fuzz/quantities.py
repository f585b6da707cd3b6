"""Numbers read from a message: in bounds, and from words that are there."""

from __future__ import annotations

from datetime import date

from bot.nlu import quantities
from bot.profile import NUMBER_LIMITS

SEEDS = (
    "We're 12 people, budget 2,500 $, starting in six weeks for 3 days, 4 hours a week",
    "On est une vingtaine, 2 500 $ de budget, d'ici deux mois, 3 h par semaine",
    "not 12, fifteen; about 5k; mid-January 2027; since 1998",
    "pas avant trois semaines et demie, ou 1½ mois; 1 000,50 $",
)
TODAY = date(2026, 11, 23)


def check(text: str) -> None:
    """Whatever is typed, both ways of reading it answer with values a firm may have."""
    for quantity in quantities.read(text):
        low, high = NUMBER_LIMITS[quantity.field]
        assert low <= quantity.value <= high
        assert 0 <= quantity.start < quantity.end <= len(text)
    for name, (low, high) in NUMBER_LIMITS.items():
        value = quantities.read_answer(text, name, TODAY)
        assert value is None or low <= value <= high
    assert quantities.says_unknown(text) in (True, False)
