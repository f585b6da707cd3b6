"""The two languages every sentence exists in, and how French is set."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")


@dataclass(frozen=True)
class Bilingual:
    """One text in both languages."""

    en: str
    fr: str

    def __getitem__(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en


def typeset(text: str, language: Language) -> str:
    """French as it is set: a space that never breaks before a colon, inside guillemets, in amounts and hours."""
    if language == "en":
        return text
    text = re.sub(r"[ \u202f](?=[:»$%])|(?<=\d) (?=\d{3}\s?\$|h\b)|(?<=\d h) (?=\d)", "\u00a0", text)
    return re.sub("«[ \u00a0\u202f]?", "«\u00a0", text)
