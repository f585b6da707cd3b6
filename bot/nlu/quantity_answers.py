"""A message read as the answer to one question: bare numbers count."""

from __future__ import annotations

from datetime import date

from bot.nlu.lexicon import hears, opens, said
from bot.nlu.numbers import Number, Reading
from bot.nlu.quantity_calendar import weeks_until
from bot.nlu.quantity_money import FIELD as MONEY
from bot.nlu.quantity_money import SMALLEST, is_hourly, read_money
from bot.nlu.quantity_people import FIELD as PEOPLE
from bot.nlu.quantity_people import is_of_others, read_people
from bot.nlu.quantity_spans import HOURS_IN, WEEKS_IN, Span, hours_a_week, length_in_days, time_spans, weeks_in
from bot.nlu.quantity_time import DAYS, HOURS, MOST_HOURS, SPOKEN, WEEKS, starts_then

MOST_WEEKS, MOST_DAYS = 104, 400
HALF_DAY_HOURS, SUMMER_DAYS, YEAR_DAYS, DAY_HOURS = 4.0, 80.0, 240, 8


def answer(message: Reading, field: str, today: date | None) -> float | None:
    """`message` as the answer about `field`, in the field's unit; None when it holds no value."""
    if field == PEOPLE:
        return _people(message)
    if field == MONEY:
        return _money(message)
    if field == HOURS:
        return _hours(message)
    if field == WEEKS:
        return _start(message, today)
    return _length(message) if field == DAYS else None


def _meant(message: Reading) -> list[Number]:
    """The numbers that stand, without those taken back ("not 14", "I said 8")."""
    return [number for number in message.numbers if not _taken_back(message.shape[: number.start][-30:])]


def _taken_back(before: str) -> bool:
    return hears(before, "answers.nevermind") and not hears(before, "answers.limit")


def _bare(message: Reading) -> list[Number]:
    """The numbers that stand and measure no time."""
    spans = [(span.start, span.end) for span in time_spans(message)]
    return [number for number in _meant(message) if not any(start <= number.start < end for start, end in spans)]


def _spans(message: Reading, units: tuple[str, ...]) -> list[Span]:
    """The stretches of time of these units that stand."""
    return [span for span in time_spans(message) if span.unit in units and not _refused(span)]


def _settled(message: Reading) -> Number | None:
    """The number an answer ends on after others: "five, six hundred? let's say six hundred", "and me makes six"."""
    for number in message.numbers[:0:-1]:
        after = message.shape[number.end :]
        last = not after.strip(" .!)") or opens(after, "answers.no_more")
        if last and hears(message.shape[: number.start], "answers.settles"):
            return number
    return None


def _refused(span: Span) -> bool:
    if opens(span.after, "answers.too_much"):
        return True
    return (hears(span.before, "time.refused") or _taken_back(span.before)) and not hears(span.before, "answers.limit")


def _people(message: Reading) -> float | None:
    settled = _settled(message) or next(
        (each for each in message.numbers[:1] if opens(message.shape[each.end :], "answers.counting")), None
    )
    if settled and settled.value >= 1:
        return float(int(settled.value))
    read = read_people(message)
    if read:
        return read[-1].value
    numbers = [number for number in _meant(message) if number.value >= 1 and not is_of_others(message, number)]
    if numbers:
        return float(int(numbers[0].value))
    return 1.0 if opens(message.folded, "answers.only_me") else None


def _money(message: Reading) -> float | None:
    settled = _settled(message)
    if settled and settled.value >= SMALLEST:
        return settled.value
    read = [each for each in read_money(message) if not opens(message.shape[each.end :], "answers.no_budget")]
    if read:
        return read[-1].value
    bare = [number for number in _bare(message) if not is_hourly(message, number)]
    numbers = [number for number in bare if not opens(message.shape[number.end :], "answers.no_budget")]
    if numbers:
        return numbers[0].value
    return 0.0 if hears(message.folded, "answers.no_money") and not message.numbers else None


def _hours(message: Reading) -> float | None:
    spans = _spans(message, tuple(HOURS_IN))
    settled = _settled(message)
    if settled and settled.value <= MOST_HOURS:
        return settled.value
    if spans:
        weekly = hours_a_week(spans[0])
        return weekly if weekly is not None else round(spans[0].count * HOURS_IN[spans[0].unit], 2)
    if hears(message.folded, "answers.half_day"):
        return HALF_DAY_HOURS
    numbers = [number.value for number in _bare(message)[:1] if number.value <= MOST_HOURS]
    if numbers:
        return numbers[0]
    return 0.0 if hears(message.folded, "answers.no_hours") and not message.numbers else None


def _start(message: Reading, today: date | None) -> float | None:
    spans = _spans(message, tuple(WEEKS_IN))
    if spans:
        return weeks_in(spans[0])
    spoken = _spoken_start(message.folded)
    if spoken is None and today:
        spoken = weeks_until(message.folded, today)
    if spoken is not None:
        return spoken
    if hears(message.folded, "answers.next_day"):
        return 1.0
    numbers = [number for number in _bare(message)[:1] if number.value <= MOST_WEEKS]
    if numbers and not opens(message.shape[numbers[0].end :], "answers.of_things"):
        return numbers[0].value
    now = said("answers.now").search(message.folded)
    return 0.0 if now and not hears(message.folded[: now.start()], "answers.not_now") else None


def _spoken_start(folded: str) -> float | None:
    for name, weeks, needs in SPOKEN:
        match = said(name).search(folded) if needs != "a start" else None
        if match and not hears(folded[: match.start()], "answers.nevermind"):
            return float(weeks)
    return None


def _length(message: Reading) -> float | None:
    spans = [span for span in time_spans(message) if not _refused(span) and not _is_rate(span)]
    for span in spans:
        later = starts_then(span) or opens(span.after, "time.from_now")
        days = None if later else length_in_days(span)
        if days is not None:
            return float(days)
    if spans and spans[0].unit in ("hour", "year"):
        return _whole(spans[0].count * (YEAR_DAYS if spans[0].unit == "year" else 1 / DAY_HOURS))
    if hears(message.folded, "answers.summer"):
        return SUMMER_DAYS
    if not spans and hears(message.folded, "answers.one_day"):
        return 1.0
    numbers = [number.value for number in _bare(message)[:1] if 0 < number.value <= MOST_DAYS]
    return _whole(numbers[0]) if numbers else None


def _is_rate(span: Span) -> bool:
    """Whether a stretch is one of every week; what a comma sets off says when: "five days, the week of March break"."""
    return hours_a_week(span) is not None and not (span.unit == "day" and span.after.startswith(","))


def _whole(days: float) -> float:
    return float(max(1, int(days + 0.5)))
