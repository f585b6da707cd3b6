"""Words as they compare: lower case, no accents, no punctuation."""

from __future__ import annotations

import re
import unicodedata


def plain(text: str) -> str:
    """`text` in lower case without accents, its punctuation turned into single spaces."""
    bare = "".join(each for each in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(each))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())


def says(text: str, word: str) -> bool:
    """Whether plain `text` holds plain `word` as whole words; a star at its end makes it a stem."""
    stem = word.endswith("*")
    return f" {plain(word)}{'' if stem else ' '}" in f" {text} "
