"""The facts of one message, from all the pure readers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.nlu import cues, places, quantities


@dataclass(frozen=True)
class Fact:
    """An entity's name and value, with its span where it has one."""

    entity: str
    value: str | float | int
    start: int | None = None
    end: int | None = None


def facts_in(text: str) -> list[Fact]:
    """Quantities, province, work mode, stage and formats named in a message, whatever its language."""
    return list(_facts_in(text))


@lru_cache(maxsize=4)  # a message is read twice: for its facts and for its looks
def _facts_in(text: str) -> tuple[Fact, ...]:
    found = [Fact(q.field, q.value, q.start, q.end) for q in quantities.read(text)]
    found += [Fact("province", p.province, p.start, p.end) for p in places.read(text)]
    for name, value in (("work_mode", cues.work_mode(text)), ("stage", cues.stage(text))):
        if value is not None:
            found.append(Fact(name, value))
    found += [Fact("format", format_id, start, end) for format_id, start, end in cues.formats(text)]
    return tuple(_once_each(found))


def _once_each(facts: list[Fact]) -> list[Fact]:
    """Each (entity, value) once, the first mention kept."""
    kept: dict[tuple[str, object], Fact] = {}
    for fact in facts:
        kept.setdefault((fact.entity, fact.value), fact)
    return list(kept.values())
