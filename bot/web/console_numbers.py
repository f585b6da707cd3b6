"""The numbers page: what came, what became of it and how fast, beside the report's benchmarks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import dropwhile
from typing import Any, Final

from starlette.responses import Response

from bot.intake.afterwards import ROUNDS, Share
from bot.intake.numbers import UNSAID, Numbers, funnel, numbers
from bot.web.auth import Visit
from bot.web.console_view import TicketView

BENCHMARKS: Final = ("new_ideas", "positive_return", "skills_gap", "offer_more")
FEWEST: Final = 5  # answers, below which no share is shown
WIDTH: Final = 240  # of the longest bar, in the units of the drawing


@dataclass(frozen=True)
class Bar:
    """One bar of a chart."""

    label: str
    count: int
    width: int


def show_numbers(visit: Visit) -> Response:
    """Counts over the requests of this person's organization."""
    desk = visit.services.desk
    counted = numbers(desk.store, visit.person, desk.clock())
    days = visit.services.settings.retention_conversation_days
    return visit.render(
        "numbers.html",
        counted=counted,
        charts=_charts(visit, counted),
        funnel=bars(funnel(desk.store, visit.person, days, desk.clock()), lambda step: visit.words(f"funnel.{step}")),
        days=days,
        drop_offs=_drop_offs(visit),
        median=_hours(visit, counted.median_hours),
        ninth=_hours(visit, counted.ninth_decile_hours),
        benchmarks=_benchmarks(visit, counted),
    )


def bars(pairs: Iterable[tuple[Any, int]], label: Callable[[Any], str]) -> list[Bar]:
    """A chart of counts: the longest bar is `WIDTH` wide."""
    found = list(pairs)
    most = max([count for _, count in found] or [0]) or 1
    return [Bar(label(id_), count, round(WIDTH * count / most)) for id_, count in found]


def _charts(visit: Visit, counted: Numbers) -> list[tuple[str, list[Bar]]]:
    words, desk = visit.words, visit.services.desk
    view = TicketView(words, visit.services.knowledge, desk.clock(), desk.today)

    def of(family: str) -> Callable[[str], str]:
        return lambda id_: words("numbers.unsaid") if id_ == UNSAID else words.one_of(family, id_)

    def a_format(id_: str) -> str:
        return words("numbers.unsaid") if id_ == UNSAID else view.name("formats", id_)

    return [
        ("status", bars(counted.statuses, of("status"))),
        ("format", bars(counted.formats, a_format)),
        ("province", bars(counted.provinces, of("province"))),
        ("barrier", bars(counted.barriers, of("barriers"))),
        ("unmet", bars(counted.unmet, of("need_areas"))),
        ("language", bars(counted.languages, of("numbers.language"))),
        ("week", bars(dropwhile(lambda week: not week[1], counted.weeks), words.day)),
    ]


def _hours(visit: Visit, hours: float | None) -> str:
    if hours is None:
        return visit.words("advice.unknown")
    return visit.words("numbers.hours", hours=visit.words.number(round(hours, 1)))


def _benchmarks(visit: Visit, counted: Numbers) -> list[tuple[str, list[str]]]:
    """By question: the report's figure, then ours at closing and 30 days later."""
    known = getattr(visit.services.knowledge, "statistics", None) or {}
    return [
        (
            known[id_].label[visit.words.language],
            [_percent(visit, known[id_].value), *(_share(visit, counted.answers[round_][id_]) for round_ in ROUNDS)],
        )
        for id_ in BENCHMARKS
        if id_ in known
    ]


def _share(visit: Visit, share: Share) -> str:
    """A share of yes; too few answers would say something of somebody."""
    if share.answers < FEWEST:
        return visit.words("numbers.too_few", fewest=FEWEST)
    yes = visit.words.percent(share.yes / share.answers)
    return visit.words("numbers.share", share=yes, answers=visit.words.number(share.answers))


def _drop_offs(visit: Visit) -> list[Bar]:
    """The questions that conversations ended at: for administrators and staff of the host, whose assistant it is."""
    host = visit.services.settings.host_intermediary
    services = getattr(visit.services, "services", None)
    if services is None or visit.person.organization not in (None, host):
        return []
    found = sorted(services.drop_offs().items(), key=lambda pair: (-pair[1], pair[0]))
    return bars(found, lambda question: _question(visit, question))


def _question(visit: Visit, id_: str) -> str:
    keys = (f"field.{id_}", f"asking.{id_}", id_)
    return next((visit.words(key) for key in keys if visit.words.has(key)), id_)


def _percent(visit: Visit, value: str) -> str:
    number = value.strip().rstrip("%")
    return visit.words.percent(int(number) / 100) if number.isdecimal() else value
