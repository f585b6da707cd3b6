"""Work mode, stage, format names and plain wishes (the lexicon `moves`) an owner mentions."""

from __future__ import annotations

from datetime import date

from bot.nlu.cue_formats import named_formats
from bot.nlu.cue_stage import stage_of
from bot.nlu.cue_work_mode import mode, mode_answer
from bot.nlu.folding import fold
from bot.nlu.lexicon import hears, opens, said
from bot.nlu.numbers import reading


def work_mode(text: str) -> str | None:
    """Where the student would work: `on_site`, `remote`, `hybrid`, or None when `text` does not say."""
    return mode(reading(text).shape, asked=False)


def work_mode_answer(text: str) -> str | None:
    """`text` as the answer to "where would the student work?"; None when it does not say."""
    return mode_answer(reading(text).shape)


def stage(text: str, today: date | None = None) -> str | None:
    """`startup` (under about three years, or at an incubator) or `established`; None when `text` does not say."""
    return stage_of(reading(text), today or date.today(), asked=False)


def stage_answer(text: str, today: date | None = None) -> str | None:
    """`text` as the answer to "how long have you been in business?"; about three years gives None."""
    return stage_of(reading(text), today or date.today(), asked=True)


def formats(text: str) -> list[tuple[str, int, int]]:
    """Format ids that `text` names, each once with its place, in order of mention."""
    return named_formats(reading(text).shape)


def says(text: str, *moves: str) -> bool:
    """Whether `text` has the words of any of these entries of the lexicon `moves`."""
    return hears(fold(text), *(f"moves.{name}" for name in moves))


def asks(text: str) -> bool:
    """Whether `text` is a question from its first word on, which answers nothing."""
    return opens(fold(text), "moves.asks")


def after_why(text: str) -> str:
    """What `text` asks the reason of: "why do you need my budget" leaves "my budget"; nothing if it asks none."""
    return said("moves.why_asked").sub("", fold(text)) if says(text, "why_asked") else ""
