"""E-mail addresses, phone numbers, social insurance numbers and payment cards in free text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

Spans = Iterator[tuple[int, int]]

_TLD: Final = r"(?:com|ca|org|net|info|biz|co|io|fr|qu[eé]bec|shop|store|app|dev|me|us|uk|edu|eu)"
_LOCAL: Final = r"(?<![\w.%+'-])[\w%+][\w.%+'-]{0,63}"
_AT_WORD: Final = r"(?:at|@|arobase|arrobase|arobas|arobe|[aà]\s?commercial)"
_DOT_WORD: Final = r"(?:dot|point|\.)"
_EMAIL: Final = re.compile(rf"{_LOCAL}@[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,4}}", re.I)
_SPACED_EMAIL: Final = re.compile(
    rf"{_LOCAL}\s?@\s?[\w-]{{1,63}}(?:\s?\.\s?[\w-]{{1,63}}){{0,2}}\s?\.\s?{_TLD}\b", re.I
)
_BRACKETED_EMAIL: Final = re.compile(
    rf"{_LOCAL}\s{{0,2}}[\[({{<]\s?(?:{_AT_WORD}|a|à)\s?[\])}}>]\s{{0,2}}[\w-]{{1,63}}"
    rf"(?:\s{{0,2}}[\[({{<]?\s?{_DOT_WORD}\s?[\])}}>]?\s{{0,2}}[\w-]{{1,63}}){{1,3}}",
    re.I,
)
_SPOKEN_EMAIL: Final = re.compile(
    rf"{_LOCAL}(?:\s(?:dot|point|underscore|dash|tiret)\s[\w-]{{1,63}}){{0,3}}"
    rf"\s(?:at|arobase|arrobase|arobas|arobe|[aà]\scommercial)\s[\w-]{{1,63}}"
    rf"(?:\s(?:dot|point)\s[\w-]{{1,63}}){{0,2}}\s(?:dot|point)\s{_TLD}\b",
    re.I,
)
_SPOKEN_EMAIL_PLAIN_DOT: Final = re.compile(
    rf"{_LOCAL}\s(?:arobase|arrobase|arobas|arobe|[aà]\scommercial)\s[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,2}}\.{_TLD}\b",
    re.I,
)
_NO_MAILBOX: Final = frozenset(
    (
        "look",
        "sell",
        "shop",
        "us",
        "store",
        "find",
        "me",
        "website",
        "online",
        "site",
        "page",
        "is",
        "are",
        "order",
        "buy",
        "post",
    )
)

_GAP: Final = r"[\s.\-\u2010-\u2013/]{0,3}"
_EXTENSION: Final = r"(?:\s{0,2},?\s?(?:ext\.?|extension|poste|#|x)\s?\d{1,6}\b)?"
_PHONE: Final = re.compile(
    rf"(?<![\w$.,-])(?:\+?1{_GAP})?\(?[2-9]\d\d\)?{_GAP}[2-9]\d\d{_GAP}\d\d{_GAP}\d\d(?![\d-])(?![.,]\d){_EXTENSION}",
    re.I,
)
_FOREIGN_PHONE: Final = re.compile(r"(?<![\w$])\+\d(?:[\s.\-()]{0,2}\d){8,14}(?!\d)")
_SPACED_DIGITS: Final = re.compile(r"(?<![\w$.,-])(?:\d[\s.-]){9,10}\d(?![\d-])")
_LOCAL_PHONE: Final = re.compile(
    r"(?:\b(?:call|phone|tel|cell|cellphone|mobile|text|ring|fax|dial|reach me|home|office|work)\b|t[ée]l[ée]phon\w*|"
    r"\bt[ée]l\b|\bappele[rz]\b|\bcellulaire|\btexte[rz]\b|\bjoindre\b|\bjoignable|\bnum[ée]ro\b|\bmy number\b)"
    r"[^\d\n$]{0,30}(?P<number>[2-9]\d\d[\s.\-]\d{4})(?![\d-])(?!\s?(?:\$|dollars|cad))" + _EXTENSION,
    re.I,
)
_DIGIT_WORD: Final = (
    r"(?:oh|zero|one|two|three|four|five|six|seven|eight|nine|double|"
    r"z[ée]ro|une?|deux|trois|quatre|cinq|sept|huit|neuf)"
)
_SPOKEN_PHONE: Final = re.compile(rf"\b{_DIGIT_WORD}(?:[\s,-]{{1,3}}{_DIGIT_WORD}){{6,11}}\b", re.I)

_NINE: Final = re.compile(
    r"(?<![\w$.,-])\d{3}([ .\-]?)\d{3}\1\d{3}(?![\w-])(?![.,]\d)(?!\s?(?:\$|dollars|cad|R[TCPM]\s?\d{4}))", re.I
)
_SIN_CUE: Final = re.compile(
    r"(?:\bsin\b|\bnas\b|social insurance|assurance sociale)[^\d\n]{0,30}(?P<number>\d(?:[ .-]?\d){8})(?!\d)", re.I
)
_CARD: Final = re.compile(
    r"(?<![\w$.,])(?=([2-6]\d{3}(?:[ \-]?\d){9,15}))"
)  # looks ahead: other digits may stand before


def emails(text: str) -> Spans:
    """E-mail addresses, plain (`a@b.ca`), spaced out, or spelled (`a at b dot ca`, `a arobase b point ca`)."""
    lowered = text.lower()
    if "@" in text:
        yield from (match.span() for match in _EMAIL.finditer(text))
        yield from (match.span() for match in _SPACED_EMAIL.finditer(text))
    if any(mark in lowered for mark in ("at", "aro", "arro", "commercial", "(a", "[a")):
        for pattern in (_BRACKETED_EMAIL, _SPOKEN_EMAIL, _SPOKEN_EMAIL_PLAIN_DOT):
            for match in pattern.finditer(text):
                if match.group().split()[0].lower() not in _NO_MAILBOX:
                    yield match.span()


def phones(text: str) -> Spans:
    """Phone numbers: North American in any grouping, foreign after `+`, local ones after a cue, digits spelled out."""
    if _digits(text) >= 7:
        whole = [match.span() for match in _PHONE.finditer(text) if not _is_money(text, *match.span())]
        whole += [match.span() for each in (_FOREIGN_PHONE, _SPACED_DIGITS) for match in each.finditer(text)]
        yield from whole
        yield from _local_phones(text, whole)
    if len(text) >= 24:
        yield from (match.span() for match in _SPOKEN_PHONE.finditer(text))


def _local_phones(text: str, whole: list[tuple[int, int]]) -> Spans:
    """Numbers without an area code, after a cue; another number is one ("506-555-0199 or 555-0123")."""
    for start, end in whole:
        text = f"{text[:start]}{'[phone]':>{end - start}}{text[end:]}"
    start = 0
    while match := _LOCAL_PHONE.search(text, start):
        start, end = match.start("number"), match.end()
        yield start, end
        text = f"{text[:start]}{'[phone]':>{end - start}}{text[end:]}"


def social_insurance_numbers(text: str) -> Spans:
    """Nine digits that pass the Luhn check, or any after "SIN" or "NAS"; business numbers (`... RT0001`) are not."""
    if _digits(text) < 9:
        return
    for match in _NINE.finditer(text):
        if passes_luhn(match.group()) and not _is_money(text, *match.span()):
            yield match.span()
    yield from (match.span("number") for match in _SIN_CUE.finditer(text))


def cards(text: str) -> Spans:
    """Payment cards: 13 to 19 digits, however grouped, that pass the Luhn check."""
    if _digits(text) < 13:
        return
    for match in _CARD.finditer(text):
        start, end = match.span(1)
        ends = (stop for stop in range(end, start + 12, -1) if not text[stop : stop + 1].isdigit())
        whole = (stop for stop in ends if text[stop - 1].isdigit() and _is_card(text[start:stop]))
        yield from ((start, stop) for stop in (next(whole, 0),) if stop)


def _is_card(number: str) -> bool:
    return _digits(number) >= 13 and passes_luhn(number)


def passes_luhn(number: str) -> bool:
    """Whether the digits of `number`, other characters skipped, pass the Luhn check; all zeros do not."""
    digits = [int(char) for char in reversed(number) if char.isdigit()]
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[1::2]]
    return any(digits) and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _is_money(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 2) : start], text[end : end + 9].lstrip("\u00a0\u202f ").lower()
    return "$" in before or after.startswith(("$", "dollar", "cad"))
