"""When the firm would start, how long it may last, and the hours a week it can give."""

from __future__ import annotations

from dataclasses import replace

from bot.nlu.folding import sentence_around
from bot.nlu.lexicon import hears, opens, said
from bot.nlu.numbers import Quantity, Reading
from bot.nlu.quantity_spans import (
    DAYS_IN,
    HOURS_IN,
    WEEKS_IN,
    Span,
    hours_a_week,
    length_in_days,
    own_clause,
    time_spans,
    weeks_in,
)

WEEKS, DAYS, HOURS = "weeks_until_start", "duration_days", "supervision_hours_per_week"
BRIEF = 7  # words; up to there a message is an answer, not a story
MOST_UNASKED_HOURS = 20
MOST_HOURS = 60
# How many weeks away, and what else the message needs: nothing, brevity, or a word of starting.
SPOKEN = (
    ("time.start_now", 0, "nothing"),
    ("time.start_now_if_brief", 0, "brevity"),
    ("time.start_now_if_asked", 0, "a start"),
    ("time.start_next_week", 1, "brevity"),
    ("time.start_on_a_weekday", 1, "nothing"),
    ("time.start_in_two_weeks", 2, "brevity"),
    ("time.start_next_month", 4, "brevity"),
)


def read_times(message: Reading) -> list[Quantity]:
    """The starts, lengths and weekly hours `message` states, the first of each to be believed.

    A start that is told in time goes before a mere "as soon as possible".
    """
    brief = len(message.shape.split()) <= BRIEF
    found: list[Quantity] = []
    compares = hears(message.shape, "time.compares")
    for span in _with_days_a_week(time_spans(message)):
        quantity = _hours(span, brief) or _start(span, brief) or (None if compares else _length(span, brief))
        if quantity and opens(span.after, "time.in_all"):
            found.insert(0, quantity)
        elif quantity:
            found.append(quantity)
    told = _spoken_starts(message, brief)
    return [*found, *(start for start in told if start.value), *(start for start in told if not start.value)]


def _with_days_a_week(spans: list[Span]) -> list[Span]:
    """`spans` with weeks of which only some days count as those days: "two days a week for five weeks" is ten days."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and span.unit in ("week", "month") and last.unit in ("day", "afternoon") and _is_each_week(last, span):
            weeks = span.count * WEEKS_IN[span.unit]
            count = last.count * DAYS_IN[last.unit] * weeks
            joined[-1] = replace(span, count=count, unit="day", start=last.start)
        else:
            joined.append(span)
    return joined


def _is_each_week(days: Span, weeks: Span) -> bool:
    """Whether `days` are those of each of `weeks`."""
    return days.end < weeks.start and opens(days.after[: weeks.start - days.end], "time.a_week")


def _hours(span: Span, brief: bool) -> Quantity | None:
    offered = hears(span.before, "time.gives_time") or hears(span.after[:60], "time.gives_time")
    rate = _weekly(span, offered or brief)
    if rate is None or rate > MOST_HOURS or (rate > MOST_UNASKED_HOURS and not offered):
        return None
    if span.unit in ("day", "afternoon") and not (offered or brief):
        return None
    weekly = hours_a_week(span) is not None and not span.in_question
    given = offered or weekly or hears(span.before, "time.gives") or hears(span.after[:60], "time.gives")
    if not (given or brief) or _hours_of_another(span):
        return None
    return Quantity(HOURS, rate, span.start, span.end)


def _weekly(span: Span, supposed: bool) -> float | None:
    """Hours a week, said so or `supposed` because hours are what one gives."""
    rate = hours_a_week(span)
    if rate is not None or span.unit not in ("hour", "minute") or opens(span.after, "time.far"):
        return rate
    if hears(span.before, "time.daily_before"):
        return round(5 * span.count * HOURS_IN[span.unit], 2)
    if hears(span.before, "time.weekly_before") or (supposed and not span.in_question):
        return round(span.count * HOURS_IN[span.unit], 2)
    return None


def _hours_of_another(span: Span) -> bool:
    """Whether the hours are refused, worked, lost, or the student's."""
    if hears(span.before, "time.refused") or opens(span.after, "time.too_much"):
        return True
    if opens(span.after, "time.for_her_hours"):
        return False
    if hears(span.before[-60:], "time.not_owners_hours") or hears(span.after[:50], "time.not_owners_hours_after"):
        return True
    return hears(span.before, "time.students_hours") and not hears(span.before, "time.given_student")


def _start(span: Span, brief: bool) -> Quantity | None:
    if span.unit not in WEEKS_IN or (span.unit == "year" and span.count > 1):
        return None
    if not (hears(span.before, "time.ahead") or opens(span.after, "time.from_now")) or _is_event(span):
        return None
    if hears(span.before[-90:], "time.fits"):
        return None
    cue = "time.begins" if hears(span.before, "time.by_then") else "time.starts"
    starts = hears(span.before, cue, "time.not_before") or hears(span.after[:50], cue)
    brief = brief or len(f"{span.before} # {span.after}".split()) <= BRIEF
    answers = opens(span.after, "time.then_on") and not said("time.roughly").sub("", span.before).strip()
    answers = answers or (hears(span.before, "time.just_in") and opens(span.after, "time.once"))
    if not (starts or ((brief or answers) and not span.in_question)):
        return None
    return Quantity(WEEKS, weeks_in(span), span.start, span.end)


def starts_then(span: Span) -> bool:
    """Whether an answer tells when, not how long: "in two months", "we would begin in two weeks"."""
    alone = not span.after.strip(" .!") and hears(span.before, "time.just_in")
    begins = hears(span.before, "time.ahead") and hears(span.before, "time.begins")
    return (alone or begins) and _start(span, True) is not None


def _is_event(span: Span) -> bool:
    """Whether what lies ahead is a deadline or someone's event."""
    if hears(own_clause(span.before), "time.event_starts") or hears(span.before[-40:], "time.event_ahead"):
        return True
    return hears(span.after[:40], "time.event_after")


def _length(span: Span, brief: bool) -> Quantity | None:
    days = length_in_days(span)
    if days is None or hours_a_week(span) is not None:
        return None
    stated = Quantity(DAYS, days, span.start, span.end)
    if span.in_question and not hears(f"{span.before} # {span.after}", "time.commits"):
        return None
    if hears(span.before[-90:], "time.fits", "time.limited", "time.instead"):
        return stated
    settled = opens(span.after, "time.settles")
    if hears(span.before, "time.ahead") or opens(span.after, "time.from_now") or _length_of_another(span, settled):
        return None
    lasts = hears(span.before[-45:], "time.lasts") or hears(span.after[:35], "time.lasts_after")
    lasts = lasts or opens(span.after, "time.in_all")
    return stated if settled or lasts or brief or _is_own_clause(span) else None


def _is_own_clause(span: Span) -> bool:
    """Whether only the length stands between two commas, or begins what is offered with it: "6 weeks with ..."."""
    alone = not span.before.strip() or span.before.rstrip().endswith((",", ":"))
    return alone and opens(span.after, "time.clause_ends")


def _length_of_another(span: Span, settled: bool) -> bool:
    """Whether the length is refused, a school's, an event's, or past; less doubtful once `settled`."""
    before = own_clause(span.before[-160:])
    if hears(before, "time.schools_rule", "time.unwanted", "time.refused"):
        return True
    if hears(span.after[:45].partition(", #")[0], "time.too_long") or opens(span.after, "time.every"):
        return True
    if hears(before[-55:], "time.not_length_before", "time.just_before_no_length"):
        return True
    if opens(span.after, "time.anothers_say"):
        return True
    return not settled and hears(span.after[:40].partition(",")[0], "time.not_length_after")


def _spoken_starts(message: Reading, brief: bool) -> list[Quantity]:
    found = []
    for name, weeks, needs in SPOKEN:
        for match in said(name).finditer(message.shape):
            begin, stop = sentence_around(message.shape, match.start(), match.end())
            before, after = message.shape[begin : match.start()], message.shape[match.end() : stop]
            enough = needs == "nothing" or (needs == "brevity" and brief)
            starts = hears(before, "time.starts_now") or hears(after[:30], "time.starts_now")
            if (enough or starts) and not _starts_nothing(before, after, needs):
                found.append(Quantity(WEEKS, weeks, match.start(), match.end()))
    return found


def _starts_nothing(before: str, after: str, needs: str) -> bool:
    if hears(before, "time.can_start"):
        return False
    spoken = before[-45:]
    if opens(after, "time.is_when_needed"):  # "c'est maintenant que j'en ai besoin" stands by itself
        spoken = spoken.rpartition(",")[2]
    if hears(spoken, "time.not_a_start") or opens(after, "time.not_a_start_after"):
        return True
    return hears(before, "time.event_starts") or (needs != "nothing" and hears(before[-40:], "time.event_ahead"))
