"""The facts of one message, from all the pure readers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.language import Language
from bot.nlu import cues, places, quantities


@dataclass(frozen=True)
class Fact:
    """An entity's name and value, with its span where it has one."""

    entity: str
    value: str | float | int
    start: int | None = None
    end: int | None = None


def facts_in(text: str, language: str) -> list[Fact]:
    """Quantities, province, work mode, stage and formats named in a message."""
    return list(_facts_in(text, language))


@lru_cache(maxsize=4)  # a message is read three times: for its facts, and both ways for its looks
def _facts_in(text: str, language: str) -> tuple[Fact, ...]:
    spoken: Language = "fr" if language == "fr" else "en"
    found = [Fact(q.field, q.value, q.start, q.end) for q in quantities.read(text)]
    found += [Fact("province", p.province, p.start, p.end) for p in places.read(text)]
    for name, value in (("work_mode", cues.work_mode(text, spoken)), ("stage", cues.stage(text, spoken))):
        if value is not None:
            found.append(Fact(name, value))
    found += [Fact("format", format_id, start, end) for format_id, start, end in cues.formats(text, spoken)]
    return tuple(_once_each(found))


def _once_each(facts: list[Fact]) -> list[Fact]:
    """Each (entity, value) once, the first mention kept."""
    kept: dict[tuple[str, object], Fact] = {}
    for fact in facts:
        kept.setdefault((fact.entity, fact.value), fact)
    return list(kept.values())
