"""Rank the formats a company could host, best first, and say why; hard limits first, then fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.knowledge.model import Format, Knowledge
from bot.matching.calendar import earliest_start
from bot.matching.reasons import reasons_for
from bot.matching.scoring import Scoring
from bot.profile import Profile
from bot.reason import Reason

__all__ = ["Exclusion", "Match", "Recommendation", "Scoring", "Verdict", "decide", "recommend"]

AT_MOST: Final = 3
WORK: Final = "get_work_done"


@dataclass(frozen=True)
class Recommendation:
    """A format, how well it fits (0 to 1), why, and the first day it could start."""

    format: Format
    fit: float
    reasons: tuple[Reason, ...]
    tradeoffs: tuple[Reason, ...]
    earliest_start: date


@dataclass(frozen=True)
class Exclusion:
    """A format that is not recommended, and the rules that exclude it."""

    format: Format
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Match:
    """What suits a company: `advice` is go, start_small or not_now; `stop` says why the six formats are not for it."""

    recommendations: tuple[Recommendation, ...]
    excluded: tuple[Exclusion, ...]
    advice: str
    stop: Reason | None = None

    @property
    def best(self) -> str | None:
        """The id of the format recommended first."""
        return self.recommendations[0].format.id if self.recommendations else None


@dataclass(frozen=True)
class Verdict:
    """The decision without its reasons: the formats to recommend as (fit, id), the advice, and what stops it."""

    ranking: tuple[tuple[float, str], ...]
    advice: str
    stop: Reason | None = None

    @property
    def best(self) -> str | None:
        """The id of the format that comes first."""
        return self.ranking[0][1] if self.ranking else None


def decide(profile: Profile, scoring: Scoring) -> Verdict:
    """Whether something fits, only a small step, or nothing now.

    Nothing: firms over the size of the study, work longer than any format, no format within the limits, or only an
    event left for someone who gives no time to it and wants finished work.
    """
    ranking = tuple(scoring.ranking(profile))
    stop = _stop(profile, scoring.knowledge)
    only_event = _only_an_event(ranking, scoring.knowledge)
    wants_work = WORK in profile.goals
    if stop is not None:
        taste = only_event and stop.code == "too_long" and bool(profile.goals) and not wants_work
        return Verdict(ranking, "start_small", stop) if taste else Verdict((), "not_now", stop)
    if not ranking:
        return Verdict((), "not_now")
    if only_event and profile.goals == (WORK,) and _lacks_time(profile, scoring):
        return Verdict((), "not_now", Reason("event_only", ("goals", "supervision_hours_per_week")))
    poor = ranking[0][0] < scoring.knowledge.threshold("enough_fit")
    small = poor or (only_event and (wants_work or _wished_for_more(profile, scoring)))
    return Verdict(ranking, "start_small" if small else "go")


def _event(knowledge: Knowledge) -> Format:
    return min(knowledge.formats.values(), key=lambda form: form.commitment_rank)


def _only_an_event(ranking: tuple[tuple[float, str], ...], knowledge: Knowledge) -> bool:
    return [id_ for _, id_ in ranking] == [_event(knowledge).id]


def _wished_for_more(profile: Profile, scoring: Scoring) -> bool:
    """Her hours leave only an event, though she did not ask for something that short."""
    longest = _event(scoring.knowledge).duration_days.working_days[1]
    short = profile.duration_days is not None and profile.duration_days <= longest
    return _lacks_time(profile, scoring) and not short


def _lacks_time(profile: Profile, scoring: Scoring) -> bool:
    hours = scoring.column("supervision_hours_per_week", profile.supervision_hours_per_week)
    return any(cell.limit is not None for cell in hours.values())


def _stop(profile: Profile, knowledge: Knowledge) -> Reason | None:
    """Firms over the size of the study, and work no format is long enough for."""
    most = int(knowledge.threshold("small_business_headcount"))
    if profile.headcount is not None and profile.headcount > most:
        return Reason("too_large", ("headcount",), (("most", most), ("said", profile.headcount)))
    longest = max(form.duration_days.working_days[1] for form in knowledge.formats.values())
    if profile.duration_days is not None and profile.duration_days > longest:
        return Reason("too_long", ("duration_days",), (("most", longest), ("said", profile.duration_days)))
    return None


def recommend(profile: Profile, scoring: Scoring) -> Match:
    """What suits `profile`: at most three formats, best first, and every other one with the rule that excludes it."""
    verdict = decide(profile, scoring)
    top = tuple(_explained(fit, id_, profile, scoring, verdict.stop) for fit, id_ in verdict.ranking[:AT_MOST])
    chosen = {each.format.id for each in top}
    rest = tuple(
        Exclusion(form, _excluded_by(form, profile, scoring, verdict))
        for id_, form in scoring.knowledge.formats.items()
        if id_ not in chosen
    )
    return Match(top, rest, verdict.advice, verdict.stop)


def _explained(fit: float, id_: str, profile: Profile, scoring: Scoring, stop: Reason | None) -> Recommendation:
    format_ = scoring.knowledge.formats[id_]
    why, but = reasons_for(format_, profile, scoring)
    start = earliest_start(format_, scoring.knowledge.calendar, scoring.today)
    return Recommendation(format_, fit, why, (stop, *but) if stop else but, start)


def _excluded_by(format_: Format, profile: Profile, scoring: Scoring, verdict: Verdict) -> tuple[Reason, ...]:
    """What stops it all, else the limits it breaks, else that others fit better."""
    if verdict.stop is not None and verdict.stop.code != "event_only":
        return (verdict.stop,)
    limits = scoring.limits(profile, format_.id)
    if limits:
        return limits
    if verdict.stop is not None:
        return (verdict.stop,)
    return (Reason("others_fit_better", (), (("format", format_.id), ("better", verdict.best))),)
