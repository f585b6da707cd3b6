"""One of the six ways to host learning, as its file records it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from bot.language import Bilingual, Language

Basis = Literal["seed", "source", "derived", "estimate"]
WORKING_DAYS_PER_CALENDAR_DAY = 5 / 7


@dataclass(frozen=True)
class BilingualList:
    """The same list in both languages."""

    en: tuple[str, ...]
    fr: tuple[str, ...]

    def __getitem__(self, language: Language) -> tuple[str, ...]:
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True)
class Spread:
    """A quantity from `min` to `max`, `typical` in between, and what it rests on; `None` means nobody knows."""

    min: float | None
    max: float | None
    typical: float | None = None
    basis: Basis | None = None
    sources: tuple[str, ...] = ()
    note: str | None = None
    per: str | None = None


@dataclass(frozen=True)
class Duration:
    """How long a format lasts, in `unit`s."""

    unit: Literal["working_day", "event_day", "calendar_day"]
    min: int
    max: int
    typical: int
    basis: Basis
    sources: tuple[str, ...] = ()
    note: str | None = None

    @property
    def working_days(self) -> tuple[int, int]:
        """The shortest and the longest, in working days (five in seven calendar days)."""
        if self.unit != "calendar_day":
            return self.min, self.max
        return round(self.min * WORKING_DAYS_PER_CALENDAR_DAY), round(self.max * WORKING_DAYS_PER_CALENDAR_DAY)


@dataclass(frozen=True)
class CostSpread:
    """Canadian dollars from `min` to `max`; `None` means nobody knows, never zero."""

    min: Decimal | None
    max: Decimal | None
    basis: Basis | None = None
    sources: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class DirectCost:
    """What the employer lays out when the student is not paid by her, and when the student is."""

    without_pay: CostSpread
    with_pay: CostSpread


@dataclass(frozen=True)
class Remark:
    """A sentence to show and what it rests on."""

    text: Bilingual
    basis: Basis
    sources: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class CalendarDependence:
    """How much the academic calendar decides when the format can start."""

    level: Literal["low_to_medium", "medium", "medium_to_high", "high"]
    text: Bilingual
    basis: Basis
    sources: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Role:
    """A part an owner can take in an event, and its hours."""

    id: Literal["judge", "mentor", "challenge_owner"]
    employer_hours: Spread


@dataclass(frozen=True)
class Risk:
    """What may go wrong, and what to do about it."""

    risk: Bilingual
    mitigation: Bilingual
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class NextStep:
    """Where this format leads: another format, or `beyond` the six."""

    text: Bilingual
    basis: Basis
    format: str | None = None
    beyond: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """A fact that supports the format; `caution` is for staff."""

    text: Bilingual
    sources: tuple[str, ...]
    caution: str | None = None


@dataclass(frozen=True)
class Format:
    """A format with its durations, hours, costs and words.

    `needs_fit` scores need areas 1 (possible) to 3 (best), absent means not recommended; `talent_discovery_fit`
    does so for the goals try_talent and build_visibility. `hr_load` and `budget_load` run from 1 to 5.
    """

    id: str
    seed_number: int
    name: Bilingual
    label: Bilingual
    also_known_as: BilingualList
    one_line: Bilingual
    definition: Bilingual
    definition_source: tuple[str, ...]
    duration_days: Duration
    student_effort_hours: Spread
    employer_hours_total: Spread
    employer_hours_per_week: Spread
    team_or_individual: Literal["team", "individual", "both"]
    location: tuple[Literal["on_site", "hybrid", "remote"], ...]
    direct_cost_cad: DirectCost
    student_normally_paid: Literal["no", "mixed", "yes_by_program"]
    student_paid_note: Remark
    lead_time_weeks: Spread
    calendar_dependence: CalendarDependence
    hr_load: int
    budget_load: int
    commitment_rank: int
    needs_fit: Mapping[str, int]
    best_for_size: tuple[str, ...]
    best_for: Bilingual
    deliverables: BilingualList
    employer_checklist: BilingualList
    risks: tuple[Risk, ...]
    next_step: NextStep
    evidence: tuple[Evidence, ...]
    sources: tuple[str, ...]
    checked_on: date
    next_check: date
    short_name: Bilingual | None = None
    roles: tuple[Role, ...] = ()
    talent_discovery_fit: int | None = None
    location_note: Remark | None = None
    team_note: Remark | None = None
