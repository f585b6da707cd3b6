"""The intent model on a handful of messages: what it names, what it turns away, and that it says the same twice."""

from __future__ import annotations

import pytest

from bot.nlu.encoder import encoder
from bot.nlu.intent_model import IntentModel, Reading

OUT = "out_of_scope"
KNOWN = {
    "pay": ["do I pay the student", "what wage do they get", "faut-il payer le stagiaire", "quel salaire verser",
            "is it minimum wage", "who pays the intern", "le stage est-il rémunéré", "combien de l'heure"],
    "date": ["when can they start", "what month does it begin", "quand est-ce que ça commence", "à quelle date",
             "is September the start", "how soon could we begin", "c'est pour quelle session", "le début est quand"],
    "place": ["can they work from home", "is it done at our shop", "à distance ou sur place", "faut-il un bureau",
              "can it be online", "dans nos locaux?", "où travaille le jeune", "where would they sit"],
    OUT: ["what is the weather", "who won the game", "quel temps fait-il", "une recette de tarte", "my cat is sick",
          "tell me a joke", "la capitale du Pérou", "mon auto démarre pas"],
}  # fmt: skip
ODD = [
    "",
    " ",
    "🙂",
    "\x00\x07",
    "x" * 5000,
    "今日は元気ですか",
    "'; DROP TABLE tickets; --",
    "<script>alert(1)</script>",
]


def _fit(known: dict[str, list[str]] | None = None) -> IntentModel:
    pairs = [(text, intent) for intent, texts in (known or KNOWN).items() for text in texts]
    texts = [text for text, _ in pairs]
    return IntentModel().fit(texts, encoder("use_multilingual")(texts), [intent for _, intent in pairs])


def _read(model: IntentModel, *texts: str) -> list[Reading]:
    return model.read(list(texts), encoder("use_multilingual")(list(texts)))


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return _fit()


def test_unseen_messages_are_named_in_both_languages(model: IntentModel) -> None:
    found = _read(model, "what do we pay an intern", "le stagiaire est payé combien", "when would it begin")
    assert [reading.ranking[0][0] for reading in found] == ["pay", "pay", "date"]


def test_a_ranking_names_every_intent_once_with_falling_chances(model: IntentModel) -> None:
    for reading in _read(model, "when can a student start", "my dog is sick"):
        names, chances = zip(*reading.ranking, strict=True)
        assert sorted(names) == sorted(KNOWN)
        assert all(0 <= chance <= 1 for chance in chances)
        assert list(chances[1:]) == sorted(chances[1:], reverse=True)


def test_a_foreign_message_scores_higher_than_one_of_ours(model: IntentModel) -> None:
    ours, theirs = _read(model, "is the student paid by the hour", "quel temps fait-il à Sudbury")
    assert ours.foreign < theirs.foreign


def test_a_model_without_foreign_examples_still_turns_some_away() -> None:
    model = _fit({intent: texts for intent, texts in KNOWN.items() if intent != OUT})
    ours, theirs = _read(model, "do I pay the student", "zebra quantum trombone")
    assert ours.ranking[0][0] == "pay"
    assert ours.foreign < theirs.foreign


def test_two_trainings_say_the_same(model: IntentModel) -> None:
    texts = [text for texts in KNOWN.values() for text in texts]
    assert _read(_fit(), *texts) == _read(model, *texts)


def test_too_few_intents_to_tell_foreign_messages_are_refused() -> None:
    with pytest.raises(ValueError, match="three intents"):
        _fit({intent: KNOWN[intent] for intent in ("pay", "date")})


@pytest.mark.parametrize("text", ODD)
def test_any_text_has_a_reading(model: IntentModel, text: str) -> None:
    (reading,) = _read(model, text)
    assert reading.ranking[0][0] in KNOWN
    assert 0 <= reading.foreign <= 1
