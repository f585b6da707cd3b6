"""Why a format fits and what it costs in comfort, as codes that cite only facts the owner gave."""

from __future__ import annotations

from typing import Any, Final

from bot.knowledge.model import Format
from bot.matching.calendar import earliest_start, weeks_late
from bot.matching.criteria import PER_VALUE
from bot.matching.scoring import Scoring
from bot.profile import Profile
from bot.reason import Reason

AT_MOST: Final = 4
Weighed = list[tuple[float, Reason]]


def reasons_for(format_: Format, profile: Profile, scoring: Scoring) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """The reasons for a format and its trade-offs, the weightiest first."""
    why: Weighed = []
    but: Weighed = []
    for field, weight in scoring.knowledge.estimates.weights.items():
        value = getattr(profile, field)
        if value in (None, ()):
            continue
        for score, said in _parts(format_, field, value, scoring):
            _sort_in(format_, field, said, score, weight, scoring, why, but)
    return _strongest(why), (*_strongest(but), *_exams(format_, profile, scoring))


def _parts(format_: Format, field: str, value: Any, scoring: Scoring) -> list[tuple[float, Any]]:
    """A score and the value it judges; several values of one fact that fare alike are judged together."""
    if field not in PER_VALUE:
        score = scoring.column(field, value)[format_.id].score
        return [] if score is None else [(score, value)]
    known = scoring.knowledge
    scored = [(PER_VALUE[field](format_, each, known.estimates), each) for each in value]
    good = [pair for pair in scored if pair[0] >= known.threshold("good_fit")]
    poor = [pair for pair in scored if pair[0] < known.threshold("poor_fit")]
    return [(sum(s for s, _ in pairs) / len(pairs), tuple(v for _, v in pairs)) for pairs in (good, poor) if pairs]


def _sort_in(
    format_: Format, field: str, value: Any, score: float, weight: float, scoring: Scoring, why: Weighed, but: Weighed
) -> None:
    """A high score is a reason (`…_fit`), a low one a trade-off (`…_against`), the middle is neither."""
    good, poor = scoring.knowledge.threshold("good_fit"), scoring.knowledge.threshold("poor_fit")
    if poor <= score < good:
        return
    middle = (good + poor) / 2
    code = f"{field}_fit" if score >= good else f"{field}_against"
    reason = Reason(code, (field,), _values(format_, field, value, scoring))
    (why if score >= good else but).append((weight * abs(score - middle), reason))


def _strongest(weighed: Weighed) -> tuple[Reason, ...]:
    return tuple(reason for _, reason in sorted(weighed, key=lambda pair: -pair[0])[:AT_MOST])


def _values(format_: Format, field: str, value: Any, scoring: Scoring) -> tuple[tuple[str, Any], ...]:
    if field == "weeks_until_start":
        start = earliest_start(format_, scoring.knowledge.calendar, scoring.today)
        return (("start", start), ("weeks_late", max(0, round(weeks_late(start, value, scoring.today)))))
    if field == "duration_days":
        return (("said", value), ("most", format_.duration_days.working_days[1]))
    if field == "supervision_hours_per_week":
        hours = format_.employer_hours_per_week
        return (("said", value), ("low", hours.min), ("high", hours.max))
    return ((field, value),)


def _exams(format_: Format, profile: Profile, scoring: Scoring) -> tuple[Reason, ...]:
    """Exams about the day it could start; cites her wish when she said one."""
    start = earliest_start(format_, scoring.knowledge.calendar, scoring.today)
    if not scoring.knowledge.calendar.is_exam_week(start):
        return ()
    cited = ("weeks_until_start",) if profile.weeks_until_start is not None else ()
    return (Reason("exam_weeks", cited, (("start", start),)),)
