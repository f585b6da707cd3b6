"""The six formats by their names, official and informal, in both languages."""

from __future__ import annotations

from bot.nlu.lexicon import said
from bot.profile import FORMATS


def named_formats(shape: str) -> list[tuple[str, int, int]]:
    """Format ids that a folded message names, each once, in order of mention."""
    found = []
    for name in FORMATS:
        match = said(f"formats.{name}").search(shape)
        if match:
            found.append((name, match.start(), match.end()))
    return sorted(found, key=lambda mention: mention[1])
