"""Clauses and concepts: how a message is cut up and what its words stand for, in both languages."""

import pytest

from bot.nlu.clauses import MOST_PARTS, clauses, sentences
from bot.nlu.concepts import concept_features, concepts, lexicon
from bot.nlu.label_features import sizes


def found(text: str) -> set[str]:
    return {concept for hit in concepts(text) for concept in hit}


def test_a_message_of_one_clause_has_no_parts() -> None:
    assert clauses("our till is empty") == sentences("our till is empty") == []


def test_a_turn_parts_sentences_and_a_comma_parts_clauses() -> None:
    text = "We have plenty of desks, good wifi but no cash at all"
    assert sentences(text) == ["We have plenty of desks, good wifi", "but no cash at all"]
    assert clauses(text) == ["We have plenty of desks", "good wifi", "but no cash at all"]


def test_a_very_long_message_has_bounded_parts() -> None:
    assert len(clauses("so it goes, " * 2000)) <= MOST_PARTS


@pytest.mark.parametrize("text", ["", "🙂", "?!?", "\u0000\u0007", "a" * 5000, "لا أعرف"])
def test_odd_input_is_cut_and_read_without_complaint(text: str) -> None:
    assert clauses(text) == []
    assert concept_features(text)


@pytest.mark.parametrize(
    ("english", "french", "concept"),
    [
        ("our bookkeeping is late", "notre tenue de livres est en retard", "N_FINANCE"),
        ("somebody for the warehouse", "quelqu'un pour l'entrepôt", "N_OPERATIONS"),
        ("we live hand to mouth", "on est dans le rouge", "BROKE"),
        ("money isn't a problem", "l'argent, c'est pas un problème", "OK"),
        ("not a soul to coach them", "y'a personne pour le coacher", "NOBODY"),
        ("in the middle of nowhere", "dans le fin fond du rang", "RURAL"),
    ],
)
def test_both_languages_lead_to_the_same_concept(english: str, french: str, concept: str) -> None:
    assert concept in found(english)
    assert concept in found(french)


def test_the_longest_entry_wins_over_those_inside_it() -> None:
    assert "NEG" not in found("no problem")


@pytest.mark.parametrize("word", ["sustainabilty", "acounting", "comptabilte", "inventiare"])
def test_a_long_word_is_read_through_one_typing_error(word: str) -> None:
    assert any(concept.startswith("N_") for concept in found(word))


def test_a_short_word_is_not_read_through_typing_errors() -> None:
    assert found("wabe") == set()


def test_an_amount_is_a_number_and_not_a_word_with_a_digit() -> None:
    assert found("45") == {"NUM"}
    assert "N_DESIGN" in found("3D drawings")


def test_pairs_count_only_within_a_clause() -> None:
    assert "MONEY&OK" in concept_features("the money is fine")
    assert "MONEY&OK" not in concept_features("it is fine. the money")


def test_every_entry_can_be_found_again() -> None:
    lost = [entry for entry in lexicon() if not concepts(entry.replace("#", "7"))]
    assert lost == []


@pytest.mark.parametrize(
    ("short", "long"), [("two days at most", "four months"), ("deux jours au plus", "quatre mois"), ("$0", "$5,000")]
)
def test_little_and_much_of_the_same_thing_look_different(short: str, long: str) -> None:
    assert sizes(short) != sizes(long)


def test_a_size_is_the_same_in_both_languages_and_none_is_marked() -> None:
    assert sizes("two days at most") == sizes("deux jours au plus")
    assert sizes("we bake bread") == sizes("on fait du pain") == ["-"]
