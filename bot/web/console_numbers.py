"""The numbers page: what came, what became of it and how fast, beside the report's benchmarks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup
from starlette.responses import Response

from bot.intake.afterwards import ROUNDS, Share
from bot.intake.numbers import UNSAID, Numbers, funnel, numbers
from bot.web.auth import Visit
from bot.web.charts import Bar, rows_chart, weeks_chart
from bot.web.console_view import TicketView

BENCHMARKS: Final = ("new_ideas", "positive_return", "skills_gap", "offer_more")
FEWEST: Final = 5  # answers, below which no share is shown


@dataclass(frozen=True)
class Chart:
    """Counts as a picture and as the table that says the same."""

    title: str
    bars: tuple[Bar, ...]
    picture: Markup


def show_numbers(visit: Visit) -> Response:
    """Counts over the requests of this person's organization."""
    desk = visit.services.desk
    counted = numbers(desk.store, visit.person, desk.clock())
    days = visit.services.settings.retention_conversation_days
    steps = funnel(desk.store, visit.person, days, desk.clock())
    return visit.render(
        "numbers.html",
        counted=counted,
        charts=_charts(visit, counted),
        funnel=_rows(visit, "funnel", steps, lambda step: visit.words(f"funnel.{step}")),
        days=days,
        drop_offs=_drop_offs(visit),
        median=_hours(visit, counted.median_hours),
        ninth=_hours(visit, counted.ninth_decile_hours),
        benchmarks=_benchmarks(visit, counted),
    )


def _charts(visit: Visit, counted: Numbers) -> dict[str, Chart | None]:
    """By name; None where there is nothing to count."""
    words, desk = visit.words, visit.services.desk
    view = TicketView(words, visit.services.knowledge, desk.clock(), desk.today)

    def of(family: str) -> Callable[[str], str]:
        return lambda id_: words("numbers.unsaid") if id_ == UNSAID else words.one_of(family, id_)

    def a_format(id_: str) -> str:
        return words("numbers.unsaid") if id_ == UNSAID else view.name("formats", id_)

    counts: dict[str, tuple[tuple[tuple[str, int], ...], Callable[[str], str]]] = {
        "status": (counted.statuses, of("status")),
        "format": (counted.formats, a_format),
        "province": (counted.provinces, of("province")),
        "barrier": (counted.barriers, of("barriers")),
        "unmet": (counted.unmet, of("need_areas")),
        "language": (counted.languages, of("numbers.language")),
    }
    rows = {name: _rows(visit, f"numbers.by_{name}", *each) for name, each in counts.items()}
    return {"week": _weeks(visit, counted), **rows}


def _weeks(visit: Visit, counted: Numbers) -> Chart | None:
    words, title = visit.words, visit.words("numbers.by_week")
    if not counted.total:
        return None
    bars = tuple(Bar(words.day(day), count, words.short_day(day)) for day, count in counted.weeks)
    return Chart(title, bars, weeks_chart(bars, words("numbers.picture", title=title), words.number))


def _rows(visit: Visit, key: str, pairs: Iterable[tuple[str, int]], label: Callable[[str], str]) -> Chart | None:
    words, title = visit.words, visit.words(key)
    bars = tuple(Bar(label(id_), count) for id_, count in pairs)
    if not bars:
        return None
    return Chart(title, bars, rows_chart(bars, words("numbers.picture", title=title), words.number))


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


def _drop_offs(visit: Visit) -> Chart | None:
    """The questions that conversations ended at: for administrators and staff of the host, whose assistant it is."""
    host = visit.services.settings.host_intermediary
    services = getattr(visit.services, "services", None)
    if services is None or visit.person.organization not in (None, host):
        return None
    found = sorted(services.drop_offs().items(), key=lambda pair: (-pair[1], pair[0]))
    return _rows(visit, "drop_off", found, lambda question: _question(visit, question))


def _question(visit: Visit, id_: str) -> str:
    keys = (f"field.{id_}", f"asking.{id_}", id_)
    return next((visit.words(key) for key in keys if visit.words.has(key)), id_)


def _percent(visit: Visit, value: str) -> str:
    number = value.strip().rstrip("%")
    return visit.words.percent(int(number) / 100) if number.isdecimal() else value
