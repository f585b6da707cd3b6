"""The words the readers know, as patterns kept in `lexicon/*.yml`.

A file has up to three sections. `phrases`: whole words and phrases, parted by " | ". `patterns`: regular expressions,
whose lines are joined without a space. `parts`: pieces that either may use as `{{name}}`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

_FOLDER = Path(__file__).parent / "lexicon"
_PART = re.compile(r"\{\{(\w+)\}\}")


class UnknownPhrase(KeyError):
    """No lexicon file has an entry of that name."""


def hears(text: str, *names: str) -> bool:
    """Whether any of the entries `names` occurs in `text`."""
    return any(said(name).search(text) for name in names)


def opens(text: str, *names: str) -> bool:
    """Whether `text` begins with any of the entries `names`."""
    return any(said(name).match(text) for name in names)


@cache
def said(name: str) -> re.Pattern[str]:
    """The pattern `file.entry`, for text folded by `folding.fold`.

    Raises `UnknownPhrase` when there is none.
    """
    file, entry = name.split(".")
    sections = _sections(file)
    if entry in sections.get("phrases", {}):
        alternatives = re.split(r"\s+\|\s+", _filled(sections["phrases"][entry], file))
        return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(alternatives)})(?![a-z])")
    if entry in sections.get("patterns", {}):
        return re.compile(_filled(sections["patterns"][entry].replace("\n", ""), file))
    raise UnknownPhrase(name)


def entries() -> list[str]:
    """The names of all entries, `file.entry`."""
    names = []
    for path in sorted(_FOLDER.glob("*.yml")):
        sections = _sections(path.stem)
        names += [f"{path.stem}.{entry}" for kind in ("phrases", "patterns") for entry in sections.get(kind, {})]
    return names


def _filled(text: str, file: str) -> str:
    parts = _sections(file).get("parts", {})
    return _PART.sub(lambda match: _filled(parts[match[1]].replace("\n", ""), file), text)


@cache
def _sections(file: str) -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load((_FOLDER / f"{file}.yml").read_text(encoding="utf-8"))
    return loaded
