"""What the words of a message stand for, whatever its language: the bilingual lexicon `concepts_data/concepts.txt`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Final

from bot.nlu.folding import fold

_FILE: Final = Path(__file__).parent / "concepts_data" / "concepts.txt"
_WORD: Final = re.compile(r"[a-z0-9\u0153]+|[$&]")
_NUMBER: Final = re.compile(r"\d+(?:k|h|hrs?|th|st|nd|rd|e)?")  # read as "#"; "3d" and "5s" are words
_ENGLISH_ENDING: Final = re.compile(r"'(?=(?:t|s|re|ve|ll|d|m)\b)")
_PART: Final = re.compile(r"[.!?;,:\n()]+|\s-+\s|\b(?:but|however|though|mais|sauf|because|car|parce)\b")
LONGEST: Final = 6  # words of the longest entry
SHORTEST_STEM: Final = 4  # letters of a `beginning*` entry
LEAST_MISSPELT: Final = 7  # letters; shorter words have too many neighbours to be read through a typing error

Lexicon = dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Entry -> its concepts. Raises `ValueError` for a line that belongs to no concept."""
    found: dict[str, list[str]] = defaultdict(list)
    concept = ""
    for line in _FILE.read_text(encoding="utf8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            concept, _, line = line.partition(":")
        for entry in line.split(","):
            if entry.strip() and concept not in found[_plain(entry)]:
                found[_plain(entry)].append(concept)
    return {entry: tuple(concepts) for entry, concepts in found.items() if entry}


def _plain(entry: str) -> str:
    words = _words(entry.replace("*", "").replace("#", "1"))
    return " ".join(words) + ("*" if entry.rstrip().endswith("*") else "")


def _words(text: str) -> list[str]:
    plain = _ENGLISH_ENDING.sub("", fold(text)).replace("'", " ")
    return ["#" if _NUMBER.fullmatch(word) else word for word in _WORD.findall(plain)]


@lru_cache(maxsize=1)
def _misspellings() -> dict[str, str]:
    """Every long one-word entry, itself and with any one letter left out -> the entry."""
    words = [entry for entry in lexicon() if entry.isalpha() and len(entry) >= LEAST_MISSPELT]
    return {shape: word for word in words for shape in (*_one_less(word), word)}


def _one_less(word: str) -> Iterator[str]:
    return (word[:i] + word[i + 1 :] for i in range(len(word)))


def _begun(word: str) -> tuple[str, ...]:
    """The concepts of the longest `beginning*` entry that `word` starts with."""
    stems = (f"{word[:size]}*" for size in range(len(word), SHORTEST_STEM - 1, -1))
    return next((lexicon()[stem] for stem in stems if stem in lexicon()), ())


@lru_cache(maxsize=20_000)
def _known(phrase: str) -> tuple[str, ...]:
    """The concepts of a word or phrase; a long word may be one letter off."""
    hit = lexicon().get(phrase, ()) or _begun(phrase)
    if hit or not phrase.isalpha() or len(phrase) < LEAST_MISSPELT - 1:
        return hit
    near = next((_misspellings()[s] for s in (phrase, *_one_less(phrase)) if s in _misspellings()), "")
    return lexicon().get(near, ())


def concepts(part: str) -> list[tuple[str, ...]]:
    """The concepts of one clause in their order, each as those an entry has; one inside a longer one is skipped."""
    words, found, reach = _words(part), [], 0
    for at in range(len(words)):
        for size in range(min(LONGEST, len(words) - at), 0, -1):
            if at + size <= reach:
                break
            hit = _known(" ".join(words[at : at + size]))
            if hit:
                found.append(hit)
                reach = at + size
                break
    return found


def concept_features(text: str) -> list[str]:
    """The concepts of a message, the pairs that share a clause, and the pairs that follow one another."""
    return [feature for part in _PART.split(fold(text)) if part.strip() for feature in _of_part(part)] or ["-"]


def _of_part(part: str) -> Iterator[str]:
    found = concepts(part)
    every = sorted({concept for hit in found for concept in hit})
    yield from every
    yield from (f"{a}&{b}" for a, b in combinations(every, 2))
    yield from (f"{a}>{b}" for first, then in pairwise(found) for a in first for b in then)
