"""The label model on a handful of messages, with a fake encoder that counts letters."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from bot.nlu.clauses import clauses
from bot.nlu.composing import compose
from bot.nlu.label_model import NEAR, LabelModel, nearly

BUDGET = {"barrier": ["limited_budget"]}
BOOKS = {"need_area": ["finance"]}
NOTHING: dict[str, list[str]] = {}
TEACHING = [
    ("no money for a salary", BUDGET),
    ("we cannot afford to pay", BUDGET),
    ("pas une cenne dans la caisse", BUDGET),
    ("every dollar is spoken for", BUDGET),
    ("somebody to do the bookkeeping", BOOKS),
    ("the books are a mess", BOOKS),
    ("faire ma comptabilité", BOOKS),
    ("help with accounting", BOOKS),
    ("there are six of us", NOTHING),
    ("we are in Brandon", NOTHING),
    ("on est à Moncton", NOTHING),
    ("the money is not a problem", NOTHING),
    ("the books are fine, my sister keeps them", NOTHING),
] * 3
QUESTIONS = [("do I have to pay them?", NOTHING), ("who does the accounting for wages?", NOTHING)] * 6


def fake_encode(texts: Sequence[str]) -> Any:
    rows = np.array([[text.lower().count(letter) for letter in "abcdefghijklmnopqrstuvwxyz"] for text in texts])
    return (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).astype(np.float32)


def taught(questions: bool = False, gated: bool = False, seed: int = 7) -> LabelModel:
    lines = TEACHING + (QUESTIONS if questions else [])
    intents = ["inform" if line in TEACHING else "faq_student_pay" for line in lines] if gated else None
    texts = [text for text, _ in lines]
    return LabelModel(seed, composed=60).fit(texts, fake_encode(texts), [held for _, held in lines], intents)


def read(model: LabelModel, text: str) -> set[str]:
    return {value for _, value, _ in labels(model, text)}


def labels(model: LabelModel, text: str) -> list[tuple[str, str, float]]:
    return model.read(text, fake_encode([text]), fake_encode(clauses(text) or [""]))


def test_each_clause_of_a_long_message_can_bring_its_own_label() -> None:
    text = "We are a feed store in Brandon, the books are a mess. On top of that we cannot afford to pay anybody."
    assert read(taught(), text) == {"finance", "limited_budget"}


def test_what_is_said_to_be_fine_is_no_label() -> None:
    assert read(taught(), "money is not a problem") == set()


def test_the_margin_is_positive_for_every_label_that_holds() -> None:
    held = labels(taught(), "no money")
    assert [(kind, value) for kind, value, _ in held] == [("barrier", "limited_budget")]
    assert all(margin > 0 for _, _, margin in held)


def test_two_trainings_give_the_same_margins() -> None:
    text = "no money and the books are a mess"
    one, two = (labels(taught(), text) for _ in range(2))
    assert one == two


def test_a_question_is_read_with_more_reserve_once_intents_are_known() -> None:
    text = "do I have to pay them?"
    plain, gated = taught(questions=True), taught(questions=True, gated=True)
    assert read(gated, text) == set()
    assert read(gated, text) <= read(plain, text)
    assert read(gated, "no money for a salary") == {"limited_budget"}


def test_training_without_any_label_reads_nothing() -> None:
    texts = ["hello", "good day"]
    model = LabelModel().fit(texts, fake_encode(texts), [NOTHING, NOTHING])
    assert read(model, "no money") == set()


@pytest.mark.parametrize("text", ["", "🙂🙂", "x" * 4000, "?!\n\n\u0000", "no " * 1500])
def test_bad_input_is_read_without_complaint(text: str) -> None:
    assert isinstance(labels(taught(), text), list)


def test_composed_messages_unite_the_labels_of_their_parts() -> None:
    truth = np.array([[True, False], [False, True]])
    made = compose(["no money", "the books"], np.eye(2), truth, [True, True], count=20, seed=1)
    assert made is not None
    for text, row in zip(made.texts, made.truth, strict=True):
        assert row.tolist() == ["no money" in text, "the books" in text]
    assert np.allclose(np.linalg.norm(made.dense, axis=1), 1)


def test_nothing_is_composed_without_labelled_messages() -> None:
    assert compose(["hello"], np.eye(1), np.array([[False]]), [False], count=5, seed=1) is None


def test_what_nearly_holds_is_the_best_of_its_kind_and_never_beside_one_that_holds() -> None:
    margins = [
        ("goal", "get_work_done", -0.8),
        ("goal", "new_ideas", -0.4),
        ("barrier", "limited_hr", -0.2),
        ("barrier", "limited_budget", 0.1),
    ]
    assert nearly(margins) == [("goal", "new_ideas", -0.4)]
    assert nearly([("goal", "new_ideas", -NEAR["goal"]), ("stage", "startup", -0.01)]) == []
