"""What the door says by itself, in both languages, and which language a visitor reads."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from bot.language import LANGUAGES, Language

FRENCH_SIGNS: Final = re.compile(
    r"[àâçèéêëîïôùûœ]|\b(je|j|tu|vous|nous|on|est|c|les?|des|une?|du|pour|pas|avec|bonjour|salut|allo|merci|oui|"
    r"cherche|besoin|veux|avoir|combien|quoi|comment|pourquoi|stages?|stagiaires?|étudiante?s?|entreprise|svp)\b",
    re.IGNORECASE,
)
ENGLISH_SIGNS: Final = re.compile(
    r"\b(i|you|we|the|is|are|an?|of|to|for|with|hi|hello|hey|thanks?|yes|need|want|have|how|what|why|my|our|"
    r"students?|business|company|please|help|looking)\b",
    re.IGNORECASE,
)


def sentence(code: str, language: Language, **values: object) -> str:
    """A whole sentence of the door."""
    return str(_words()["sentences"][code][language]).format(**values)


def problem_title(code: str, language: Language, **values: object) -> str:
    """The title of a problem."""
    return str(_words()["problems"][code][language]).format(**values)


def field_problem(code: str, language: Language) -> str:
    """What is wrong with a field."""
    return str(_words()["field_problems"][code][language])


def reading_language(accept_language: str) -> Language:
    """The language an `Accept-Language` header prefers; English when it names neither."""
    best: tuple[float, Language] = (0.0, "en")
    for part in accept_language.split(","):
        tag, _, quality = part.partition(";q=")
        name = tag.strip()[:2].lower()
        if name in LANGUAGES and _weight(quality) > best[0]:
            best = (_weight(quality), "fr" if name == "fr" else "en")
    return best[1]


def guess_language(text: str) -> Language | None:
    """The language a message seems to be in; None when nothing shows."""
    french, english = len(FRENCH_SIGNS.findall(text)), len(ENGLISH_SIGNS.findall(text))
    if french == english:
        return None
    return "fr" if french > english else "en"


def _weight(quality: str) -> float:
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    text = (Path(__file__).parent / "words.yml").read_text(encoding="utf-8")
    words: dict[str, Any] = yaml.safe_load(text)
    return words
