"""The language of short and mixed messages."""

from __future__ import annotations

import pytest

from bot.nlu.language_model import LanguageModel

ENGLISH = ["hello there", "we need a website", "who pays the student", "no money this year", "what about six hours"]
FRENCH = ["bonjour là", "on a besoin d'un site", "qui paye l'étudiant", "pas d'argent cette année", "six heures"]


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    pairs = [(text, "en") for text in ENGLISH] + [(text, "fr") for text in FRENCH]
    return LanguageModel().fit(pairs)


@pytest.mark.parametrize(
    ("text", "language"),
    [("who needs the money", "en"), ("l'argent de l'étudiant", "fr"), ("on a un site pas payé", "fr")],
)
def test_the_language_of_an_unseen_message_is_named(model: LanguageModel, text: str, language: str) -> None:
    assert model.language(text) == language


@pytest.mark.parametrize("text", ["", "42", "🙂 !!", "\n"])
def test_a_message_without_a_letter_has_no_language(model: LanguageModel, text: str) -> None:
    assert model.language(text) is None


def test_with_one_language_in_the_data_it_is_always_that_one() -> None:
    assert LanguageModel().fit([("bonjour", "fr")]).language("hello") == "fr"


def test_without_languages_in_the_data_it_says_nothing() -> None:
    assert LanguageModel().fit([]).language("hello") is None
