"""The step of a few hours that is offered to anyone, whatever the advice."""

from __future__ import annotations

from bot.knowledge.estimates import FirstStep, Suits
from bot.knowledge.model import Knowledge
from bot.profile import LIST_FIELDS, Profile


def first_step(profile: Profile, knowledge: Knowledge) -> FirstStep:
    """The first step whose tests her facts pass; the last asks for nothing."""
    return next(step for step in knowledge.first_steps if all(_suits(test, profile) for test in step.suits))


def _suits(test: Suits, profile: Profile) -> bool:
    """Whether a fact was said and passes the test; one of several values is enough."""
    if not profile.knows(test.fact):
        return False
    said = getattr(profile, test.fact)
    if test.one_of is not None:
        values = said if test.fact in LIST_FIELDS else (said,)
        return any(value in test.one_of for value in values)
    enough = test.at_least is None or said >= test.at_least
    return enough and (test.at_most is None or said <= test.at_most)
