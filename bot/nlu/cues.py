"""Work mode, stage and format names an owner mentions."""

from __future__ import annotations

from datetime import date

from bot.nlu.cue_formats import named_formats
from bot.nlu.cue_stage import stage_of
from bot.nlu.cue_work_mode import mode, mode_answer
from bot.nlu.numbers import reading


def work_mode(text: str, language: str = "en") -> str | None:
    """Where the student would work: `on_site`, `remote`, `hybrid`, or None when `text` does not say."""
    return mode(reading(text).shape, asked=False)


def work_mode_answer(text: str, language: str = "en") -> str | None:
    """`text` as the answer to "where would the student work?"; None when it does not say."""
    return mode_answer(reading(text).shape)


def stage(text: str, language: str = "en", today: date | None = None) -> str | None:
    """`startup` (under about three years, or at an incubator) or `established`; None when `text` does not say."""
    return stage_of(reading(text), today or date.today(), asked=False)


def stage_answer(text: str, language: str = "en", today: date | None = None) -> str | None:
    """`text` as the answer to "how long have you been in business?"; about three years gives None."""
    return stage_of(reading(text), today or date.today(), asked=True)


def formats(text: str, language: str = "en") -> list[tuple[str, int, int]]:
    """Format ids that `text` names, each once with its place, in order of mention."""
    return named_formats(reading(text).shape)
