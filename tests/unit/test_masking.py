"""Personal data is masked; what a business says of itself is not. Figures: `docs/privacy-masking.md`."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from privacy.measure import LANGUAGES, lines, measure, table

from bot.masking import KINDS, STRUCTURED_KINDS, find, mask
from bot.masking_numbers import passes_luhn

DOCS = Path(__file__).parents[2] / "docs" / "privacy-masking.md"
PIECES = (
    "my name is Marie Tremblay",
    "c'est Luc Roy",
    "506-555-0199",
    "marie@exemple.ca",
    "marie at example dot com",
    "12, rue Principale",
    "345 King St W",
    "E4P 2A1",
    "046 454 286",
    "4111 1111 1111 1111",
    "we are 12 in Moncton",
    "2 500 $",
    "[name]",
    "Mme",
    ", ",
    ". ",
    "\n",
    " ",
)


def texts() -> st.SearchStrategy[str]:
    """Any text, and texts made of the pieces that matter here."""
    return st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join)


@pytest.mark.parametrize("language", LANGUAGES)
def test_structured_data_is_found_nearly_always(language: str) -> None:
    measured = measure(language)
    assert measured.recall(*STRUCTURED_KINDS) >= 0.98, measured.missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_nine_names_in_ten_are_found(language: str) -> None:
    measured = measure(language)
    assert measured.recall("name") >= 0.90, measured.missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_personal_is_hardly_ever_masked(language: str) -> None:
    measured = measure(language)
    assert len(measured.false_alarms) <= 0.02 * measured.clean_lines, measured.false_alarms


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sets_hold_every_kind_and_as_many_lines_without(language: str) -> None:
    kinds = {span.kind for line in lines(language) for span in line.spans}
    personal = sum(bool(line.spans) for line in lines(language))
    assert kinds == set(KINDS)
    assert personal >= 240
    assert len(lines(language)) - personal >= 240


def test_the_published_figures_are_the_measured_ones() -> None:
    assert table() in DOCS.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Hi, my name is Marie Tremblay, we are 12", "Hi, my name is [name], we are 12"),
        ("je m'appelle jean-guy et on est 4", "je m'appelle [name] et on est 4"),
        ("C'est Marie Tremblay, de Trois-Rivières", "C'est [name], de Trois-Rivières"),
        ("this is Priya calling", "this is [name] calling"),
        ("demandez Guylaine au 506 555-0199 poste 12", "demandez [name] au [phone]"),
        ("Mme Tremblay et M. Roy", "Mme [name] et M. [name]"),
        ("name at example dot com", "[email]"),
        ("luc arobase ferme point ca", "[email]"),
        ("je suis au 12, rue Principale, Shediac E4P 2A1", "je suis au [address], Shediac [postal_code]"),
        ("345 King St W, Suite 200, Toronto", "[address], Toronto"),
        ("mon NAS est 046 454 286", "mon NAS est [sin]"),
        ("4111-1111-1111-1111", "[card]"),
        ("506-555-0199 or 555-0142, else 555-0143", "[phone] or [phone], else [phone]"),
        ("LeBlanc, 12, rue 2A1jg@exemple.ca", "LeBlanc, 12, rue [email]"),
        ("LeBlanc, 121 rue Pri1 rue Princ", "LeBlanc, [address][address]"),
    ],
)
def test_each_kind_becomes_its_own_token_in_both_languages(typed: str, stored: str) -> None:
    assert mask(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "We are 12 people in Moncton with 2 500 $, 5 hours a week for 10 weeks",
        "On est 12 à Saint-Jérôme, budget de 1 250 000 $, début le 2026-12-01",
        "my reference is WIL-7F3K2, or WIL-K1A0B1",
        "our business number is 046454286 RT0001",
        "Tim Hortons and Jean Coutu are clients of Boulangerie Gagnon",
        "C'est clair, c'est urgent, c'est Moncton",
        "call me tomorrow, ask for the manager",
        "12 people on the road, 10 minutes from the park",
        "123 456 789",
    ],
)
def test_figures_references_towns_and_trades_are_left_alone(typed: str) -> None:
    assert mask(typed) == typed


def test_a_number_that_fails_its_check_digit_is_no_card() -> None:
    assert passes_luhn("4111 1111 1111 1111")
    assert not passes_luhn("4111 1111 1111 1112")
    assert not passes_luhn("000 000 000")


@settings(deadline=None)
@given(texts())
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@settings(deadline=None)
@given(texts())
def test_spans_lie_in_the_text_in_order_and_apart(text: str) -> None:
    spans = find(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= next_one.start for one, next_one in zip(spans, spans[1:], strict=False))


@pytest.mark.parametrize(
    "unit",
    ["a", "1 ", "a@", "a.", "12 Main ", "Marie ", "506-", "at dot ", "C'est ", "one ", "my name is ", "12-", "É-"],
)
def test_hostile_text_takes_time_in_proportion_to_its_length(unit: str) -> None:
    find("warm")
    assert _seconds((unit * 20_000)[:20_000]) < 1.5  # a quadratic reading takes a minute


def test_an_ordinary_message_takes_about_a_millisecond() -> None:
    message = "We are 12 in Moncton and Marie Tremblay has 2 500 $ for 10 weeks, call 506-555-0199 or a@b.ca"
    find(message)
    assert min(_seconds(message) for _ in range(20)) < 0.002


def _seconds(text: str) -> float:
    start = time.perf_counter()
    find(text)
    return time.perf_counter() - start
