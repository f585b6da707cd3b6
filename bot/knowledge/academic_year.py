"""The academic year of Canadian institutions: terms, exams, closures, and when students are recruited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.knowledge.format import Basis
from bot.language import Bilingual


@dataclass(frozen=True)
class Stretch:
    """Part of every year, from month-day to month-day; may run over New Year."""

    starts: str
    ends: str
    basis: Basis

    def covers(self, day: date) -> bool:
        """Whether `day` lies in it."""
        here = f"{day:%m-%d}"
        if self.starts <= self.ends:
            return self.starts <= here <= self.ends
        return here >= self.starts or here <= self.ends


@dataclass(frozen=True)
class Term:
    """An academic term, from month-day to month-day."""

    id: Literal["winter", "summer", "fall"]
    name: Bilingual
    starts: str
    ends: str
    basis: Basis

    def start_in(self, year: int) -> date:
        """The day it starts in `year`."""
        return date.fromisoformat(f"{year}-{self.starts}")


@dataclass(frozen=True)
class RecruitmentWindow:
    """When students are recruited for a start in that month."""

    starts_in_month: int
    text: Bilingual


@dataclass(frozen=True)
class Calendar:
    """The academic year; dates are estimates, institutions differ."""

    text: Bilingual
    basis: Basis
    sources: tuple[str, ...]
    note: str
    peak_recruitment_windows: tuple[RecruitmentWindow, ...]
    terms: tuple[Term, ...]
    exam_weeks: tuple[Stretch, ...]
    closures: tuple[Stretch, ...]
    reading_weeks: tuple[Stretch, ...]

    def next_term(self, day: date) -> tuple[date, Term]:
        """The first term that starts on `day` or later, with its start."""
        starts = ((term.start_in(year), term) for year in (day.year, day.year + 1) for term in self.terms)
        return min((pair for pair in starts if pair[0] >= day), key=lambda pair: pair[0])

    def is_exam_week(self, day: date) -> bool:
        """Whether students sit exams about then."""
        return any(stretch.covers(day) for stretch in self.exam_weeks)

    def is_closed(self, day: date) -> bool:
        """Whether schools are closed about then."""
        return any(stretch.covers(day) for stretch in self.closures)
