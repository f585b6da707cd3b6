"""The console's sentences, and numbers and days as the reader writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml
from babel.dates import format_date, format_datetime, format_skeleton, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent

from bot.language import Language

CATALOGUE: Final = Path(__file__).parent / "templates" / "console" / "words.yml"
LOCALES: Final[Mapping[str, str]] = {"en": "en_CA", "fr": "fr_CA"}


class Words:
    """Sentences by key, in one language; a missing key shows as itself, so that a page never breaks on a label."""

    def __init__(self, language: Language, time_zone: str = "America/Toronto") -> None:
        self.language = language
        self.locale = LOCALES[language]
        self._zone = ZoneInfo(time_zone)

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of `key`, its gaps filled with `values`."""
        found = catalogue().get(key)
        return found[self.language].format(**values) if found else key

    def has(self, key: str) -> bool:
        """Whether there is a sentence of that key."""
        return key in catalogue()

    def one_of(self, family: str, value: str) -> str:
        """The label of an id within its family (`status`, `need_areas`, ...); the id itself if there is none."""
        found = catalogue().get(f"{family}.{value}")
        return found[self.language] if found else value

    def day(self, value: date | datetime | str) -> str:
        """A day in full: `November 23, 2026`, `23 novembre 2026`; text that is no day is shown as it is."""
        if isinstance(value, str):
            try:
                return self.day(datetime.fromisoformat(value))
            except ValueError:
                return value
        if isinstance(value, datetime) and value.tzinfo:
            value = value.astimezone(self._zone)
        return format_date(value, "long", locale=self.locale)

    def short_day(self, value: date) -> str:
        """A day without its year, where room is scarce: `Nov 23`, `23 nov.`."""
        return format_skeleton("MMMd", value, locale=self.locale)

    def moment(self, value: datetime) -> str:
        """A day and time in the reader's zone: `Nov 23, 2026, 5:37 p.m.`, `23 nov. 2026 à 17 h 37`."""
        if self.language == "en":
            return format_datetime(value, "MMM d, y, h:mm a", tzinfo=self._zone, locale=self.locale)
        on_the_hour = value.astimezone(self._zone).minute == 0
        pattern = "d MMM y 'à' H\xa0'h'" if on_the_hour else "d MMM y 'à' H\xa0'h'\xa0mm"
        return format_datetime(value, pattern, tzinfo=self._zone, locale=self.locale)

    def age(self, since: datetime, now: datetime) -> str:
        """How long ago: `3 days ago`, `il y a 3 jours`."""
        passed = max(now - since, timedelta(minutes=1))
        return format_timedelta(-passed, add_direction=True, locale=self.locale)

    def money(self, amount: float | None) -> str:
        """Whole Canadian dollars: `$2,500`, `2 500 $`; unknown is said, never shown as 0."""
        if amount is None:
            return self("advice.unknown")
        pattern = "¤#,##0" if self.language == "en" else "#,##0\xa0¤"
        text: str = format_currency(amount, "CAD", pattern, locale=self.locale, currency_digits=False)
        return text

    def number(self, value: float) -> str:
        """A number with the reader's separators."""
        return format_decimal(value, locale=self.locale)

    def percent(self, share: float) -> str:
        """A share as a whole percentage."""
        return format_percent(share, locale=self.locale)

    def fact(self, field: str, value: Any) -> str:
        """A profile field's value in words."""
        if isinstance(value, (list, tuple)):
            return ", ".join(self.one_of(field, str(item)) for item in value)
        if field == "budget_cad":
            return self.money(value)
        if isinstance(value, (int, float)):
            return self._quantity(f"unit.{field}", value)
        return self.one_of(field, str(value))

    def _quantity(self, key: str, value: float) -> str:
        exact = {0: f"{key}_zero", 1: f"{key}_one"}.get(int(value) if value == int(value) else -1, "")
        if self.has(exact):
            return self(exact)
        return self(key, value=self.number(value)) if self.has(key) else self.number(value)


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Every sentence, by key and language."""
    loaded: dict[str, dict[str, str]] = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    return loaded
