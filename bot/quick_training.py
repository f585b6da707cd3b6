"""A training without what Rasa does around it: checks that `make test` makes, and notes for a cache that nobody reads.

Read against Rasa 3.6.21; half of the time that a training took.
"""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from rasa.engine.training.hooks import TrainingHook
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import facts, quantities


def quicken_training() -> None:
    """For `rasa train --force`, which reads no cache: do not fill one, nor parse each file of messages twice.

    The second parsing is for a schema, by a parser in pure Python; `tests/consistency` asks Rasa for it. Weights hardly
    get smaller by packing them hard: the archive is packed lightly. A message is read once for facts, looks and sizes.

    Rasa reads all files three times over, and to merge them copies every message seven times, hashing all it holds each
    time: they are read once, a copy shares the values, and a message is known by its text and intent before its equals.
    """
    facts._facts_in = lru_cache(maxsize=None)(facts._facts_in.__wrapped__)
    quantities._read = lru_cache(maxsize=None)(quantities._read.__wrapped__)
    RasaYAMLReader.validate = _pass
    RasaFileImporter.get_nlu_data = _once(RasaFileImporter.get_nlu_data)
    Message.__deepcopy__ = _copied
    Message.__hash__ = _hash
    TrainingHook.on_before_node = _no_notes
    TrainingHook.on_after_node = _pass
    pack = tarfile.TarFile.gzopen.__func__  # type: ignore[attr-defined]
    tarfile.TarFile.gzopen = classmethod(partial(pack, compresslevel=1))  # type: ignore[assignment]


def _once(read: Callable[[RasaFileImporter, str], TrainingData]) -> Callable[..., TrainingData]:
    """Reads the same files once, whatever the language: Rasa only notes it."""
    kept: dict[tuple[str, ...], TrainingData] = {}

    def get_nlu_data(importer: RasaFileImporter, language: str = "en") -> TrainingData:
        files = tuple(map(str, importer._nlu_files))
        if files not in kept:
            kept[files] = read(importer, language)
        return kept[files]

    return get_nlu_data


def _copied(message: Message, _memo: dict[int, Any]) -> Message:
    return Message(message.data, set(message.output_properties), message.time, list(message.features))


def _hash(message: Message) -> int:
    return hash((message.data.get(TEXT), message.data.get(INTENT)))


def _pass(*_arguments: Any, **_named: Any) -> None:
    pass


def _no_notes(*_arguments: Any, **_named: Any) -> dict[str, Any]:
    return {}
