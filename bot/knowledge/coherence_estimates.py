"""What the estimates must agree on with the formats and the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from bot.knowledge.estimates import Estimates, FirstStep
from bot.knowledge.format import Format
from bot.knowledge.model import Knowledge
from bot.knowledge.tasks import Minutes, total
from bot.profile import (
    BARRIERS,
    CHOICES,
    FORMATS,
    GOALS,
    LIST_FIELDS,
    NUMBER_LIMITS,
    PROFILE_FIELDS,
    STAGES,
    WORK_MODES,
)

Fault = tuple[str, str, str]
FILE: Final = "estimates.yml"
CURVES: Final = (
    "late_start_full",
    "patient_weeks",
    "patient_term_fit",
    "patient_other_fit",
    "prompt_fit",
    "usual_length_share",
    "long_length_fit",
    "too_long_fit",
    "enough_hours",
    "few_hours_fit",
    "free_fit",
    "paid_fit",
    "unpaid_only_fit",
    "pay_from_cad",
    "other_size_fit",
)


def estimate_faults(knowledge: Knowledge) -> Iterator[Fault]:
    """Every table complete, every score between 0 and 1, every id known, every total the one of the format."""
    yield from _score_faults(knowledge.estimates)
    yield from _answer_faults(knowledge.estimates)
    for step in knowledge.first_steps:
        yield from _step_faults(step, knowledge)
    if not knowledge.first_steps or knowledge.first_steps[-1].suits:
        yield "first_steps.yml", "first_steps", "the last step must suit anyone"
    for format_ in knowledge.formats.values():
        yield from _task_faults(format_, knowledge)


def _score_faults(known: Estimates) -> Iterator[Fault]:
    tables: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
        ("goals", known.goals, GOALS),
        ("barriers", known.barriers, BARRIERS),
        ("work_mode", known.work_mode, WORK_MODES),
        ("stage", known.stage, (*STAGES, "unsaid")),
    )
    for name, table, keys in tables:
        yield from _same(name, table, keys)
        for key, row in table.items():
            yield from _unknown(f"{name}.{key}", row, FORMATS)
            yield from _outside(f"{name}.{key}", row.values())
    for name in ("goals", "barriers"):
        for key, row in getattr(known, name).items():
            yield from _same(f"{name}.{key}", row, FORMATS)
    yield from _same("needs", known.needs, ("0", "1", "2", "3"))
    yield from _outside("needs", known.needs.values())
    yield from _same("curves", known.curves, CURVES)
    yield from _unknown("weights", known.weights, PROFILE_FIELDS)
    yield from _unknown("unsaid_goal", [known.unsaid_goal], GOALS)


def _answer_faults(known: Estimates) -> Iterator[Fault]:
    yield from _unknown("likely_answers", (*known.likely_answers, *known.always_worth), PROFILE_FIELDS)
    yield from _unknown("tried_values", known.tried_values, NUMBER_LIMITS)
    yield from _unknown("choice_distance", known.choice_distance, ("work_mode", "goals", "stage"))
    for field, answers in known.likely_answers.items():
        if abs(sum(answer.share for answer in answers) - 1) > 0.01:
            yield FILE, f"likely_answers.{field}", "the shares do not add up to 1"
        chosen = [answer.choice for answer in answers if answer.choice is not None]
        yield from _unknown(f"likely_answers.{field}", chosen, CHOICES.get(field, ()))
        if any((answer.choice is None) == (answer.number is None) for answer in answers):
            yield FILE, f"likely_answers.{field}", "an answer is either a choice or a number"


def _step_faults(step: FirstStep, knowledge: Knowledge) -> Iterator[Fault]:
    file, field = "first_steps.yml", f"first_steps.{step.id}"
    if step.format not in knowledge.formats:
        yield file, field, f"{step.format!r} is not a known format"
        return
    for role in knowledge.formats[step.format].roles:
        hours = (role.employer_hours.min, role.employer_hours.max)
        if role.id == step.role and hours != (step.hours.min, step.hours.max):
            yield file, field, "the hours are not those of the role in the format"
    for test in step.suits:
        allowed = (*LIST_FIELDS, *CHOICES, *NUMBER_LIMITS)
        if test.fact not in allowed:
            yield file, field, f"{test.fact!r} is not a fact to test"
        for value in test.one_of or ():
            if value not in CHOICES.get(test.fact, ()):
                yield file, field, f"{value!r} is not a value of {test.fact}"


def _task_faults(format_: Format, knowledge: Knowledge) -> Iterator[Fault]:
    file, tasks = "who_does_what.yml", knowledge.tasks.get(format_.id)
    if not tasks:
        yield file, f"formats.{format_.id}", "is missing"
        return
    for task in tasks:
        for party in (task.owner, task.school, task.intermediary):
            if party is not None and not 0 <= party.min <= party.max:
                yield file, f"formats.{format_.id}.{task.id}", "the minutes are not in order"
    hours = format_.employer_hours_total
    if hours.min is None or hours.max is None:
        return
    told = Minutes(round(hours.min * 60), round(hours.max * 60))
    if total(tasks, "owner") != told:
        yield file, f"formats.{format_.id}", f"the owner's minutes do not add up to {told.min} to {told.max}"


def _same(field: str, keys: Iterable[str], wanted: tuple[str, ...]) -> Iterator[Fault]:
    if set(keys) != set(wanted):
        yield FILE, field, f"must hold exactly {', '.join(wanted)}"


def _unknown(field: str, ids: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    allowed = set(known)
    for id_ in ids:
        if id_ not in allowed:
            yield FILE, field, f"{id_!r} is not known"


def _outside(field: str, scores: Iterable[float]) -> Iterator[Fault]:
    if any(not 0 <= score <= 1 for score in scores):
        yield FILE, field, "a score is not between 0 and 1"
