"""What a message waves off and what it blames: "it's not the money, it's the paperwork", "le local c'est beau, ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.nlu.concepts import concepts
from bot.nlu.folding import fold

_THING: Final = r"(\b(?:[a-z']{1,20} ){0,4}?[a-z']{1,20})"
_END: Final = (
    r"(?= *(?:$|[,.;:!?()-]|\b(?:and|or|but|nor|either|so|because|et|ou|mais|ni|non plus|par contre|qui|que)\b))"
)
_TROUBLE: Final = (
    r"(?:problems?|issues?|worr(?:y|ies)|concerns?|obstacles?|bottleneck|trouble|hold-?up|barriers?|hurdles?"
    r"|sticking point)"
)
_MAL: Final = r"(?:probleme|souci|enjeu|hic|bobo|bogue|trouble|obstacle|frein)"
_OWN: Final = r"(?=the |my |our |about )"
_LEUR: Final = r"(?=le |la |l'|les |mon |ma |mes |notre |nos )"
_START: Final = r"(?:^|(?<=[,.;:!?] )|(?<=\band )|(?<=\bbut )|(?<=\bet )|(?<=\bmais )|(?<=\bpis ))"


def _all(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


DENIED: Final = _all(
    rf"{_START}{_THING} (?:is|are|was|'s)(?: ?not|n'?t)(?: really| even| exactly)? (?:(?:the|an?|our"
    rf"|my)? ?(?:\w+ )?{_TROUBLE}|it\b|what\b|that\b)",
    rf"\b(?:it'?s|it is|that'?s) not (?:about |so much |really |even )?(?!a\b|enough\b){_THING}{_END}",
    rf"\b(?:it|that) (?:isn'?t|ain'?t) (?:about |so much |really |even )?(?!a\b|enough\b){_THING}{_END}",
    rf"{_START}not (?:about )?{_OWN}{_THING}{_END}",
    rf"\bneither {_THING} nor (?:[a-z']+ ){{1,3}}(?:is|are|worr|bother|matter|scare)",
    rf"\bneither (?:[a-z']+ ){{1,3}}nor {_THING} (?:is|are|worr|bother|matter|scare)",
    rf"\bc'est ni {_THING} ni\b",
    rf"\bc'est ni (?:[a-z']+ ){{1,4}}ni {_THING}{_END}",
    rf"{_START}{_THING} (?:is|are|'s) (?:all )?(?:fine|ok|okay|good|great|covered|sorted|no {_TROUBLE}"
    rf"|under control|set|there)\b",
    rf"{_START}{_THING},? (?:ok|okay|fine|check|yes)(?= *(?:$|[,.;]))",
    rf"{_START}{_THING} we(?:'ve)? (?:have|got)(?= *(?:$|[,.;]))",
    rf"\bc'est (?:vraiment |juste )?pas {_LEUR}{_THING}{_END}",
    rf"{_START}{_THING},? (?:c'est|ca|est|sont) (?:(?:tout|ben|pas mal) )?(?:pas (?:le |un |ca\b|la |de )"
    rf"|correct|beau|ok\b|regle|bon\b|va\b|s'arrange)",
    rf"{_START}{_THING} (?:me |nous )?(?:fait pas peur|font pas peur|derange pas|derangent pas)",
    rf"{_START}pas {_LEUR}{_THING}{_END}",
    rf"{_START}{_THING},? on (?:l'a|les a|en a)(?! pas)",
)
BLAMED: Final = _all(
    rf"(?<=[,.;] ){_THING} (?:is|are|does|do|oui)(?= *(?:$|[.!]))",
    rf"{_THING} (?:is|are|'s) (?:really )?(?:(?:the|our|my) (?:\w+ )?{_TROUBLE}|what(?:'s"
    rf"| is)? (?:stopping|holding|killing|blocking))",
    rf"\b{_TROUBLE} is {_THING}{_END}",
    rf"\bwhat we(?:'re| are)? (?:don'?t have|lack|need|missing|short on) (?:is|are) {_THING}{_END}",
    rf"{_START}{_THING} we (?:don'?t|do not|lack)(?= *(?:$|[.!,]))",
    rf"{_START}{_THING},? (?:nope|no)(?= *(?:$|[.!]))",
    rf"\b{_MAL} c'est {_THING}{_END}",
    rf"\bce qui (?:manque|bloque|accroche|nous bloque|nous manque) c'est {_THING}{_END}",
    rf"\bc'est {_THING} qui (?:nous )?(?:manque|manquent|bloque|bloquent|accroche|accrochent)",
    rf"{_START}{_THING},? on (?:l'a|les a|en a) pas",
)
# Without one of these no pattern can match.
_CUE: Final = re.compile(
    r"\bnot\b|n'?t\b|\bneither\b|\bni\b|\b(?:ok|okay|fine|check|good|great|sorted|covered|nope|no|yes|lack)\b|'s set\b"
    r"|\b(?:is|are) (?:all )?(?:under|set|there|what|the|our|my)\b|\bwe(?:'ve)? (?:have|got)\b|c'est|\bpas\b"
    rf"|\bon (?:l'a|les a|en a)\b|\b(?:est|sont|ca)\b|ce qui|{_TROUBLE} is|what we|, .* (?:is|are|does|do|oui)[.!]?$"
)
INSTEAD: Final = _all(rf"\b(?:it'?s|it is) (?!not\b){_THING}{_END}", rf"\bc'est (?!pas\b|ni\b){_THING}{_END}")


def contrast_features(text: str) -> list[str]:
    """The concepts a message waves off (`denied MONEY`) and those it blames (`blamed RIGID`), or "-"."""
    plain = re.sub(r"\s+", " ", fold(text))
    if not _CUE.search(plain):
        return ["-"]
    denied = sorted(set(_concepts(plain, DENIED)))
    blamed = set(_concepts(plain, BLAMED)) | (set(_concepts(plain, INSTEAD)) if denied else set())
    found = [f"denied {concept}" for concept in denied]
    return [*found, *(f"blamed {concept}" for concept in sorted(blamed - set(denied)))] or ["-"]


def _concepts(plain: str, patterns: tuple[re.Pattern[str], ...]) -> Iterator[str]:
    for pattern in patterns:
        for match in pattern.finditer(plain):
            for hit in concepts(match[1]):
                yield from hit
