"""The number words of both languages, common misspellings included."""

from __future__ import annotations

from typing import Final

UNITS: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "thre": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "eigth": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "ninteen": 19,
    "un": 1, "une": 1, "deux": 2, "trois": 3, "troi": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quatorse": 14, "quinze": 15, "seize": 16,
}  # fmt: skip
TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "nonante": 90,
}  # fmt: skip
SCALES: Final = {
    "hundred": 100, "hundreds": 100, "hunderd": 100, "cent": 100, "cents": 100, "thousand": 1000, "thousands": 1000,
    "grand": 1000, "mille": 1000, "milles": 1000, "mil": 1000, "million": 1_000_000, "millions": 1_000_000,
}  # fmt: skip
COLLECTIVES: Final = {
    "couple": 2, "coupe": 2, "few": 3, "several": 3, "quelques": 3, "qq": 3, "qques": 3, "dozen": 12, "dozens": 24,
    "douzaine": 12, "dizaine": 10, "dixaine": 10, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
    "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "centaines": 100, "millier": 1000,
    "milliers": 1000,
}  # fmt: skip
COUNTED_COLLECTIVES: Final = frozenset({"dozen", "douzaine", "centaine", "centaines", "millier", "milliers"})
NEVER_ALONE: Final = frozenset({"cents", "grand", "hundreds", "thousands", "million", "millions", "un", "une", "coupe"})
