"""The numbers page: what came, what became of it and how fast, beside the report's benchmarks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from bot.intake.numbers import UNSAID, Numbers, numbers
from bot.web.auth import Visit
from bot.web.console_view import TicketView

BENCHMARKS: Final = ("new_ideas", "positive_return", "skills_gap", "offer_more")
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
    return visit.render(
        "numbers.html",
        counted=counted,
        charts=_charts(visit, counted),
        median=_hours(visit, counted.median_hours),
        ninth=_hours(visit, counted.ninth_decile_hours),
        benchmarks=_benchmarks(visit),
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
        ("language", bars(counted.languages, of("numbers.language"))),
        ("week", bars(counted.weeks, words.day)),
    ]


def _hours(visit: Visit, hours: float | None) -> str:
    if hours is None:
        return visit.words("advice.unknown")
    return visit.words("numbers.hours", hours=visit.words.number(round(hours, 1)))


def _benchmarks(visit: Visit) -> list[tuple[str, str]]:
    """The report's figures that the follow-up questions will be compared with."""
    known = getattr(visit.services.knowledge, "statistics", None) or {}
    found = [known[id_] for id_ in BENCHMARKS if id_ in known]
    return [(each.label[visit.words.language], _percent(visit, each.value)) for each in found]


def _percent(visit: Visit, value: str) -> str:
    number = value.strip().rstrip("%")
    return visit.words.percent(int(number) / 100) if number.isdecimal() else value
