"""Whether a text is in the other language: by the small words that only one of the two has."""

from __future__ import annotations

import re
from typing import Final

_ENGLISH: Final = """
the and you your with that is are was were for of to this it not can have has from by or would will be my we
what which how when if they their them there here about please
"""
_FRENCH: Final = """
le la les des du de un une et vous votre vos avec que qui est sont pour dans ce cette ces il elle nous je ne
pas au aux sur par ou où en mais plus leur leurs lui quel quelle si
"""
ONLY: Final = {"en": frozenset(_ENGLISH.split()), "fr": frozenset(_FRENCH.split())}
WORD: Final = re.compile(r"[a-zà-ÿœ]+", re.IGNORECASE)
QUOTED: Final = re.compile(r"«[^»]*»|\"[^\"]*\"|\([^)]*\)|https?://\S+|\S+@\S+")


def wrong_language(text: str, language: str) -> bool:
    """Whether the small words of the other language clearly outnumber those of `language`."""
    words = [word.lower() for word in WORD.findall(QUOTED.sub(" ", text))]
    mine = sum(word in ONLY[language] for word in words)
    theirs = sum(word in ONLY["en" if language == "fr" else "fr"] for word in words)
    return theirs >= 2 and theirs > mine
