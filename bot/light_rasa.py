"""Rasa without TensorFlow, for a pipeline that has no neural network: `python -m bot.light_rasa run ...`.

Rasa imports TensorFlow for components we do not use: 370 MB and most of a start. Here its imports find an `Absent`
name instead, as long as every component of `config.yml` is known to do without; otherwise Rasa starts as it is.
"""

from __future__ import annotations

import importlib.util
import runpy
import sys
from abc import ABCMeta
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Final

import yaml

from bot.settings import ROOT

LEFT_OUT: Final = ("tensorflow", "keras", "tensorflow_hub", "tensorflow_text")
OURS: Final = "bot.nlu."
WITHOUT: Final = ("RulePolicy", "MemoizationPolicy")  # of Rasa's own; a name may be added once its code was read


class _Anything(ABCMeta):
    """The kind of a stand-in: every attribute of it is another one."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _absent(name)


class Absent(metaclass=_Anything):
    """Stands for anything of TensorFlow where Rasa's modules are only read: base classes, annotations, defaults."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Nothing can be made of it: always raises `RuntimeError`."""
        raise RuntimeError(f"{type(self).__name__} needs TensorFlow, which bot/light_rasa.py left out")


class Finder:
    """Finds what is left out; the module is empty but for names that stand for anything."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """The stand-in's place, for the packages left out and what is below them."""
        if name.partition(".")[0] not in LEFT_OUT:
            return None
        return importlib.util.spec_from_loader(name, self, is_package=True)  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """A module whose every name is there."""
        return _Empty(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing runs."""


class _Empty(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _absent(name)


def does_without(config: Mapping[str, Any]) -> bool:
    """Whether every component and policy of a configuration is ours or known to need no TensorFlow."""
    parts: Sequence[Mapping[str, Any]] = [*(config.get("pipeline") or ()), *(config.get("policies") or ())]
    names = [str(part["name"]) for part in parts]
    return bool(config.get("pipeline") and config.get("policies")) and all(
        name.startswith(OURS) or name in WITHOUT for name in names
    )


def main() -> None:
    """Become Rasa, lighter where the configuration allows it."""
    if does_without(yaml.safe_load((ROOT / "config.yml").read_text("utf-8"))):
        sys.meta_path.insert(0, Finder())
    if {"train", "--force"} <= set(sys.argv):
        from bot.quick_training import quicken_training  # Rasa, which is not to be imported before the line above

        quicken_training()
    runpy.run_module("rasa", run_name="__main__", alter_sys=True)


def _absent(name: str) -> Any:
    return _Anything(name, (Absent,), {})


if __name__ == "__main__":
    main()
