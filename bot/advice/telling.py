"""Reasons and changes with their words, JSON-ready."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from string import Formatter
from typing import Any

from bot.advice.words import Counted, catalogue, day, has_word, shown, told_value, word
from bot.knowledge.model import Knowledge
from bot.language import Language
from bot.matching.change import Change
from bot.reason import Reason


def told(reason: Reason, language: Language) -> dict[str, Any]:
    """A reason with its words and the `values` they rest on, if any; raises `KeyError` for a code without words."""
    values = {name: told_value(name, value, language) for name, value in reason.values}
    part = {"code": reason.code, "text": word(language, "reasons", reason.code, **values)}
    needed = {name: _plain(value) for name, value in reason.values if name in _named(reason.code)}
    return {**part, "values": needed} if needed else part


@lru_cache(maxsize=256)
def _named(code: str) -> frozenset[str]:
    """The values that the sentences of a code name, in either language."""
    texts = catalogue()["reasons"][code].values()
    return frozenset(name for text in texts for _, name, _, _ in Formatter().parse(text) if name)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return list(value) if isinstance(value, tuple) else value


def change_told(change: Change, knowledge: Knowledge, language: Language) -> dict[str, Any]:
    """Another value of one fact, and what would then come first."""
    name = knowledge.formats[change.then].name[language]
    condition = condition_told(change.field, change.value, language)
    text = word(language, "changes", "then", change=condition, format=name)
    plain = list(change.value) if isinstance(change.value, tuple) else change.value
    return {"change": {change.field: plain}, "then": change.then, "text": text}


def condition_told(field: str, value: Any, language: Language) -> str:
    """ "If it lasted 10 working days": a fact with another value; empty for a field that has no such words."""
    exact = f"{field}_{value}"
    path = exact if has_word("changes", exact) else field
    if not has_word("changes", path) or value is None:
        return ""
    numeric = isinstance(value, (int, float))
    return word(language, "changes", path, value=Counted(value, language) if numeric else shown(field, value, language))


def overdue_told(checked_on: date, language: Language) -> dict[str, Any]:
    """That a format's record, last read on a day, is due to be read again."""
    text = word(language, "freshness", "format", checked_on=day(checked_on, language))
    return {"code": "overdue", "text": text, "values": {"checked_on": checked_on.isoformat()}}


def hours_told(spread: Any) -> dict[str, float | None]:
    """A spread of hours."""
    return {"low": spread.min, "high": spread.max}
