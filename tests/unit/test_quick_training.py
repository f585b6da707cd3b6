"""A training without Rasa's second look at the messages and without its cache: what is learnt from stays the same."""

from __future__ import annotations

import tarfile
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.training.hooks import TrainingHook
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import facts, quantities
from bot.quick_training import quicken_training
from bot.settings import ROOT


@pytest.fixture
def quickened(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shorter training; Rasa's own afterwards."""
    monkeypatch.setattr(Message, "__deepcopy__", None, raising=False)
    changed = (
        (RasaYAMLReader, ["validate"]),
        (TrainingHook, ["on_before_node", "on_after_node"]),
        (RasaFileImporter, ["get_nlu_data"]),
        (Message, ["__hash__"]),
    )
    for owner, names in changed:
        for name in names:
            monkeypatch.setattr(owner, name, getattr(owner, name))
    for module, name in ((facts, "_facts_in"), (quantities, "_read")):
        monkeypatch.setattr(module, name, getattr(module, name))
    monkeypatch.setattr(tarfile.TarFile, "gzopen", tarfile.TarFile.gzopen)
    quicken_training()


def messages() -> list[dict[str, Any]]:
    text = (ROOT / "data" / "nlu" / "en" / "funding.yml").read_text("utf-8")
    return [message.as_dict() for message in RasaYAMLReader().reads(text).intent_examples]


def test_the_messages_are_read_as_before(request: pytest.FixtureRequest) -> None:
    before = messages()
    request.getfixturevalue("quickened")
    assert messages() == before != []


@pytest.mark.usefixtures("quickened")
def test_nothing_is_noted_for_a_cache() -> None:
    hook = TrainingHook(cache=None, model_storage=None, pruned_schema=None)  # any use of these would raise
    noted = hook.on_before_node("node", None, {}, {"data": messages})
    hook.on_after_node("node", None, {}, messages, noted)
    assert noted == {}


@pytest.mark.usefixtures("quickened")
def test_a_packed_model_unpacks_to_what_it_was(tmp_path: Path) -> None:
    (tmp_path / "weights").write_bytes(bytes(range(256)) * 100)
    with tarfile.open(tmp_path / "model.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "weights", "weights")
    with tarfile.open(tmp_path / "model.tar.gz", "r:gz") as archive:
        member = archive.extractfile("weights")
        assert member is not None
        assert member.read() == bytes(range(256)) * 100


@pytest.mark.usefixtures("quickened")
def test_a_message_read_long_before_is_not_read_again() -> None:
    texts = [f"we are {number} people in Moncton" for number in range(2, 22)]
    first = [facts.facts_in(text) for text in texts]
    assert [facts.facts_in(text) for text in texts] == first
    assert facts._facts_in.cache_info().hits == len(texts)


@pytest.mark.usefixtures("quickened")
def test_the_files_are_read_once_and_a_copy_of_a_message_may_change_alone(tmp_path: Path) -> None:
    place = tmp_path / "nlu.yml"
    place.write_text('version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - hello\n    - hi\n')
    importer = RasaFileImporter(training_data_paths=[str(place)])
    read = importer.get_nlu_data("en")
    assert importer.get_nlu_data() is read
    merged = TrainingData().merge(read)
    merged.training_examples[0].set("text", "changed")
    assert [message.get("text") for message in read.training_examples] == ["hello", "hi"]


@pytest.mark.usefixtures("quickened")
def test_doubles_are_still_dropped_and_messages_that_differ_in_anything_stay() -> None:
    data = [
        {"text": "hi", "intent": "greet"},
        {"text": "hi", "intent": "greet"},
        {"text": "hi", "intent": "greet", "metadata": {"language": "en"}},
    ]
    assert len(TrainingData([Message(data=each) for each in data]).training_examples) == 2
