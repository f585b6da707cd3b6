"""Cells of an export: no spreadsheet computes one, wherever it cuts the line, and nothing of it is lost."""

from __future__ import annotations

import csv
import io
import re

from bot.web.console_export import inert

SEEDS = (
    '=HYPERLINK("x")', "+1 506 555-0123", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "'=1", 'a,"b"\n=c', "Boulangerie;=1",
    ' "=1', "\uff1d1",
)  # fmt: skip
SIGNS = tuple("=+-@\uff1d\uff0b\uff0d\uff20")


def check(text: str) -> None:
    """No piece of a cell begins like a formula; written and read again, a cell is the text but for apostrophes."""
    cell = inert(text)
    assert not any(piece.strip(' "').startswith(SIGNS) for piece in re.split("[;\t]", cell))
    assert _letters(cell) == _letters(text)
    written = io.StringIO(newline="")
    csv.writer(written).writerow([cell, "next"])
    written.seek(0)
    assert list(csv.reader(written)) == [[cell, "next"]]


def _letters(text: str) -> str:
    return "".join(c for c in text if c >= " " and c != "'")
