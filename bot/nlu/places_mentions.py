"""Every place a message names, whoever's it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.nlu.folding import fold
from bot.nlu.lexicon import hears, opens, said
from bot.nlu.places_names import Name, closest, gazetteer, longest_from, lookalikes, plain_word, provinces

A_GRAVE = "\u0001"  # stands for "à", which folding would make an English "a"
_TOKEN = re.compile(r"[a-z0-9\u0153]+(?:'[a-z0-9\u0153]+)*")
_ELISION = re.compile(r"^(?:l|d|qu|j|s|n|m|c)'(?=[a-z]{3})")
_JOINT = re.compile(r"^ ?[-./]? ?$")
_BESIDE = re.compile(r"^[ ,(-]{1,3}$")
_CODES = frozenset({"ab", "bc", "mb", "nb", "nl", "ns", "nt", "nu", "on", "pe", "qc", "sk", "yt"})
_WORDS_TOO = frozenset({"on", "nu", "pe", "nt"})  # codes that are words in lower case
_LEAST_MISSPELLED = 6  # letters


@dataclass(frozen=True)
class Token:
    """A word of the message, folded, and where it stands."""

    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Text:
    """A message ready for reading: as typed, folded with "à" kept apart, in words; `shouted` when in capitals."""

    raw: str
    folded: str
    tokens: tuple[Token, ...]
    shouted: bool


@dataclass(frozen=True)
class Mention:
    """A name in the message: what it may be, where it stands, if it is a province's, and its last word's index."""

    name: Name
    start: int
    end: int
    is_province: bool
    last: int


def prepared(raw: str) -> Text:
    """`raw` as the readers of places need it."""
    folded = fold(raw)
    raw = raw[: len(folded)]
    kept = "".join(A_GRAVE if char in "àÀ" else plain for char, plain in zip(raw, folded, strict=True))
    tokens = tuple(Token(match[0], *match.span()) for match in _TOKEN.finditer(folded))
    letters = [char for char in raw if char.isalpha()]
    shouted = len(letters) > 6 and sum(char.isupper() for char in letters) > 0.7 * len(letters)
    return Text(raw, kept, tokens, shouted)


def mentions(text: Text, answering: bool) -> list[Mention]:
    """Every place `text` names, in order; when `answering`, a lone abbreviation counts in lower case."""
    found: list[Mention] = []
    i = 0
    while i < len(text.tokens):
        mention = _named(text, i) or _misspelled(text, i) or _coded(text, i, found, answering)
        if mention:
            found.append(mention)
        i = mention.last + 1 if mention else i + 1
    return sorted([*found, *_dotted(text, found)], key=lambda mention: mention.start)


def _province(code: str, start: int, end: int, last: int) -> Mention:
    return Mention(Name(code, (code,), 0), start, end, True, last)


def _named(text: Text, i: int) -> Mention | None:
    """The longest known name that begins with word `i`."""
    for form in _forms(text.tokens[i].word):
        longest = max(longest_from().get(form, 0), provinces().longest.get(form, 0))
        for last in range(min(i + longest, len(text.tokens)) - 1, i - 1, -1):
            mention = _known(text, i, last, form)
            if mention:
                return mention
    return None


def _forms(token: str) -> list[str]:
    """How the gazetteer may spell a first word: "d'edmundston" as one word, or without its article."""
    merged = plain_word(token.replace("'", ""))
    bare = plain_word(_ELISION.sub("", token).removesuffix("'s").replace("'", ""))
    return [merged] if bare == merged else [merged, bare]


def _known(text: Text, i: int, last: int, form: str) -> Mention | None:
    name = _joined(text, i, last, form)
    start, end = text.tokens[i].start, text.tokens[last].end
    if name in provinces().names:
        return _province(provinces().names[name], start, end, last)
    if name in provinces().people and _is_said_of_firm(text, start, end):
        return _province(provinces().people[name], start, end, last)
    if name in gazetteer():
        return Mention(_elided(gazetteer()[name], text.tokens[i].word, form), start, end, False, last)
    return None


def _joined(text: Text, i: int, last: int, first: str) -> str:
    """Words `i` to `last` as one name, or nothing when more than a space or hyphen parts them."""
    tokens = text.tokens[i : last + 1]
    if not all(_JOINT.match(text.folded[left.end : right.start]) for left, right in pairwise(tokens)):
        return ""
    words = [first, *(plain_word(token.word.replace("'", "")) for token in tokens[1:])]
    name = " ".join(words)
    return name[:-1] if tokens[-1].word.endswith("'s") and name not in gazetteer() else name


def _elided(name: Name, token: str, form: str) -> Name:
    """`name`, warier when its first word is an article run into a word: "l'avenir" is seldom L'Avenir."""
    merged = _ELISION.match(token) and form == plain_word(token.replace("'", ""))
    return replace(name, wariness=max(name.wariness, 2)) if merged else name


def _is_said_of_firm(text: Text, start: int, end: int) -> bool:
    """Whether a demonym is about the firm: "we're Albertans", "entreprise manitobaine"."""
    before, after = text.folded[max(0, start - 40) : start], text.folded[end:]
    if opens(after, "places.elsewhere_after"):
        return False
    leads = not before.strip() and text.tokens[0].start == start
    return leads or hears(before, "places.firm_is") or opens(after, "places.of_firm")


def _misspelled(text: Text, i: int) -> Mention | None:
    token = text.tokens[i]
    if len(token.word) < _LEAST_MISSPELLED or token.word in lookalikes():
        return None
    named = len(text.tokens) <= 3 or text.raw[token.start].isupper()
    if not (named or hears(text.folded[max(0, token.start - 30) : token.start], "places.locative")):
        return None
    name = closest(token.word)
    if name is None:
        return None
    if name in provinces().names:
        return _province(provinces().names[name], token.start, token.end, i)
    return Mention(replace(gazetteer()[name], wariness=1), token.start, token.end, False, i)


def _coded(text: Text, i: int, found: list[Mention], answering: bool) -> Mention | None:
    """A two-letter abbreviation, where it cannot be the word it looks like."""
    token = text.tokens[i]
    if token.word not in _CODES or "'" in (
        text.folded[token.end : token.end + 1],
        text.folded[token.start - 1 : token.start],
    ):
        return None
    beside = bool(found) and found[-1].last == i - 1 and _is_beside(text, found[-1].end, token.start)
    within = hears(text.folded[max(0, token.start - 12) : token.start], "places.within")
    believed = _is_believed_code(text, token, beside, within, answering)
    return _province(token.word.upper(), token.start, token.end, i) if believed else None


def _is_believed_code(text: Text, token: Token, beside: bool, within: bool, answering: bool) -> bool:
    ends = opens(text.folded[token.end :], "places.code_ends")
    alone = len(text.tokens) <= (4 if answering else 1)
    if alone and ends and (answering or token.word not in _WORDS_TOO):
        return True
    if text.raw[token.start : token.end].isupper() and not text.shouted:
        return not opens(text.folded[token.end :], "places.nota_bene") and (token.word != "on" or beside or within)
    return (beside and ends) or (within and token.word not in _WORDS_TOO)


def _is_beside(text: Text, end: int, start: int) -> bool:
    return bool(_BESIDE.match(text.folded[end:start]))


def _dotted(text: Text, found: list[Mention]) -> Iterator[Mention]:
    """Abbreviations with points or hyphens: "N.-B.", "P.E.I."."""
    ends = {mention.end for mention in found}
    for match in said("places.dotted").finditer(text.folded):
        code = next(name for name, value in match.groupdict().items() if value)[:2]
        beside = any(match.start() - gap in ends for gap in (1, 2, 3))
        if text.raw[match.start()].isupper() or match[0].count("-") > 1 or beside:
            yield _province(code, match.start(), match.end(), -1)
