"""How things stand, read when Prometheus asks: notices waiting, requests waiting, facts gone stale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timezone
from functools import lru_cache
from typing import Any, Protocol

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.intake.store import Search, Store, Unavailable
from bot.intake.ticket import OPEN
from bot.knowledge.check import check


class Services(Protocol):
    """What is looked at."""

    @property
    def store(self) -> Store:
        """The database."""

    def today(self) -> date:
        """The day facts are stale on."""


class Standing(Collector):
    """Gauges over the database and the knowledge, the same from every web process."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def describe(self) -> list[Any]:
        """Nothing: registering does not read the database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The figures of this moment; those of the database while it can be read."""
        try:
            found, read = list(self._kept()), 1
        except Unavailable:
            found, read = [], 0
        yield GaugeMetricFamily("tremplin_database_readable", "Whether the database can be read: 1, or 0", read)
        yield from found
        facts = dict.fromkeys(("error", "due", "stale"), 0) | dict(_facts(self._services.today()))
        yield _family("tremplin_knowledge", "Knowledge entries to mend, by kind", "kind", facts)

    def _kept(self) -> Iterator[GaugeMetricFamily]:
        now = datetime.now(timezone.utc)
        with self._services.store.look() as work:
            notices = {state: work.count("outbox", state=state) for state in ("pending", "dead")}
            due = work.due_notices(now, 1)
            tickets = work.ticket_counts(Search(statuses=OPEN))
            late = sum(work.ticket_counts(Search(due_before=now.date())).values())
        waited = (now - due[0]["due_at"]).total_seconds() if due else 0.0
        yield _family("tremplin_notices", "Notices not sent, by state", "state", notices)
        yield GaugeMetricFamily("tremplin_notices_late_seconds", "How long the longest due notice waits", waited)
        yield _family("tremplin_requests", "Open requests by status", "status", tickets)
        yield GaugeMetricFamily("tremplin_requests_late", "New requests past the day a reply was promised", late)


@lru_cache(maxsize=1)
def _facts(today: date) -> Counter[str]:
    return Counter(problem.kind for problem in check(today=today))


def _family(name: str, words: str, label: str, counts: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words, labels=[label])
    for value, count in counts.items():
        family.add_metric([value], count)
    return family
