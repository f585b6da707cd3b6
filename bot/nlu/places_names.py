"""The gazetteer: place names in one spelling, and the provinces that have them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.nlu.folding import fold

_DATA = Path(__file__).parent / "places_data"
_DOMINANT = 8  # times the people of all its namesakes together
_WORD = re.compile(r"[a-z0-9\u0153]+")
_SAINT = {"saint": "st", "sainte": "st", "ste": "st", "saintes": "st", "saints": "st", "sts": "st"}
_SHORT = {"ft": "fort", "mt": "mount", "mtn": "mountain", "pte": "pointe", "pt": "point"}


@dataclass(frozen=True)
class Name:
    """A place name: its province (None when several claim it), all claimants, and how wary to be of it (0 to 3).

    1: needs a locative word before it; 2: that and a capital; 3: counts only beside its province.
    """

    province: str | None
    provinces: tuple[str, ...]
    wariness: int


def plain_name(name: str) -> str:
    """`name` in the spelling the gazetteer uses: folded, words parted by one space, every saint "st"."""
    return " ".join(plain_word(word) for word in _WORD.findall(fold(name).replace("'", "")))


def plain_word(word: str) -> str:
    """One folded word as the gazetteer spells it."""
    return _SAINT.get(word, _SHORT.get(word, word))


@lru_cache(maxsize=1)
def gazetteer() -> dict[str, Name]:
    """Every known name; hand-made entries overrule the generated list."""
    claims: dict[str, dict[str, int]] = defaultdict(dict)
    wary: dict[str, tuple[int, int]] = {}
    for province, weight, wariness, name in _rows("municipalities.tsv"):
        claims[name][province] = int(weight)
        wary[name] = max(wary.get(name, (0, 0)), (int(weight), int(wariness)))
    names = {name: _named(claim, wary[name][1]) for name, claim in claims.items()}
    for province, wariness, listing in _rows("regions.tsv"):
        codes = tuple(province.split("/"))
        for name in listing.split(","):
            names[plain_name(name)] = Name(codes[0] if len(codes) == 1 else None, codes, int(wariness))
    return names


@lru_cache(maxsize=1)
def longest_from() -> dict[str, int]:
    """For each first word of a name, how many words its longest name has."""
    longest: dict[str, int] = defaultdict(int)
    for name in gazetteer():
        words = name.split(" ")
        longest[words[0]] = max(longest[words[0]], len(words))
    return dict(longest)


def _named(claim: dict[str, int], wariness: int) -> Name:
    ranked = sorted(claim, key=lambda province: (-claim[province], province))
    rest = sum(claim[province] for province in ranked[1:])
    clear = len(ranked) == 1 or claim[ranked[0]] >= _DOMINANT * max(rest, 1)
    return Name(ranked[0] if clear else None, tuple(ranked), wariness)


def _rows(file: str) -> list[list[str]]:
    lines = (_DATA / file).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]


@dataclass(frozen=True)
class Provinces:
    """Names of provinces and territories, their people, and how many words the longest from a first word has."""

    names: dict[str, str]
    people: dict[str, str]
    longest: dict[str, int]


@lru_cache(maxsize=1)
def provinces() -> Provinces:
    """Provinces and territories by every name people give them."""
    kinds: dict[str, dict[str, str]] = {"name": {}, "people": {}}
    longest: dict[str, int] = defaultdict(int)
    for code, kind, listing in _rows("provinces.tsv"):
        for name in map(plain_name, listing.split(",")):
            kinds[kind][name] = code
            longest[name.split(" ")[0]] = max(longest[name.split(" ")[0]], name.count(" ") + 1)
    return Provinces(kinds["name"], kinds["people"], dict(longest))


@lru_cache(maxsize=1)
def known_names() -> frozenset[str]:
    """Well-known names of one long word, the ones worth recognizing misspelled."""
    towns = (name for _, weight, wary, name in _rows("municipalities.tsv") if int(weight) >= 40_000 and wary == "0")
    return frozenset(name for name in (*provinces().names, *towns) if len(name) >= 6 and " " not in name)


def closest(word: str) -> str | None:
    """The well-known name one letter off `word` (left out, added, changed or swapped), first letter right."""
    for cut in (word, *_cuts(word)):
        for name in _cut_names().get(cut, ()):
            if name[0] == word[0] and abs(len(name) - len(word)) <= 1:
                return name
    return None


@lru_cache(maxsize=1)
def lookalikes() -> frozenset[str]:
    """Common words that only look like a misspelled name."""
    return frozenset(row[0] for row in _rows("lookalikes.tsv"))


@lru_cache(maxsize=1)
def _cut_names() -> dict[str, tuple[str, ...]]:
    cut: dict[str, tuple[str, ...]] = {}
    for name in sorted(known_names()):
        for key in (name, *_cuts(name)):
            cut[key] = (*cut.get(key, ()), name)
    return cut


def _cuts(word: str) -> Iterator[str]:
    return (word[:k] + word[k + 1 :] for k in range(1, len(word)))
