"""A training without what Rasa does around it: checks that `make test` makes, and notes for a cache that nobody reads.

Read against Rasa 3.6.21; 75 seconds of the 216 that a training took.
"""

from __future__ import annotations

import tarfile
from functools import lru_cache, partial
from typing import Any

from rasa.engine.training.hooks import TrainingHook
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

from bot.nlu import facts, quantities


def quicken_training() -> None:
    """For `rasa train --force`, which reads no cache: do not fill one, nor parse each file of messages twice.

    The second parsing is for a schema, by a parser in pure Python; `tests/consistency` asks Rasa for it. Weights hardly
    get smaller by packing them hard: the archive is packed lightly. A message is read once for facts, looks and sizes.
    """
    facts._facts_in = lru_cache(maxsize=None)(facts._facts_in.__wrapped__)
    quantities._read = lru_cache(maxsize=None)(quantities._read.__wrapped__)
    RasaYAMLReader.validate = _pass
    TrainingHook.on_before_node = _no_notes
    TrainingHook.on_after_node = _pass
    pack = tarfile.TarFile.gzopen.__func__  # type: ignore[attr-defined]
    tarfile.TarFile.gzopen = classmethod(partial(pack, compresslevel=1))  # type: ignore[assignment]


def _pass(*_arguments: Any, **_named: Any) -> None:
    pass


def _no_notes(*_arguments: Any, **_named: Any) -> dict[str, Any]:
    return {}
