"""What would change the advice, and which question is worth asking: the engine re-run on other values of one fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.matching.recommend import decide
from bot.matching.scoring import Scoring, Standing
from bot.profile import CHOICES, LIST_FIELDS, Profile

AT_MOST: Final = 3


@dataclass(frozen=True)
class Change:
    """Another value of one fact, and the format it would put first."""

    field: str
    value: Any
    then: str


@dataclass(frozen=True)
class Question:
    """The field to ask about, and the chance that its answer changes the advice."""

    slot: str
    chance: float


def what_would_change(profile: Profile, scoring: Scoring, best: str | None) -> tuple[Change, ...]:
    """The nearest value of each fact she gave that puts another format first, the smallest change first, at most three.

    `best` is the format that comes first now, None when none does. Every change was verified by deciding again.
    """
    standing = scoring.standing(profile)
    known = scoring.knowledge.estimates
    fields = (*known.tried_values, *known.choice_distance)
    found = (_nearest(profile, scoring, standing, best, field) for field in fields if profile.knows(field))
    nearest = sorted((pair for pair in found if pair is not None), key=lambda pair: pair[0])
    return tuple(change for _, change in nearest[:AT_MOST])


def _nearest(
    profile: Profile, scoring: Scoring, standing: Standing, best: str | None, field: str
) -> tuple[float, Change] | None:
    for distance, value in _others(profile, scoring, field):
        then = standing.best_with(field, value)
        if then in (None, best):
            continue
        verified = decide(replace(profile, **{field: value}), scoring).best
        if verified is not None and verified != best:
            return distance, Change(field, value, verified)
    return None


def _others(profile: Profile, scoring: Scoring, field: str) -> Iterator[tuple[float, Any]]:
    """The other values to try, the nearest first, with how far each is."""
    said, known = getattr(profile, field), scoring.knowledge.estimates
    if field in known.tried_values:
        values = sorted(known.tried_values[field], key=lambda value: abs(value - said))
        yield from ((abs(value - said) / max(1.0, said), value) for value in values if value != said)
        return
    choices = ((each,) if field in LIST_FIELDS else each for each in CHOICES[field])
    yield from ((known.choice_distance[field], choice) for choice in choices if choice != said)


def next_question(profile: Profile, scoring: Scoring, not_again: Sequence[str] = ()) -> Question | None:
    """The one question whose answer could change the advice most; None when none is worth asking."""
    if not profile.need_areas and "need_areas" not in not_again:
        return Question("need_areas", 1.0)
    known = scoring.knowledge.estimates
    standing, best = scoring.standing(profile), decide(profile, scoring).best

    def asked(fields: Any) -> list[str]:
        return [field for field in fields if not profile.knows(field) and field not in not_again]

    chances = [Question(field, _chance(scoring, standing, field, best)) for field in asked(known.likely_answers)]
    chances += [Question(field, known.always_worth[field]) for field in asked(known.always_worth)]
    least = scoring.knowledge.threshold("worth_asking")
    worth = [question for question in chances if question.chance >= least]
    return max(worth, key=lambda question: question.chance) if worth else None


def _chance(scoring: Scoring, standing: Standing, field: str, best: str | None) -> float:
    answers = scoring.knowledge.estimates.likely_answers[field]
    return sum(answer.share for answer in answers if standing.best_with(field, answer.value(field)) != best)
