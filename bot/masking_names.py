"""Names of people in free text: introduced ("my name is ..."), titled ("Mme ...") or known from word lists."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.masking_cues import GREETING, HERE, LIKELY, POSSIBLE, REACHED, SURE, TITLE, TITLE_ANY_CASE
from bot.masking_words import Words, fold, words

LONGEST_NAME: Final = 5
_PARTICLES: Final = frozenset(
    (
        "de",
        "du",
        "des",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "del",
        "da",
        "dos",
        "di",
        "bin",
        "ben",
        "al",
        "el",
        "ibn",
    )
    + ("st", "ste", "saint", "sainte", "mac", "mc")
)
_LEGAL_FORMS: Final = frozenset(("inc", "ltd", "ltee", "enr", "senc", "corp", "llc"))
_PLACES: Final = frozenset(
    (
        "chez",
        "rue",
        "mont",
        "lac",
        "parc",
        "boulevard",
        "chemin",
        "avenue",
        "baie",
        "coupe",
        "college",
        "cegep",
        "ecole",
    )
)
_TOKEN: Final = re.compile(
    r"(?<![\w-])(?:[ODLMN]['’](?=[^\W\d_a-zà-ÿ])|o['’])?[^\W\d_]+(?:-[^\W\d_]+)*(?:['’](?=[^\W\d_a-zà-ÿ])[^\W\d_]+)?(?!\w)"
)
_BREAK: Final = re.compile(r"(\.?)[^\S\n]{0,2}")
_ENDS: Final = re.compile(r"\s*(?:[,:(\n–—-]|$)")


@dataclass(frozen=True)
class Token:
    """A word of the text; `shape` is `lower`, `Title`, `UPPER` or `initial`."""

    start: int
    end: int
    plain: str
    shape: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.shape != "lower"


def names(text: str) -> Iterator[tuple[int, int]]:
    """Names of people: start and end of each, surname included; several readings of one name may overlap."""
    yield from _Reading(text, words()).names()


def _token(match: re.Match[str]) -> Token:
    word = match.group()
    if word[0].islower():
        shape = "lower"
    elif len(word) == 1:
        shape = "initial"
    else:
        shape = "UPPER" if word.isupper() else "Title"
    return Token(match.start(), match.end(), fold(word), shape)


class _Reading:
    """One text cut into words, read against the word lists; each rule tells how many words from `i` on are a name."""

    def __init__(self, text: str, lists: Words) -> None:
        self.text = text
        self.lists = lists
        self.tokens = [_token(match) for match in _TOKEN.finditer(text)]
        self.starts = [token.start for token in self.tokens]

    def names(self) -> Iterator[tuple[int, int]]:
        """Start and end of each name, as each cue and each known word finds it."""
        rules = (
            (TITLE, self._titled),
            (TITLE_ANY_CASE, self._titled),
            (SURE, self._sure),
            (LIKELY, self._likely),
            (GREETING, self._greeted),
            (POSSIBLE, self._possible),
        )
        for cue, rule in rules:
            for match in cue.finditer(self.text):
                i = bisect_left(self.starts, match.end())
                if i < len(self.tokens) and self.text[match.end() : self.starts[i]].strip(" \"'«:,\u00a0") == "":
                    yield from self._span(i, rule(i))
        for i, token in enumerate(self.tokens):
            if self._is_given(token):
                yield from self._span(i, self._bare(i))
            elif token.shape == "Title" and self.lists.is_rare(token.plain):
                yield from self._span(i, self._before_surname(i))

    def _span(self, i: int, count: int) -> Iterator[tuple[int, int]]:
        if count:
            yield self.starts[i], self.tokens[i + count - 1].end

    def _titled(self, i: int) -> int:
        token = self.tokens[i]
        if token.capital:
            particle = token.plain in _PARTICLES and self._joined(i) and self._capitals(i + 1)
            return 1 + particle if particle else self._capitals(i) or int(token.plain in self.lists.second_names)
        return self._lowers(i) if self._is_given(token) or token.plain in self.lists.surnames else 0

    def _sure(self, i: int) -> int:
        return self._capitals(i) or self._lowers(i)

    def _likely(self, i: int) -> int:
        if not self.tokens[i].capital:
            return self._lowers(i) if self.tokens[i].plain in self.lists.given else 0
        count = self._capitals(i)
        other = self._in_firm(i, count) if self._is_given(self.tokens[i]) else self._is_other(i, count)
        return 0 if other else count

    def _greeted(self, i: int) -> int:
        if not self.tokens[i].capital or not self._is_given(self.tokens[i]):
            return self._possible(i)
        count = self._capitals(i)
        return 0 if self._in_firm(i, count) else count

    def _possible(self, i: int) -> int:
        token = self.tokens[i]
        if not token.capital:
            with_surname = self._joined(i) and self.tokens[i + 1].plain in self.lists.surnames
            known = token.plain in self.lists.given or (with_surname and self.lists.is_rare(token.plain))
            return self._lowers(i) if known else 0
        count = self._capitals(i)
        if self._is_other(i, count):
            return 0
        known = token.plain in self.lists.given or (count > 1 and self._is_given(token))
        pair = sum(token.shape == "Title" for token in self.tokens[i : i + count]) > 1
        end = self.tokens[i + count - 1].end
        reached = token.shape == "Title" and REACHED.match(self.text, end)
        return count if known or pair or reached else 0

    def _bare(self, i: int) -> int:
        token = self.tokens[i]
        sure = token.plain not in self.lists.ambiguous
        if not token.capital:
            return self._bare_lower(i) if sure else 0
        count = self._capitals(i)
        if self._is_other(i, count):
            return 0
        if sure:
            return count if count > 1 or token.shape == "Title" else 0
        end = self.tokens[i + count - 1].end
        surname = count > 1 and self.tokens[i + 1].plain in self.lists.surnames
        whole = count > 1 and self._opens(i) and _ENDS.match(self.text, end)
        return count if surname or whole or HERE.match(self.text, end) else 0

    def _bare_lower(self, i: int) -> int:
        if self._joined(i) and self.tokens[i + 1].plain in self.lists.surnames:
            return 0 if self._in_firm(i, 2) else 2
        return 1 if self._opens(i) and HERE.match(self.text, self.tokens[i].end) else 0

    def _before_surname(self, i: int) -> int:
        """A given name we do not know, told by the surname after it."""
        known = (
            self._joined(i) and self.tokens[i + 1].shape == "Title" and self.tokens[i + 1].plain in self.lists.surnames
        )
        return 0 if not known or self._is_other(i, 2) else self._capitals(i)

    def _is_given(self, token: Token) -> bool:
        return self.lists.is_given(token.plain)

    def _capitals(self, i: int) -> int:
        """The run of capitalised words from `i` on that could all be parts of one name, with particles between them."""
        count, first = 0, self.tokens[i]
        for k in range(i, min(i + LONGEST_NAME, len(self.tokens))):
            if k > i and not self._joined(k - 1):
                break
            token = self.tokens[k]
            if token.capital and self._may_be_part(token, first):
                count = k - i + 1
            elif k == i or token.plain not in _PARTICLES:
                break
        return 0 if count == 1 and first.shape == "initial" else count

    def _may_be_part(self, token: Token, first: Token) -> bool:
        if token.shape == "initial" and token.plain in "aioy" and self.text[token.end : token.end + 1] != ".":
            return False
        if token.shape == "UPPER" and (first.shape != "UPPER" or len(token.plain) < 3):
            return False
        known = self._is_given(token) or token.plain in self.lists.surnames
        if token is first:
            known = known or (token.shape != "UPPER" and token.plain not in self.lists.ordinary)
            return known and token.plain not in self.lists.trades
        if self._is_given(first) and token.plain in self.lists.second_names:
            return True
        return (known or token.plain not in self.lists.ordinary) and token.plain not in self.lists.trades

    def _lowers(self, i: int) -> int:
        """Up to four words from `i` on that are no ordinary words: a name typed without capitals."""
        count = 0
        for k in range(i, min(i + 4, len(self.tokens))):
            if k > i and not self._joined(k - 1):
                break
            token = self.tokens[k]
            listed = token.plain in self.lists.given or token.plain in self.lists.surnames
            if listed or (self.lists.is_rare(token.plain) and len(token.plain) > 1):
                count = k - i + 1
            elif k == i or token.plain not in _PARTICLES:
                break
        return count

    def _joined(self, k: int) -> bool:
        """Whether only a blank, or the full stop of an abbreviation, parts words `k` and `k` + 1."""
        if k + 1 >= len(self.tokens):
            return False
        gap = _BREAK.fullmatch(self.text, self.tokens[k].end, self.starts[k + 1])
        return gap is not None and (
            not gap[1] or self.tokens[k].shape == "initial" or self.tokens[k].plain in _PARTICLES
        )

    def _is_other(self, i: int, count: int) -> bool:
        """Whether the words are a town, or stand inside the name of a firm or a place; or there are none."""
        if count == 0:
            return True
        runs = [(i, i + count), (i, i + 2), (i - 1, i + 1)]
        plain = {" ".join(token.plain for token in self.tokens[max(0, start) : end]) for start, end in runs}
        if self.tokens[i].plain in self.lists.given:
            plain.discard(self.tokens[i].plain)
        towns = self.lists.towns
        return any(one in towns or one.replace(" ", "-") in towns for one in plain) or self._in_firm(i, count)

    def _in_firm(self, i: int, count: int) -> bool:
        if count == 0:
            return False
        before = self.tokens[i - 1] if i > 0 and self._joined(i - 1) else None
        if before and before.plain in self.lists.trades and (before.capital or before.plain in _PLACES):
            return not GREETING.match(self.text, before.start)
        end = self.tokens[i + count - 1].end
        if self.text[end : end + 2] in ("'s", "’s") and count == 1:
            after = _TOKEN.match(self.text, end + 3)
            return bool(after and after.group()[0].isupper())
        if self.text[end : end + 3] == " & ":
            return True
        after_token = self.tokens[i + count] if self._joined(i + count - 1) else None
        if after_token is None or after_token.plain not in self.lists.trades:
            return False
        return after_token.capital or after_token.plain in _LEGAL_FORMS

    def _opens(self, i: int) -> bool:
        before = self.text[: self.starts[i]].rstrip(" \"'«")
        return not before or before[-1] in ".!?\n:"
