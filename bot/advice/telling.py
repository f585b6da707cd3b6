"""Reasons and changes with their words, JSON-ready."""

from __future__ import annotations

from typing import Any

from bot.advice.words import Counted, has_word, shown, told_value, word
from bot.knowledge.model import Knowledge
from bot.language import Language
from bot.matching.change import Change
from bot.reason import Reason


def told(reason: Reason, language: Language) -> dict[str, str]:
    """A reason with its words; raises `KeyError` for a code without any."""
    values = {name: told_value(name, value, language) for name, value in reason.values}
    return {"code": reason.code, "text": word(language, "reasons", reason.code, **values)}


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


def hours_told(spread: Any) -> dict[str, float | None]:
    """A spread of hours."""
    return {"low": spread.min, "high": spread.max}
