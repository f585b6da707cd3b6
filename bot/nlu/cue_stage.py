"""Whether the firm is young or established."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bot.nlu.folding import sentence_around
from bot.nlu.lexicon import hears, opens, said
from bot.nlu.numbers import Number, Reading
from bot.nlu.quantity_spans import Span, time_spans

YOUNG_BELOW: Final = 3.0  # years
OLDEST: Final = 150  # years; a larger number is no age
YEARS_IN: Final = {"year": 1.0, "month": 1 / 12, "week": 1 / 52}


def stage_of(message: Reading, today: date, *, asked: bool) -> str | None:
    """The stage `message` tells; None at about three years, or when it does not say."""
    age = age_in_years(message, today, asked=asked)
    if age is not None:
        return "startup" if age < YOUNG_BELOW else "established" if age > YOUNG_BELOW else None
    if hears(message.shape, "stage.old") or opens(message.shape, "stage.old_short"):
        return "established"
    if _is_young(message, asked):
        return "startup"
    return _brief(message.shape) if asked else None


def age_in_years(message: Reading, today: date, *, asked: bool) -> float | None:
    """The firm's age as `message` gives it; when `asked`, a bare length or year is its age."""
    for match in said("stage.since").finditer(message.folded):
        begin, _ = sentence_around(message.folded, match.start(), match.end())
        age = _years_since(match, today)
        if age >= 0 and (asked or _since_is_firms(message.folded[begin : match.start()], match[0])):
            return age
    for span in time_spans(message):
        if span.unit in YEARS_IN and not opens(span.after, "time.every") and (asked or _is_firms_age(span)):
            return span.count * YEARS_IN[span.unit]
    if not asked:
        return None
    bare = said("stage.since_bare").search(message.folded)
    if bare and _years_since(bare, today) >= 0:
        return _years_since(bare, today)
    return next((number.value for number in message.numbers if _is_years(number, message.shape)), None)


def _is_years(number: Number, shape: str) -> bool:
    """Whether a number without a unit is an age in an answer about the firm's: "just turned two"."""
    before, after = shape[: number.start].strip(), shape[number.end :]
    stands = not after.strip(" .!") or opens(after, "stage.turned_after")
    return stands and (not before or hears(f"{before} ", "stage.turned")) and number.value <= OLDEST


def _years_since(match: re.Match[str], today: date) -> float:
    year = int(match["year"].lstrip("'"))
    if year < 100:
        year += 2000 if year <= today.year % 100 else 1900
    return float(today.year - year)


def _since_is_firms(before: str, phrase: str) -> bool:
    """Whether "since 1998" dates the firm: nothing else is named before it, or the firm is."""
    if hears(before[-60:], "stage.not_firm") or hears(before, "stage.not_since"):
        return False
    bare = len(before.split()) <= 2 or before.rstrip().endswith(",")
    return bare or not phrase.startswith(("since", "depuis")) or hears(before, "stage.firm", "stage.doing_since")


def _is_firms_age(span: Span) -> bool:
    if hears(f"{span.before[-45:]} # {span.after[:35].partition(' and ')[0]}", "stage.not_firm"):
        return False
    if not (hears(span.before, "stage.firm") or hears(span.after[:40], "stage.firm")):
        return False
    return hears(span.before, "stage.age_before") or opens(span.after, "stage.age_after")


def _is_young(message: Reading, asked: bool) -> bool:
    young = (
        said("stage.young").search(message.shape)
        or said("stage.by_name").search(message.folded)
        or said("stage.named_short").search(message.folded)
    )
    if not young or hears(message.shape[: young.start()], "stage.denied"):
        return False
    if asked:
        return True
    if hears(message.shape[: young.start() + 14], "stage.somebody_else"):
        return False
    return "?" not in message.shape or hears(message.shape, "stage.first_person")


def _brief(shape: str) -> str | None:
    if hears(shape, "stage.neither"):
        return None
    old, young = hears(shape, "stage.brief_old"), hears(shape, "stage.brief_young")
    if old == young:
        return None
    return "established" if old else "startup"
