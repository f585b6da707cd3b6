"""Training: only when what the model depends on has changed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot import training
from bot.training import fingerprint, is_current, train

INPUTS = (
    "config.yml",
    "domain.yml",
    "data/nlu/fr/greet.yml",
    "bot/nlu/encoder.py",
    "bot/nlu/lexicon/money.yml",
    "bot/nlu/places_data/regions.tsv",
    "requirements.lock",
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project of its own, with no model yet."""
    for name in (*INPUTS, "README.md", "bot/dialogue/talk.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, "utf-8")
    (tmp_path / "models").mkdir()
    real = training.fingerprint
    monkeypatch.setattr(training, "ROOT", tmp_path)
    monkeypatch.setattr(training, "MODEL", tmp_path / "models" / "tremplin.tar.gz")
    monkeypatch.setattr(training, "STAMP", tmp_path / "models" / "trained_on")
    monkeypatch.setattr(training, "fingerprint", lambda root=tmp_path: real(root))
    return tmp_path


def trainer(project: Path, status: int = 0, during: Callable[[], Any] = lambda: None) -> Callable[..., Any]:
    """Stands for `rasa train`: makes a model when `status` is 0; counts in a file how often it ran."""

    def run(command: list[str], **how: Any) -> subprocess.CompletedProcess[bytes]:
        runs = project / "runs"
        runs.write_text((runs.read_text() if runs.exists() else "") + "x")
        during()
        if status == 0:
            (project / "models" / "tremplin.tar.gz").write_bytes(b"model")
        else:
            how["stdout"].write("IntentMissing: no examples for greet\n")
        return subprocess.CompletedProcess(command, status)

    return run


@pytest.mark.parametrize("name", INPUTS)
def test_whatever_the_model_depends_on_changes_the_fingerprint(project: Path, name: str) -> None:
    before = fingerprint(project)
    (project / name).write_text("other", "utf-8")
    assert fingerprint(project) != before


@pytest.mark.parametrize("name", ["README.md", "bot/dialogue/talk.py"])
def test_what_it_does_not_depend_on_does_not(project: Path, name: str) -> None:
    before = fingerprint(project)
    (project / name).write_text("other", "utf-8")
    assert fingerprint(project) == before


def test_a_renamed_file_changes_it_too(project: Path) -> None:
    before = fingerprint(project)
    (project / "data/nlu/fr/greet.yml").rename(project / "data/nlu/fr/hello.yml")
    assert fingerprint(project) != before


def test_a_second_training_is_not_needed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training.subprocess, "run", trainer(project))
    assert not is_current()
    assert train()
    assert is_current()
    assert not train()
    assert (project / "runs").read_text() == "x"


def test_it_can_be_forced(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training.subprocess, "run", trainer(project))
    assert train()
    assert train(force=True)


def test_changed_data_calls_for_another(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training.subprocess, "run", trainer(project))
    train()
    (project / "data/nlu/fr/greet.yml").write_text("salut", "utf-8")
    assert not is_current()


def test_a_file_changed_while_training_calls_for_another(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change = partial((project / "config.yml").write_text, "changed meanwhile")
    monkeypatch.setattr(training.subprocess, "run", trainer(project, during=change))
    assert train()
    assert not is_current()


def test_no_trained_part_is_taken_from_a_cache(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rasa's cache does not see when the code behind a component changed; forced, it is not asked."""
    commands: list[list[str]] = []

    def run(command: list[str], **how: Any) -> subprocess.CompletedProcess[bytes]:
        commands.append(command)
        return trainer(project)(command, **how)

    monkeypatch.setattr(training.subprocess, "run", run)
    train()
    assert "--force" in commands[0]


def test_nothing_is_reported_to_anybody() -> None:
    assert training.QUIET["RASA_TELEMETRY_ENABLED"] == "false"


def test_a_lost_model_calls_for_another(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training.subprocess, "run", trainer(project))
    train()
    training.MODEL.unlink()
    assert not is_current()


def test_a_failed_training_says_why_and_leaves_no_stamp(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(training.subprocess, "run", trainer(project))
    train()
    monkeypatch.setattr(training.subprocess, "run", trainer(project, status=1))
    with pytest.raises(subprocess.CalledProcessError):
        train(force=True)
    assert "no examples for greet" in capsys.readouterr().err
    assert not is_current()
