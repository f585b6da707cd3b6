"""How the assistant writes: short, plain, Canadian French, neither language in the other, the glossary's terms."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
MOST_WORDS = 60
LONG_ON_PURPOSE = {"utter_consent"}  # what the law asks to be told
MOST_TITLE = 32  # characters on a button


def _read(name: str) -> Any:
    return yaml.load((ROOT / name).read_text("utf-8"), Loader=yaml.CSafeLoader)


def _pairs(node: Any, path: str = "") -> list[tuple[str, str, str]]:
    """Every text of a word file that exists in both languages: where, French, English."""
    if isinstance(node, dict) and set(node) == {"en", "fr"} and not isinstance(node["en"], dict):
        return [(path, str(node["fr"]), str(node["en"]))]
    if isinstance(node, dict):
        return [pair for key, value in node.items() for pair in _pairs(value, f"{path}.{key}" if path else str(key))]
    return []


def _texts(variant: dict[str, Any]) -> list[str]:
    why = variant.get("custom", {}).get("why")
    return [variant["text"], *(button["title"] for button in variant.get("buttons", ())), *([why] if why else [])]


RESPONSES = _read("domain.yml")["responses"]
WORDS = _pairs(_read("bot/advice/words.yml"))
UNITS = {"money", *_read("bot/advice/words.yml")["units"]}
FRENCH = [(name, text) for name, (fr, _) in RESPONSES.items() for text in _texts(fr)]
FRENCH += [(where, fr) for where, fr, _ in WORDS]
ENGLISH = [(name, text) for name, (_, en) in RESPONSES.items() for text in _texts(en)]
ENGLISH += [(where, en) for where, _, en in WORDS]

FRENCH_FAULTS = {
    "no space before « : »": re.compile(r"[^\s\d]:(?!//)"),
    "a space before ! ? or ;": re.compile(r"[\s\u00a0\u202f][!?;]"),
    "a straight quotation mark": re.compile(r'"'),
    "guillemets without spaces": re.compile(r"«(?![ \u00a0])|(?<![ \u00a0])»"),
    "the dollar sign before the amount": re.compile(r"\$ ?\d"),
    "a comma in thousands": re.compile(r"\d,\d{3}"),
    "a doubled space": re.compile(r"  "),
    "tutoiement": re.compile(r"\b(tu|toi|ton|tes|t')\b", re.IGNORECASE),
    "a word the glossary bans": re.compile(
        r"\b(e-?mail|mail|website|site internet|opportunit|digital|feedback|startup|start-up|call|WIL)\b", re.I
    ),
    "English": re.compile(
        r"\b(the|and|with|your|you|please|student|students|business|thanks|help|about|which|what)\b", re.I
    ),
}
ENGLISH_FAULTS = {
    "a space before punctuation": re.compile(r"[ \u00a0](?:[:!?;](?!\)))"),
    "guillemets": re.compile(r"[«»]"),
    "the dollar sign after the amount": re.compile(r"\d ?\$"),
    "a doubled space": re.compile(r"  "),
    "a word the glossary bans": re.compile(r"\b(AIT|email|stage placement|learner)\b"),
    "French": re.compile(
        r"\b(le|la|les|des|une|vous|votre|vos|avec|pour|dans|est|sont|étudiants?|entreprise|merci|qui|que|nous)\b", re.I
    ),
}


@pytest.mark.parametrize("fault", sorted(FRENCH_FAULTS))
def test_the_french_has_no(fault: str) -> None:
    assert not [f"{where}: {text}" for where, text in FRENCH if FRENCH_FAULTS[fault].search(_said(text))]


@pytest.mark.parametrize("fault", sorted(ENGLISH_FAULTS))
def test_the_english_has_no(fault: str) -> None:
    assert not [f"{where}: {text}" for where, text in ENGLISH if ENGLISH_FAULTS[fault].search(_said(text))]


def _said(text: str) -> str:
    """The text without its placeholders, addresses and references."""
    return re.sub(r"\{\w+(?::\w+)?\}|https?://\S+|\S+@\S+|WIL-\w+", "X", text)


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_a_turn_is_short(name: str) -> None:
    if name not in LONG_ON_PURPOSE:
        assert all(len(_said(variant["text"]).split()) <= MOST_WORDS for variant in RESPONSES[name])


def test_buttons_fit_on_a_telephone() -> None:
    titles = [button["title"] for name in RESPONSES for v in RESPONSES[name] for button in v.get("buttons", ())]
    assert not [title for title in titles if len(title) > MOST_TITLE]


def test_no_two_buttons_of_a_response_are_called_the_same() -> None:
    for name, variants in RESPONSES.items():
        for variant in variants:
            titles = [button["title"] for button in variant.get("buttons", ())]
            assert len(titles) == len(set(titles)), name


@pytest.mark.parametrize(("where", "french", "english"), WORDS, ids=[where for where, _, _ in WORDS])
def test_a_text_takes_the_same_plain_values_in_both_languages(where: str, french: str, english: str) -> None:
    assert _fields(french) == _fields(english)


def _fields(text: str) -> set[str]:
    """The names of the placeholders; what follows a colon must be a unit, or `money`."""
    found = [(name, unit, how) for _, name, unit, how in Formatter().parse(text) if name is not None]
    assert all(re.fullmatch(r"\w+", name) and (not unit or unit in UNITS) and not how for name, unit, how in found)
    return {name for name, _, _ in found}


def test_a_question_is_one_question() -> None:
    for name in RESPONSES:
        if name.startswith("utter_ask_"):
            assert all(variant["text"].count("?") == 1 for variant in RESPONSES[name]), name


def test_the_reference_shown_as_an_example_is_one_that_would_be_read() -> None:
    from bot.intake.ticket import reference_in

    assert all(reference_in(variant["text"]) for variant in RESPONSES["utter_ask_ticket_reference"])


def test_what_a_response_asks_to_type_is_in_the_training_text() -> None:
    """The consent card says: type "my data"."""
    for variant, language in zip(RESPONSES["utter_consent"], ("fr", "en"), strict=True):
        typed = re.search(r"(?:écrivez|type) [«\"]\s?([^»\"]+?)\s?[»\"]", variant["text"])
        assert typed is not None
        examples = _read(f"data/nlu/{language}/handoff.yml")["nlu"]
        known = {e["text"].casefold() for each in examples if each["intent"] == "delete_data" for e in each["examples"]}
        assert typed[1].casefold() in known
