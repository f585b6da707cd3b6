"""Numbers people write, and things that only look like numbers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.lexicon import UnknownPhrase, entries, said
from bot.nlu.numbers import reading


def values(text: str) -> list[float]:
    return [number.value for number in reading(text).numbers]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("twenty-odd", 20),
        ("2,500", 2500),
        ("2 500", 2500),
        ("2 500,50", 2500.5),
        ("2.5", 2.5),
        ("1.5k", 1500),
        ("five grand", 5000),
        ("half a dozen", 6),
        ("two and a half grand", 2500),
        ("2 and a half grand", 2500),
        ("one and a half k", 1500),
        ("half a grand", 500),
        ("a grand and a half", 1500),
        ("two hundred and fifty thousand", 250_000),
        ("five hundred, maybe six hundred", 550),
        ("two and a half", 2.5),
        ("a couple hundred", 200),
        ("a few thousand", 3000),
        ("twenty-five hundred", 2500),
        ("one thousand two hundred", 1200),
        ("two hundred and fifty", 250),
        ("8 to 10", 9),
        ("2-3k", 2500),
        ("between eight and ten", 9),
        ("deux-trois", 2.5),
        ("deux mille cinq", 2500),
        ("deux mille cinq cents", 2500),
        ("quatre-vingt-dix-sept", 97),
        ("soixante-quinze", 75),
        ("trente et un", 31),
        ("cent vingt et un", 121),
        ("une demi-douzaine", 6),
        ("une vingtaine", 20),
        ("quelques centaines", 300),
        ("deux trois cents", 250),
        ("entre 5 et 7", 6),
        ("huit à dix", 9),
    ],
)
def test_a_number_is_read_as_written(text: str, value: float) -> None:
    assert values(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "905-555-0102",
        "call (204) 555 0198",
        "WIL-7F3K",
        "T4 slips",
        "open 9 to 5",
        "at 8:30",
        "à 9h30",
        "24/7",
        "30 percent",
        "the 3rd",
        "someone@example.com",
        "2024-03-01",
        "K1A 0B1",
        "no one here",
        "quoi de neuf",
    ],
)
def test_phones_codes_times_and_shares_are_no_numbers(text: str) -> None:
    assert values(text) == []


def test_the_shape_keeps_every_position() -> None:
    message = reading("On est “une vingtaine” — à l’Île")
    assert len(message.shape) == len(message.folded) == len(message.text)
    assert message.shape[8:21] == "#" * 13


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_without_a_fault(text: str) -> None:
    message = reading(text)
    assert len(message.shape) == len(message.text)
    assert all(number.low <= number.value <= number.high for number in message.numbers)


@pytest.mark.parametrize("name", entries())
def test_every_lexicon_entry_is_a_pattern_that_wants_something(name: str) -> None:
    assert name.endswith(("ends", "link", "i_last", "unitless")) or not said(name).fullmatch("")


def test_an_entry_nobody_wrote_is_refused() -> None:
    with pytest.raises(UnknownPhrase):
        said("time.nonsense")
