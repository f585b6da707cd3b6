"""What comes after a first success, up to co-op and hiring, and the money that starts there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.funding.conditions import find
from bot.knowledge.model import Knowledge
from bot.knowledge.program import Program
from bot.language import Bilingual
from bot.profile import Profile

AT_MOST: Final = 3
ABOUT_THE_FIRM: Final = ("province", "headcount", "sector")
"""The facts that stay true for a later engagement; length, start and budget were about this one."""


@dataclass(frozen=True)
class Rung:
    """A next step: another format, or what lies beyond the six; `programs` are those whose help starts there."""

    format: str | None
    beyond: str | None
    text: Bilingual
    programs: tuple[Program, ...]


def next_rungs(format_id: str, profile: Profile, knowledge: Knowledge, today: date) -> tuple[Rung, ...]:
    """The steps after a first success with a format, the nearest first."""
    return tuple(_rungs(format_id, profile, knowledge, today))


def _rungs(format_id: str, profile: Profile, knowledge: Knowledge, today: date) -> Iterator[Rung]:
    step = knowledge.formats[format_id].next_step
    if step.format is not None:
        new = [id_ for id_ in knowledge.shortlist[step.format] if id_ not in knowledge.shortlist[format_id]]
        programs = (knowledge.programs[id_] for id_ in new)
        yield Rung(step.format, None, step.text, _open_to(programs, profile, knowledge, today))
    for rung in knowledge.ladder.steps:
        if rung.beyond is not None:
            programs = (knowledge.programs[id_] for id_ in rung.programs)
            yield Rung(None, rung.id, rung.beyond, _open_to(programs, profile, knowledge, today))


def _open_to(programs: Iterator[Program], profile: Profile, knowledge: Knowledge, today: date) -> tuple[Program, ...]:
    """Those nothing she said of her firm rules out, at most three."""
    fitting = [program for program in programs if _may_help(program, profile, knowledge, today)]
    return tuple(fitting[:AT_MOST])


def _may_help(program: Program, profile: Profile, knowledge: Knowledge, today: date) -> bool:
    if not {"CA", profile.province} & set(program.jurisdictions):
        return False
    asked = (each for each in program.requires if each.fact in ABOUT_THE_FIRM)
    return all(find(each, profile, knowledge, today).holds is not False for each in asked)
