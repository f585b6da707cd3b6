"""Street addresses and postal codes of Canada in free text, in English and in French."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

Spans = Iterator[tuple[int, int]]

_POSTAL: Final = re.compile(
    r"(?<![\w-])(?<!WIL )[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ \-\u00a0]{0,2}\d[ABCEGHJ-NPRSTV-Z]\d(?![\w-])", re.I
)
_NUMBER: Final = r"(?<![\w$.,:/-])#?(?:(?:unit|suite|apt\.?|app\.?)\s)?\d{1,6}(?:-?[A-Za-z]\b)?(?:\s?-\s?\d{1,6})?"
_UNIT: Final = (
    r"(?:,?\s{1,2}(?:unit|suite|ste\.?|apt\.?|apartment|floor|app\.?|appartement|bureau|bur\.?|unit[ée]|local|porte|#)"
    r"\.?\s?#?\d{1,5}[A-Za-z]?\b)?"
)
_COMPASS: Final = r"(?:\s(?:[NSEWO]|N\.?[EWO]|S\.?[EWO]|north|south|east|west|nord|sud|est|ouest)\b\.?)?"
_WORD: Final = r"(?:[^\W\d_]+\.?(?:['’\-][^\W\d_]+)*|\d{1,3}(?:st|nd|rd|th|e|re))"
_FUNCTION_WORDS: Final = (
    r"(?:in|on|at|of|to|the|a|an|and|or|for|with|from|by|per|is|are|we|our|my|people|person|persons|employees?|staff|"
    r"students?|interns?|hours?|hrs?|days?|weeks?|months?|years?|minutes?|min|km|dollars?|more|guys?|of us|"
    r"à|au|aux|de|des|du|la|le|les|en|sur|et|ou|dans|par|pour|employés?|personnes?|heures?|jours?|semaines?|mois|ans?)"
)
_NAME_WORD: Final = rf"(?!{_FUNCTION_WORDS}\b){_WORD}"
_SURE_TYPE: Final = (
    r"(?:street|str|st|avenue|ave|av|road|rd|boulevard|blvd|crescent|cres|cr|highway|hwy|parkway|pkwy|lane|terrace)"
)
_MAYBE_TYPE: Final = (
    r"(?:Drive|Dr|Court|Crt|Ct|Way|Place|Pl|Row|Trail|Square|Sq|Circle|Cir|Line|Sideroad|Close|Gate|Heights|Hill|Loop|"
    r"Mews|Path|Walk|Ln|Terr|Ter|Grove|Landing|Bay|Ridge|View|Park|Side|Common|Green|Quay|Wharf|Cove)"
)
_ENGLISH: Final = re.compile(
    rf"{_NUMBER},?\s{{1,2}}(?:[NSEW]\.?\s)?{_NAME_WORD}(?:\s{_NAME_WORD}){{0,2}}?\s{_SURE_TYPE}\b\.?{_COMPASS}{_UNIT}",
    re.I,
)
_CAPITALIZED: Final = r"[A-ZÀ-Ý][^\W\d_]*\.?(?:['’\-][^\W\d_]+)*"
_ENGLISH_MAYBE: Final = re.compile(
    rf"{_NUMBER},?\s{{1,2}}(?:[NSEW]\.?\s)?{_CAPITALIZED}(?:\s{_CAPITALIZED}){{0,2}}?\s{_MAYBE_TYPE}\b\.?"
    rf"(?:{_COMPASS})(?i:{_UNIT})"
)
_NUMBERED_ROAD: Final = re.compile(
    rf"{_NUMBER},?\s{{1,2}}(?:(?:county|old|rural)\s)?"
    rf"(?:route|rte\.?|highway|hwy\.?|autoroute|rang|concession|line|township road|range road|rr)\s\d{{1,4}}\b"
    rf"{_COMPASS}{_UNIT}",
    re.I,
)
_PARTICLE: Final = r"(?:de la|de l['’]|des|du|de|d['’]|l['’]|la|le|les|aux?|à la)"
_FRENCH_TYPE: Final = (
    r"(?:rue|avenue|ave?\.?|boulevard|boul\.?|blvd\.?|bd\.?|chemin|ch\.|rang|mont[ée]e|all[ée]e|impasse|ruelle|croissant|"
    r"promenade|terrasse|sentier|carr[ée]|faubourg)"
)
_FRENCH: Final = re.compile(
    rf"{_NUMBER},?\s{{1,2}}(?:de la\s|de l['’]|du\s|bis,?\s)?{_FRENCH_TYPE}\s(?:{_PARTICLE}\s?){{0,2}}"
    rf"(?:\d{{1,3}}e?|{_NAME_WORD})(?:\s(?-i:{_CAPITALIZED})){{0,3}}{_COMPASS}{_UNIT}",
    re.I,
)
_FRENCH_MAYBE: Final = re.compile(
    rf"{_NUMBER},?\s{{1,2}}(?:route|rte|place|square|quai|c[ôo]te|voie|passage|cours)\s(?:{_PARTICLE}\s?){{0,2}}"
    rf"(?-i:{_CAPITALIZED})(?:\s(?-i:{_CAPITALIZED})){{0,2}}{_COMPASS}{_UNIT}",
    re.I,
)
_BOX: Final = re.compile(
    r"\b(?:p\.?\s?o\.?\s?box|post office box|case postale|bo[iî]te postale|c\.\s?p\.|cp|r\.?r\.?\s?#)\s?#?\s?\d{1,6}\b",
    re.I,
)


def postal_codes(text: str) -> Spans:
    """Canadian postal codes, spaced or not; a ticket reference that looks like one is not."""
    yield from (match.span() for match in _POSTAL.finditer(text))


def street_addresses(text: str) -> Spans:
    """Civic number and street with its unit, in English or French; post office boxes. The town after it is left."""
    if not any(map(str.isdigit, text)):
        return
    for pattern in (_FRENCH, _NUMBERED_ROAD, _ENGLISH, _ENGLISH_MAYBE, _FRENCH_MAYBE, _BOX):
        yield from (match.span() for match in pattern.finditer(text))
