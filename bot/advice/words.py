"""The word catalogue, and numbers, dates and money as each language writes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from bot.language import Language, typeset

LOCALES = {"en": "en_CA", "fr": "fr_CA"}
LABELLED = ("need_areas", "goals", "barriers", "province", "work_mode", "stage", "language")


@lru_cache(maxsize=1)
def catalogue() -> Any:
    """The word file, read once."""
    return yaml.load((Path(__file__).parent / "words.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)


def word(language: Language, *path: str, **values: Any) -> str:
    """The text at `path` in a language, its values filled in. Raises `KeyError` for a text that does not exist."""
    node = catalogue()
    for key in path:
        node = node[key]
    return typeset(str(node[language]).format(**values), language)


class Counted:
    """A number that knows its language; `{n:hours}` in a text writes it with its unit, `{n:money}` as dollars."""

    def __init__(self, value: float | int | Decimal, language: Language) -> None:
        """`value` in the unit the text will name."""
        self.value = value
        self.language: Language = language

    def __str__(self) -> str:
        return number(self.value, self.language)

    def __format__(self, unit: str) -> str:
        if not unit:
            return str(self)
        if unit == "money":
            return money(self.value, self.language)
        single = self.value == 1 if self.language == "en" else abs(float(self.value)) < 2
        return word(self.language, "units", unit, "one" if single else "many", n=str(self))


def has_word(*path: str) -> bool:
    """Whether the catalogue has a text at `path`."""
    node = catalogue()
    for key in path:
        if key not in node:
            return False
        node = node[key]
    return True


@lru_cache(maxsize=4096)
def money(amount: Decimal | float | int, language: Language) -> str:
    """Canadian dollars without cents: $2,500 in English, 2 500 $ in French."""
    return str(format_currency(amount, "CAD", locale=LOCALES[language], format=_MONEY[language], currency_digits=False))


_MONEY = {"en": "$#,##0", "fr": "#,##0\u00a0$"}


@lru_cache(maxsize=4096)
def number(value: float | int | Decimal, language: Language) -> str:
    """A number as the language writes it: 1.5 or 1,5."""
    return str(format_decimal(value, locale=LOCALES[language]))


@lru_cache(maxsize=4096)
def day(value: date, language: Language) -> str:
    """A date in full: January 4, 2027, or 4 janvier 2027 (1er for the first)."""
    text = str(format_date(value, format="long", locale=LOCALES[language]))
    return text.replace("1 ", "1er ", 1) if language == "fr" and value.day == 1 else text


def listed(items: Iterable[str]) -> str:
    """Items in a row."""
    return ", ".join(items)


def shown(field: str, value: Any, language: Language) -> str:
    """A profile or contact value as a person reads it."""
    if isinstance(value, (list, tuple)):
        return listed(shown(field, item, language) for item in value)
    if field in LABELLED:
        return word(language, "labels", field, str(value))
    if field == "budget_cad":
        return money(value, language)
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return number(value, language)
    return str(value)


def told_value(field: str, value: Any, language: Language) -> Any:
    """A value as the texts of reasons use it: numbers that can name their unit, everything else in words."""
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return Counted(value, language)
    if isinstance(value, tuple):
        return listed(str(told_value(field, item, language)) for item in value)
    return shown(field, value, language)


def colon(language: Language) -> str:
    """A colon as the language spaces it."""
    return "\u00a0: " if language == "fr" else ": "
