"""Rasa without TensorFlow: only where the configuration allows it, and loud where something would need it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from bot.light_rasa import LEFT_OUT, Finder, does_without
from bot.settings import ROOT

OURS = {"pipeline": [{"name": "bot.nlu.components.FactExtractor"}], "policies": [{"name": "RulePolicy"}]}


@pytest.fixture
def tensorflow() -> Iterator[Any]:
    """The stand-in, found as Rasa finds it; what was loaded before comes back afterwards."""
    before = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] in LEFT_OUT}
    finder = Finder()
    sys.meta_path.insert(0, finder)  # type: ignore[arg-type]
    try:
        import tensorflow

        yield tensorflow
    finally:
        sys.meta_path.remove(finder)  # type: ignore[arg-type]
        for name in [name for name in sys.modules if name.partition(".")[0] in LEFT_OUT]:
            del sys.modules[name]
        sys.modules.update(before)


def test_our_configuration_does_without() -> None:
    assert does_without(yaml.safe_load((ROOT / "config.yml").read_text("utf-8")))


@pytest.mark.parametrize(
    "changed",
    [
        {"pipeline": [*OURS["pipeline"], {"name": "DIETClassifier"}]},
        {"policies": [*OURS["policies"], {"name": "TEDPolicy"}]},
        {"pipeline": [{"name": "somebody.elses.Component"}]},
        {"pipeline": None},  # Rasa would choose its own
        {"policies": []},
    ],
)
def test_what_is_not_known_to_do_without_keeps_tensorflow(changed: dict[str, Any]) -> None:
    assert does_without(OURS)
    assert not does_without({**OURS, **changed})


def test_the_stand_in_can_be_read_but_not_used(tensorflow: Any) -> None:
    class Layer(tensorflow.keras.layers.Dense):  # type: ignore[misc]
        def call(self, inputs: tensorflow.Tensor | None = tensorflow.nn.relu) -> None: ...

    assert not isinstance("a text", tensorflow.Tensor)
    with pytest.raises(RuntimeError, match="Layer needs TensorFlow"):
        Layer()
    with pytest.raises(RuntimeError, match="constant needs TensorFlow"):
        tensorflow.constant(1)


def test_other_packages_are_found_as_ever() -> None:
    assert Finder().find_spec("json") is None
    assert Finder().find_spec("tensorflows") is None


def test_rasa_loads_its_components_without_tensorflow() -> None:
    lines = (
        "import sys",
        "from bot.light_rasa import Finder",
        "sys.meta_path.insert(0, Finder())",
        "import rasa.core.agent, rasa.server, rasa.engine.recipes.default_components",
        "print('tensorflow' in sys.modules, 'tensorflow.python.eager.context' in sys.modules)",
    )
    command = [sys.executable, "-W", "ignore", "-c", "\n".join(lines)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["True", "False"]
