"""The scores of a day, kept by field and value, so that asking "what if" costs one criterion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot.knowledge.model import Format, Knowledge
from bot.matching.criteria import score
from bot.matching.rules import LIMIT_FIELDS, broken_limit
from bot.profile import Profile
from bot.reason import Reason

MOST_REMEMBERED: Final = 5000
MOST_STANDINGS: Final = 100
UNKNOWN_FIT: Final = 0.5


@dataclass(frozen=True)
class Cell:
    """What one value of one fact means for a format: a score (None: nothing), and the limit it breaks, if any."""

    score: float | None
    limit: Reason | None


class Scoring:
    """Scores profiles on one day with one state of the knowledge; ties break on the format's id."""

    def __init__(self, knowledge: Knowledge, today: date) -> None:
        """Scores are computed when first asked for, and remembered."""
        self.knowledge = knowledge
        self.today = today
        self.silent = knowledge.threshold("silent_weight")
        self._columns: dict[tuple[str, Any], dict[str, Cell]] = {}
        self._standings: dict[Profile, Standing] = {}

    def column(self, field: str, value: Any) -> Mapping[str, Cell]:
        """For each format, its score for this value of `field` and the limit the value breaks, if any."""
        key = (field, value)
        if key not in self._columns:
            if len(self._columns) > MOST_REMEMBERED:
                self._columns.clear()
            self._columns[key] = {id_: self._cell(form, field, value) for id_, form in self.knowledge.formats.items()}
        return self._columns[key]

    def _cell(self, format_: Format, field: str, value: Any) -> Cell:
        limit = broken_limit(format_, field, value, self.knowledge, self.today) if field in LIMIT_FIELDS else None
        return Cell(score(format_, field, value, self.knowledge, self.today), limit)

    def weight(self, field: str, value: Any) -> float:
        """What a fact counts; less while she has not said it."""
        full = self.knowledge.estimates.weights[field]
        return full * self.silent if value in (None, ()) else full

    def standing(self, profile: Profile) -> Standing:
        """How the formats stand for a profile; remembered, for one question asks several times."""
        if profile not in self._standings:
            if len(self._standings) > MOST_STANDINGS:
                self._standings.clear()
            self._standings[profile] = Standing(self, profile)
        return self._standings[profile]

    def ranking(self, profile: Profile) -> list[tuple[float, str]]:
        """The formats no limit rules out, as (fit, id), best first."""
        return self.standing(profile).ranking()

    def limits(self, profile: Profile, id_: str) -> tuple[Reason, ...]:
        """Every limit the profile breaks for a format."""
        cells = (self.column(field, getattr(profile, field))[id_] for field in LIMIT_FIELDS)
        return tuple(cell.limit for cell in cells if cell.limit is not None)


class Standing:
    """The sums of a profile by format, in which one fact may be tried with another value."""

    def __init__(self, scoring: Scoring, profile: Profile) -> None:
        """Count in every fact, said or not."""
        self._scoring = scoring
        self._profile = profile
        self._points = dict.fromkeys(scoring.knowledge.formats, 0.0)
        self._weights = dict.fromkeys(scoring.knowledge.formats, 0.0)
        self._limits = dict.fromkeys(scoring.knowledge.formats, 0)
        for field in scoring.knowledge.estimates.weights:
            self._add(field, getattr(profile, field))

    def _add(self, field: str, value: Any) -> None:
        """Count a fact in."""
        weight = self._scoring.weight(field, value)
        for id_, cell in self._scoring.column(field, value).items():
            if cell.score is not None:
                self._points[id_] += weight * cell.score
                self._weights[id_] += weight
            if cell.limit is not None:
                self._limits[id_] += 1

    def ranking(self) -> list[tuple[float, str]]:
        """The formats no limit rules out, as (fit, id), best first."""
        ranked = [(self._fit(id_), id_) for id_, broken in self._limits.items() if not broken]
        return sorted(ranked, key=_best_first)

    @property
    def best(self) -> str | None:
        """The format that comes first; None when none is left."""
        ranking = self.ranking()
        return ranking[0][1] if ranking else None

    def best_with(self, field: str, value: Any) -> str | None:
        """The format that would come first with another value of one fact; None when none is left."""
        said = getattr(self._profile, field)
        before, after = self._scoring.column(field, said), self._scoring.column(field, value)
        lost, won = self._scoring.weight(field, said), self._scoring.weight(field, value)
        best, best_fit = None, -1.0
        for id_, old in before.items():
            new = after[id_]
            if new.limit is not None or self._limits[id_] > (old.limit is not None):
                continue
            fit = _changed(self._points[id_], self._weights[id_], old.score, lost, new.score, won)
            if fit > best_fit or (fit == best_fit and best is not None and id_ < best):
                best, best_fit = id_, fit
        return best

    def _fit(self, id_: str) -> float:
        return _mean_fit(self._points[id_], self._weights[id_])


def _mean_fit(points: float, weight: float) -> float:
    return round(points / weight, 4) if weight > 1e-9 else UNKNOWN_FIT


def _changed(points: float, weight: float, old: float | None, lost: float, new: float | None, won: float) -> float:
    """The fit once a score has been taken out and another put in."""
    if old is not None:
        points, weight = points - lost * old, weight - lost
    if new is not None:
        points, weight = points + won * new, weight + won
    return _mean_fit(points, weight)


def _best_first(pair: tuple[float, str]) -> tuple[float, str]:
    return -pair[0], pair[1]
