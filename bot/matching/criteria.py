"""How well a format suits one fact, from 0 to 1: one criterion a profile field, so that changing a fact changes one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from bot.knowledge.model import Estimates, Format, Knowledge
from bot.matching.calendar import earliest_start, weeks_late

SIZES: Final = (("solo_owner", 1, 1), ("micro_1_4", 1, 4), ("small_5_99", 5, 99), ("medium_100_499", 100, 499))
"""What the sizes of `best_for_size` mean, in people."""


def score(format_: Format, field: str, value: Any, knowledge: Knowledge, today: date) -> float | None:
    """The suitability of a format for `value` of `field`; None when silence tells nothing."""
    known = knowledge.estimates
    if field == "goals":
        return mean(known.goals[goal][format_.id] for goal in value or (known.unsaid_goal,))
    if field == "stage":
        return known.stage[value or "unsaid"].get(format_.id, 0.0)
    if value in (None, ()):
        return None
    if field in PER_VALUE:
        return _several(field, [PER_VALUE[field](format_, each, known) for each in value])
    if field == "work_mode":
        return known.work_mode[value].get(format_.id, 0.0)
    if field == "weeks_until_start":
        return _start(format_, value, knowledge, today)
    return _NUMBERS[field](format_, value, known.curves)


def mean(values: Iterable[float]) -> float:
    """The average of some values."""
    listed = list(values)
    return sum(listed) / len(listed)


PER_VALUE: Final[Mapping[str, Callable[[Format, str, Estimates], float]]] = {
    "need_areas": lambda format_, need, known: known.needs[str(format_.needs_fit.get(need, 0))],
    "goals": lambda format_, goal, known: known.goals[goal][format_.id],
    "barriers": lambda format_, barrier, known: known.barriers[barrier][format_.id],
}
"""The score of one value of a fact that may hold several."""


def _several(field: str, scores: list[float]) -> float:
    """For needs, the best-served one and the average count half each: a format for one of two needs still helps."""
    return (max(scores) + mean(scores)) / 2 if field == "need_areas" else mean(scores)


def _start(format_: Format, wished: float, knowledge: Knowledge, today: date) -> float:
    curves = knowledge.estimates.curves
    late = weeks_late(earliest_start(format_, knowledge.calendar, today), wished, today)
    if late > 0:
        return max(0.0, curves["late_start_full"] * (1 - late / knowledge.threshold("late_start_weeks")))
    if wished < curves["patient_weeks"]:
        return curves["prompt_fit"]
    return curves["patient_term_fit" if format_.calendar_dependence.level == "high" else "patient_other_fit"]


def _duration(format_: Format, days: float, curves: Mapping[str, float]) -> float:
    """Full within the format's range near its usual length; less the further she wants to go beyond it."""
    shortest, longest = format_.duration_days.working_days
    if days > longest:
        return max(0.0, 2 - days / longest) * curves["too_long_fit"]
    usual = shortest + curves["usual_length_share"] * (longest - shortest)
    return 1.0 if days <= usual else curves["long_length_fit"]


def _hours(format_: Format, hours: float, curves: Mapping[str, float]) -> float:
    least, most = format_.employer_hours_per_week.min or 0.0, format_.employer_hours_per_week.max or 0.0
    if hours < least:
        return 0.0
    if hours >= min(most, curves["enough_hours"]) or most <= least:
        return 1.0
    few = curves["few_hours_fit"]
    return few + (1 - few) * (hours - least) / (most - least)


def _budget(format_: Format, dollars: float, curves: Mapping[str, float]) -> float:
    """What she can spend against what the format asks: free variants suit anyone, paid ones gain from money."""
    paid = format_.direct_cost_cad.with_pay.min
    if paid is None or format_.student_normally_paid != "mixed":
        return curves["free_fit"]
    return curves["paid_fit" if dollars >= max(curves["pay_from_cad"], float(paid)) else "unpaid_only_fit"]


def _size(format_: Format, people: int, curves: Mapping[str, float]) -> float:
    fits = any(low <= people <= high and size in format_.best_for_size for size, low, high in SIZES)
    return 1.0 if fits else curves["other_size_fit"]


_NUMBERS: Final[Mapping[str, Callable[[Format, Any, Mapping[str, float]], float]]] = {
    "duration_days": _duration,
    "supervision_hours_per_week": _hours,
    "budget_cad": _budget,
    "headcount": _size,
}
