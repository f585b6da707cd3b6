"""Personal data typed in free text: found by kind, and masked before anything is stored or logged outside the ticket.

Money, headcounts, hours, dates, ticket references, towns and trades are left alone. Recall and false alarms are
measured per language on `tests/privacy/` and published in `docs/privacy-masking.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from bot import masking_addresses, masking_names, masking_numbers

STRUCTURED_KINDS: Final = ("email", "card", "sin", "phone", "address", "postal_code")
KINDS: Final = (*STRUCTURED_KINDS, "name")
PASSES: Final = 20  # a bound; two are hardly ever needed
Finder = Callable[[str], Iterator[tuple[int, int]]]

# In order of authority: what an earlier kind has taken, a later one leaves.
_FINDERS: Final[tuple[tuple[str, Finder], ...]] = (
    ("email", masking_numbers.emails),
    ("card", masking_numbers.cards),
    ("sin", masking_numbers.social_insurance_numbers),
    ("phone", masking_numbers.phones),
    ("address", masking_addresses.street_addresses),
    ("postal_code", masking_addresses.postal_codes),
    ("name", masking_names.names),
)


@dataclass(frozen=True, order=True)
class Span:
    """Personal data of one kind, at `text[start:end]`."""

    start: int
    end: int
    kind: str


def find(text: str) -> list[Span]:
    """The personal data in `text`, in order of appearance, never overlapping."""
    spans = []
    for kind, finder in _FINDERS:
        found = [Span(start, end, kind) for start, end in _merged(finder(text))]
        text = _blanked(text, found)
        spans += found
    return sorted(spans)


def _merged(found: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            start, end = merged[-1][0], max(end, merged.pop()[1])
        merged.append((start, end))
    return merged


def _blanked(text: str, spans: list[Span]) -> str:
    """`text` with what no finder reads where `spans` are."""
    parts, done = [], 0
    for span in spans:
        parts += [text[done : span.start], "\0" * (span.end - span.start)]
        done = span.end
    return "".join((*parts, text[done:]))


def mask(text: str) -> str:
    """`text` with each piece of personal data replaced by its kind in brackets (`[email]`); masking twice is once.

    What stood glued to a masked piece is read again by itself.
    """
    for _ in range(PASSES):
        before, text = text, _masked_once(text)
        if text == before:
            break
    return text


def _masked_once(text: str) -> str:
    parts, done = [], 0
    for span in find(text):
        parts += [text[done : span.start], f"[{span.kind}]"]
        done = span.end
    return "".join((*parts, text[done:]))
