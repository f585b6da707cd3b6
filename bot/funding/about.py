"""Find the program, open or closed, that a question names."""

from __future__ import annotations

from collections.abc import Iterator

from bot.funding.plain import plain, says
from bot.knowledge.model import Knowledge
from bot.knowledge.program import Closed, Program


def about(text: str, knowledge: Knowledge) -> Program | Closed | None:
    """The program `text` names by id, name or alias, in either language; the longest name wins, None when none is."""
    for listed in (knowledge.programs, knowledge.closed):
        if text in listed:
            return listed[text]
    heard = plain(text)
    named = [(len(name), program) for name, program in _names(knowledge) if says(heard, name)]
    return max(named, key=lambda pair: pair[0])[1] if named else None


def _names(knowledge: Knowledge) -> Iterator[tuple[str, Program | Closed]]:
    everything: tuple[Program | Closed, ...] = (*knowledge.programs.values(), *knowledge.closed.values())
    for program in everything:
        names = (program.id, program.name.en, program.name.fr, *program.aliases)
        yield from ((plain(name), program) for name in names)
