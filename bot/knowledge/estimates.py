"""The project's own numbers the ranking weighs with, and the small first steps: all estimates, all data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from bot.knowledge.format import Spread
from bot.profile import LIST_FIELDS

Scores = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class LikelyAnswer:
    """An answer an owner could give (a choice or a number), and the share of owners who would."""

    share: float
    choice: str | None = None
    number: float | None = None

    def value(self, field: str) -> Any:
        """The answer as the profile holds it."""
        if self.number is not None:
            return self.number
        return (self.choice,) if field in LIST_FIELDS else self.choice


@dataclass(frozen=True)
class Estimates:
    """Scores run from 0 (not at all) to 1 (fully); `weights` say how much each fact counts; see estimates.yml."""

    basis: Literal["estimate"]
    note: str
    weights: Mapping[str, float]
    unsaid_goal: str
    needs: Mapping[str, float]
    goals: Scores
    barriers: Scores
    work_mode: Scores
    stage: Scores
    curves: Mapping[str, float]
    likely_answers: Mapping[str, tuple[LikelyAnswer, ...]]
    always_worth: Mapping[str, float]
    tried_values: Mapping[str, tuple[float, ...]]
    choice_distance: Mapping[str, float]
    checked_on: date
    next_check: date


@dataclass(frozen=True)
class Suits:
    """A fact that must be said and pass one test."""

    fact: str
    one_of: tuple[str, ...] | None = None
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True)
class FirstStep:
    """A step of a few hours, `hours` in all, offered when everything in `suits` holds."""

    id: Literal["judge", "mentor", "brief_class"]
    format: str
    role: str
    hours: Spread
    suits: tuple[Suits, ...]
    note: str


@dataclass(frozen=True)
class FirstSteps:
    """The file of the first steps; the first that suits is offered, so the last must suit anyone."""

    basis: Literal["estimate"]
    first_steps: tuple[FirstStep, ...]
    checked_on: date
    next_check: date
