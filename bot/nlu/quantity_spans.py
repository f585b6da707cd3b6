"""Stretches of time a message speaks of, and how often they recur."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.nlu.folding import sentence_around
from bot.nlu.lexicon import hears, opens, said
from bot.nlu.numbers import Reading

UNITS = ("minute", "hour", "afternoon", "day", "week", "fortnight", "month", "term", "weekend", "year")
DAYS_IN = {
    "afternoon": 1.0, "day": 1.0, "week": 5.0, "fortnight": 10.0, "month": 20.0, "term": 80.0, "weekend": 2.0,
}  # fmt: skip  # working days
WEEKS_IN = {"day": 1 / 7, "week": 1.0, "fortnight": 2.0, "weekend": 1.0, "month": 4.0, "term": 16.0, "year": 52.0}
HOURS_IN = {"minute": 1 / 60, "hour": 1.0, "afternoon": 4.0, "day": 8.0}
FRACTIONS = {
    "half an": 0.5, "half a": 0.5, "half": 0.5, "a half": 0.5, "une demi": 0.5, "une demie": 0.5, "un demi": 0.5,
    "demi": 0.5, "demie": 0.5, "three quarters of an": 0.75, "a quarter of an": 0.25,
    "un quart": 0.25,
}  # fmt: skip
IDIOMATIC_DAYS = (7, 8, 14, 15)
LONGEST_SLOT_GAP = 30  # characters
RATES = (
    ("time.rate_weekly", 1.0),
    ("time.rate_every_two_weeks", 0.5),
    ("time.rate_daily", 5.0),
    ("time.rate_monthly", 0.25),
)


@dataclass(frozen=True)
class Span:
    """A stretch of time as written: so many units, where, and the rest of its sentence before and after."""

    count: float
    unit: str
    start: int
    end: int
    before: str
    after: str
    in_question: bool


def time_spans(message: Reading) -> list[Span]:
    """Every stretch of time in `message`, whatever it measures."""
    spans: list[Span] = []
    for match in said("time.span").finditer(message.shape):
        if _is_no_length(match, message) or (spans and _says_how_often(match, spans[-1], message)):
            continue
        count, end = _count(match, message)
        begin, stop = sentence_around(message.shape, match.start(), match.end())
        before, after = message.shape[begin : match.start()], message.shape[end:stop]
        unit = next(name for name in UNITS if match[name])
        spans.append(Span(count, unit, match.start(), end, before, after, asks(message.shape, begin, stop)))
    return _with_slots_added(spans, message)


def _with_slots_added(spans: list[Span], message: Reading) -> list[Span]:
    """`spans` with the slots of one week added up: "an hour Mondays and another Thursdays" is two hours."""
    added: list[Span] = []
    for span in spans:
        day = said("time.weekday").match(span.after) if span.unit == "hour" else None
        if day:
            again = said("time.another_day").match(span.after, day.end())
            span = replace(span, count=span.count * 2) if again else span
        last = added[-1] if added else None
        if day and last and last.unit == "hour" and _are_slots(last, span, message):
            added[-1] = replace(span, count=last.count + span.count, start=last.start, before=last.before)
        else:
            added.append(span)
    return added


def _are_slots(first: Span, second: Span, message: Reading) -> bool:
    gap = message.shape[first.end : second.start]
    return len(gap) <= LONGEST_SLOT_GAP and "." not in gap and opens(gap, "time.weekday")


def asks(shape: str, begin: int, stop: int) -> bool:
    """Whether the sentence `begin:stop` is a question."""
    sentence = shape[begin:stop]
    return shape[stop : stop + 1] == "?" or opens(sentence, "time.asks") or hears(sentence, "time.asks_within")


def own_clause(before: str) -> str:
    """`before` from where the owner turns to the firm itself: "her stage was four months, I need ..."."""
    turns = list(said("speaker.turns").finditer(before))
    return before[turns[-1].start() :] if turns else before


def hours_a_week(span: Span) -> float | None:
    """`span` with what follows it as hours a week; None when no rate follows."""
    if span.unit not in HOURS_IN:
        return None
    for name, times in RATES:
        rate = said(name).match(span.after)
        if rate:
            every_other = 0.5 if rate.groupdict().get("other") else 1.0
            return round(span.count * HOURS_IN[span.unit] * times * every_other, 2)
    return None


def length_in_days(span: Span) -> int | None:
    """`span` in working days, at least one; None for hours and years."""
    if span.unit not in DAYS_IN:
        return None
    return max(1, int(span.count * DAYS_IN[span.unit] + 0.5))


def weeks_in(span: Span) -> float:
    """`span` in weeks; eight and fifteen days are the idioms for one and two weeks."""
    weeks = span.count * WEEKS_IN[span.unit]
    return float(round(weeks)) if span.unit == "day" and span.count in IDIOMATIC_DAYS else round(weeks, 1)


def _is_no_length(match: re.Match[str], message: Reading) -> bool:
    """Whether it is "someday", a clock time, or a number that is none after all."""
    if "#" not in match["n"] and hears(message.shape[max(0, match.start() - 12) : match.start()], "time.priced"):
        return True
    if match["n"] in ("a", "an") and hears(
        message.shape[max(0, match.start() - 14) : match.start()], "time.things_each"
    ):
        return True
    counted = "#" not in match["n"] or message.number_at(match.start("n") + match["n"].find("#"))
    around = message.shape[max(0, match.start() - 12) : match.end()]
    return not counted or opens(message.shape[match.start() :][:24], "time.not_a_length") or hears(around, "time.clock")


def _says_how_often(match: re.Match[str], previous: Span, message: Reading) -> bool:
    """Whether "a week" only says how often: "an hour a week"."""
    return "#" not in match[0] and message.shape[previous.end : match.start()].strip(" ,/-") == ""


def _count(match: re.Match[str], message: Reading) -> tuple[float, int]:
    """How many units, and where the expression ends."""
    written = match["n"]
    half = 0.5 if match["half"] else 0.0
    number = message.number_at(match.start("n") + written.find("#"))
    if number and "quart" in written:
        return number.value / 4, match.end()
    if number:
        return (number.value if written.startswith("#") else (1 + number.value) / 2) + half, match.end()
    value = FRACTIONS.get(written.replace("-", " ").strip(" '"), 1.0)
    more = said("time.or_more").match(message.shape, match.end())
    upper = message.number_at(more.start("n")) if more else None
    if more and upper and 1 < upper.value <= 4:
        return (value + upper.value) / 2, more.end()
    return value + half, match.end()
