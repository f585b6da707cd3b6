"""A message in one plain shape: lower case, no accents, plain apostrophes, every character where it was."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

MAX_CHARS = 6000
_SENTENCE = re.compile(r"[^.!?;\n]+")
_PLAIN = {
    **dict.fromkeys("\u2018\u2019\u02bc\u2032`\u00b4", "'"),
    **dict.fromkeys("\u00a0\u202f\u2009\t\r#", " "),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"),
    **dict.fromkeys("\u201c\u201d\u00ab\u00bb", '"'),
    "\u2014": ";",
    "\u2026": ".",
    "\u0153": "\u0153",
    "\u0152": "\u0153",
}


def fold(text: str) -> str:
    """`text` in lower case without accents, cut at `MAX_CHARS`; position i stays position i."""
    return text[:MAX_CHARS].translate(_table())


def sentences(folded: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence, as its punctuation marks it."""
    for match in _SENTENCE.finditer(folded):
        yield match.span()


def sentence_around(folded: str, start: int, end: int) -> tuple[int, int]:
    """Start and end of the sentence that holds `start:end`."""
    begin = max(folded.rfind(mark, 0, start) for mark in ".!?;\n") + 1
    stops = [stop for mark in ".!?;\n" if (stop := folded.find(mark, end)) >= 0]
    return begin, min(stops, default=len(folded))


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    letters = {code: _plain_letter(chr(code)) for code in (*range(0x41, 0x5B), *range(0xC0, 0x250))}
    return letters | {ord(char): plain for char, plain in _PLAIN.items()}


def _plain_letter(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 else char
