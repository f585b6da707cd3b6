"""Which organization's queue a request goes to, and the reply time that queue can keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

EVERYWHERE: Final = "CA"
EVERY_SECTOR: Final = "all"


@dataclass(frozen=True)
class Queue:
    """An organization that takes requests: where, for which sectors and formats, in which languages."""

    id: str
    regions: tuple[str, ...] = (EVERYWHERE,)
    sectors: tuple[str, ...] = (EVERY_SECTOR,)
    formats: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en", "fr")
    default: bool = False


@dataclass(frozen=True)
class Asked:
    """What of a request decides its way; None means "not said"."""

    language: str
    province: str | None = None
    sector: str | None = None
    format: str | None = None


def queues_of(intermediaries: Iterable[Any]) -> tuple[Queue, ...]:
    """The queues of the intermediaries that agreed in writing to take requests (`can_receive_handoff: true`)."""
    return tuple(
        Queue(each.id, each.regions, each.sectors, each.formats, each.languages, each.default_queue)
        for each in intermediaries
        if each.can_receive_handoff is True
    )


def route(queues: Sequence[Queue], asked: Asked, load: Mapping[str, int], host: str) -> str:
    """The id of the queue for a request: one of the sector it names, else the host chamber, else a regional one.

    Among equals the one with the fewest open requests (`load`), then by id. Where none fits: the default queue,
    else the host's.
    """
    fitting = [queue for queue in queues if _fits(queue, asked)]
    if not fitting:
        return next((queue.id for queue in queues if queue.default), host)
    return min(fitting, key=lambda queue: (*_rank(queue, asked, host), load.get(queue.id, 0), queue.id)).id


def reply_days(usual: int, open_requests: int, capacity: int) -> int:
    """The working days within which a queue can answer: the usual, once more for each `capacity` already open."""
    return usual * (1 + open_requests // max(capacity, 1))


def _fits(queue: Queue, asked: Asked) -> bool:
    return (
        asked.language in queue.languages
        and (asked.province is None or EVERYWHERE in queue.regions or asked.province in queue.regions)
        and (asked.format is None or not queue.formats or asked.format in queue.formats)
        and (EVERY_SECTOR in queue.sectors or asked.sector in queue.sectors)
    )


def _rank(queue: Queue, asked: Asked, host: str) -> tuple[bool, bool, bool]:
    of_the_sector = asked.sector is not None and asked.sector in queue.sectors
    regional = asked.province is not None and asked.province in queue.regions
    return (not of_the_sector, queue.id != host, not regional)
