"""Whatever is written anywhere comes out as text everywhere: no page gains an element, no file a formula or a line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hostile_places import PLACES, Hand
from hostile_surfaces import faults, hidden, notices, shape_of, shape_of_notice, surfaces
from hostile_texts import HOSTILE, MARKUP
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from page_shape import Shape
from whole_site import WholeSite

from bot.web.console_words import CATALOGUE

LENGTHS = (61, 130, 600, 2_100, 5_000, 40_000)  # beyond each limit
HARMLESS = ("", "word", "word\nword", "10", "2026-11-23", "word/word", *("w" * length for length in LENGTHS))
COUNTED: Counter[str] = Counter()
Shapes = dict[str, set[Any]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("written")


@pytest.fixture(scope="module")
def known(folder: Path) -> Iterator[Shapes]:
    """What each place and surface is made of with harmless texts, refused ones among them."""
    shapes: Shapes = defaultdict(set)
    for number, text in enumerate(HARMLESS):
        for where, shape, _ in everything(a_hand(folder / f"harmless-{number}", text)):
            shapes[where] |= shape
    COUNTED.clear()
    yield shapes
    print(f"\n{len(HOSTILE)} texts written in {len(PLACES)} kinds of places: {dict(COUNTED)}")


def a_hand(folder: Path, text: str) -> Hand:
    """Somebody with a text, before a site of her own."""
    folder.mkdir()
    return Hand(WholeSite(folder, smtp_url="smtp://mail.example"), text)


def everything(hand: Hand) -> Iterator[tuple[str, frozenset[Any], list[str]]]:
    """Write the text everywhere, then look everywhere: where, of what the answer is made, and what is wrong with it."""
    for place in PLACES:
        for number, answer in enumerate(place(hand)):
            COUNTED["writes"] += 1
            yield f"{place.__name__} {number}", shape_of(answer), faults(answer)
    for where, answer in surfaces(hand):
        COUNTED["reads"] += 1
        yield where, shape_of(answer), [*faults(answer), *hidden(answer)]
    for where, raw in notices(hand):
        COUNTED["notices"] += 1
        yield where, shape_of_notice(raw), []


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_text_wherever_it_comes_out(folder: Path, known: Shapes, name: str) -> None:
    wrong = []
    for where, shape, found in everything(a_hand(folder / name, HOSTILE[name])):
        wrong += [f"{where}: {fault}" for fault in [*found, *(f"gained {each}" for each in shape - known[where])]]
    assert wrong == []


def test_the_texts_do_come_out(folder: Path) -> None:
    hand = a_hand(folder / "seen", text := MARKUP["template_format"])
    for place in PLACES:
        assert list(place(hand))
    answers = dict(surfaces(hand))
    for where in ("/console/tickets?show=all", "/console/tickets/ en", "/console/tickets/ fr", "/console/knowledge"):
        assert text in " ".join(Shape(answers[where].text).words), where
    history = answers["/api/tickets/"].json()["history"]
    assert [each["text"] for each in history if text in each["text"]] == [text, text, text, f"@colleague {text}", text]
    assert text in answers["export"].text and text in answers["tickets.csv?show=all"].text


def test_a_page_that_escapes_nothing_is_found_out(folder: Path, known: Shapes) -> None:
    hand = a_hand(folder / "careless", MARKUP["details"])
    loader = FileSystemLoader(CATALOGUE.parent)
    careless = Environment(loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    hand.site.app.state.console_templates = careless
    gained = {where for where, shape, _ in everything(hand) if shape - known[where]}
    assert {"/console/tickets/ en", "/console/tickets?show=all", "search 0"} <= gained


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_that_would_compute_is_found_out(separator: str) -> None:
    table = f"Scierie{separator}=1+1\r\n".encode()
    answer = httpx.Response(200, headers={"Content-Type": "text/csv"}, content=table)
    assert "a formula: '=1+1'" in faults(answer)
