"""What the graph components add to a message beside what the pure readers and models say."""

from __future__ import annotations

from typing import Any

from rasa.shared.nlu.constants import ENTITIES, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.components import _taught, _without_doubles


def message(text: str, entities: list[dict[str, Any]] | None = None, **labels: list[str]) -> Message:
    return Message({TEXT: text, ENTITIES: entities or [], METADATA: {"example": labels, "intent": {"language": "en"}}})


def test_a_fact_read_by_its_words_goes_before_one_that_is_guessed() -> None:
    read = message("from home", [{"entity": "work_mode", "value": "remote"}])
    labels = [("work_mode", "on_site", 0.9), ("stage", "startup", 0.2), ("stage", "established", 0.4)]
    assert _without_doubles(labels, read) == [("stage", "established")]


def test_labels_that_are_no_facts_may_be_several() -> None:
    labels = [("barrier", "limited_hr", 0.1), ("barrier", "limited_budget", 0.3)]
    assert sorted(_without_doubles(labels, message("")))[0] == ("barrier", "limited_budget")
    assert len(_without_doubles(labels, message(""))) == 2


def test_a_message_teaches_what_it_is_annotated_with_and_the_facts_it_says_in_so_many_words() -> None:
    assert _taught(message("we're a startup, they'd work remotely", need_area=["finance"])) == {
        "stage": ["startup"],
        "work_mode": ["remote"],
        "need_area": ["finance"],
    }
    assert _taught(message("we're a startup", stage=["established"]))["stage"] == ["established"]
