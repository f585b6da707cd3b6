"""The embed guide says what the widget does: the same in both languages, every attribute, and samples that work."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WIDGET = ROOT / "bot" / "web" / "static" / "widget"
GUIDES = {"en": ROOT / "docs" / "embed.md", "fr": ROOT / "docs" / "embed.fr.md"}
BOTH = pytest.mark.parametrize("language", ["en", "fr"])


def guide(language: str) -> str:
    return GUIDES[language].read_text(encoding="utf-8")


def in_settings_file() -> set[str]:
    """What the widget reads from the file that `data-settings` names."""
    (known,) = re.findall(r"const KNOWN = (\[.*?\]);", (WIDGET / "look.js").read_text(encoding="utf-8"))
    return set(json.loads(known))


@BOTH
def test_the_table_lists_every_attribute_and_no_other(language: str) -> None:
    table = [line.split("|")[1] for line in guide(language).splitlines() if line.startswith("| `data-")]
    listed = {name for cell in table for name in re.findall(r"`data-([\w-]+)`", cell)}
    in_both = {f"{name}-{each}" for name in ("chamber", "greeting", "logo") for each in ("en", "fr")}
    assert listed == in_settings_file() | {"settings", "home"} | in_both


@BOTH
def test_the_attributes_of_the_table_are_those_the_widget_reads(language: str) -> None:
    code = (WIDGET / "element.js").read_text(encoding="utf-8") + (WIDGET / "look.js").read_text(encoding="utf-8")
    read = set(re.findall(r"(?:dataset|attributes)\.(\w+)", code)) | set(re.findall(r'own\("(\w+)"\)', code))
    for name in read:
        written = re.sub(r"([A-Z])", lambda letter: f"-{letter[1].lower()}", name)
        assert f"`data-{written}`" in guide(language)


@BOTH
def test_the_settings_file_of_the_guide_is_json_that_the_widget_knows(language: str) -> None:
    (sample,) = re.findall(r"```json\n(.*?)```", guide(language), re.DOTALL)
    assert set(json.loads(sample)) <= in_settings_file()
    row = guide(language).split("`data-settings` | ")[1].split("\n")[0]
    assert set(re.findall(r"`(\w+)`", row)) == in_settings_file()


def test_both_guides_have_the_same_parts_and_the_same_platforms() -> None:
    for part in (r"^(#+) ", r"^```(\w*)$", r"^\*\*(WordPress|Drupal|Squarespace)\.\*\*"):
        english, french = (re.findall(part, guide(language), re.MULTILINE) for language in ("en", "fr"))
        assert english == french
        assert english


@BOTH
def test_the_words_the_guide_quotes_are_on_the_screen(language: str) -> None:
    words = json.loads((WIDGET / "words.json").read_text(encoding="utf-8"))[language]
    text = re.sub(r"\s+", " ", guide(language))
    for key in ("again", "plan", "more", "answers", "restart"):
        assert words[key] in text
