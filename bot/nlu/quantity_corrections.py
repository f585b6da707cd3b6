"""A number taken back in the same breath ("nine, sorry, ten"), read as the one that replaces it."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.nlu.lexicon import opens, said
from bot.nlu.numbers import Reading

_BLANK = "_"


def corrected(message: Reading) -> Reading:
    """`message` without the numbers its author takes back; the new one takes over the old one's unit if it has none."""
    for name in ("corrections.said_before", "corrections.not_but", "corrections.settled", "corrections.at_once"):
        match = said(name).search(message.shape)
        if match:
            return _replaced(message, match)
    return message


def _replaced(message: Reading, match: re.Match[str]) -> Reading:
    old, new = message.number_at(match.start("old")), message.number_at(match.start("new"))
    if old is None or new is None:
        return message
    if old.thousands and not new.thousands and new.value < 100:
        scaled = replace(new, value=new.value * 1000, low=new.low * 1000, high=new.high * 1000, thousands=True)
        message = replace(message, numbers=tuple(scaled if number is new else number for number in message.numbers))
        new = scaled
    blank = [match.span("cue")] if match["cue"] else []
    if match["unit"].strip() and opens(message.shape[new.end :], "corrections.unitless"):
        taken = replace(old, value=new.value, low=new.low, high=new.high, thousands=new.thousands)
        numbers = tuple(taken if number is old else number for number in message.numbers if number is not new)
        blank.append((match.start("lead"), new.end))
    else:
        numbers = tuple(number for number in message.numbers if number is not old)
        blank.append((old.start, old.end))
    shape, folded = _blanked(message.shape, blank), _blanked(message.folded, blank)
    return Reading(message.text, folded, shape, numbers)


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + _BLANK * (end - start) + text[end:]
    return text
