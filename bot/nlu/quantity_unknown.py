"""Whether a message says that its author cannot or will not say."""

from __future__ import annotations

from typing import Final

from bot.nlu.lexicon import hears, opens

LONGEST: Final = 16  # words; a longer message says something besides


def says_unknown(folded: str, gives_value: bool) -> bool:
    """Whether a folded message declines to answer; one that `gives_value` besides only does when it says "skip"."""
    if opens(folded, "unknown.shrug", "unknown.whole"):
        return True
    if len(folded.split()) > LONGEST:
        return False
    return hears(folded, "unknown.always") or (not gives_value and hears(folded, "unknown.unsure"))
