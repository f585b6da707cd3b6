"""Settings: read from the environment, checked, and named when they are wrong."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from datetime import date
from pathlib import Path

import pytest

from bot import settings as module
from bot.settings import BadSetting, Settings, load_settings


@pytest.fixture
def env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty `.env` at the root, with no setting in the process's environment."""
    monkeypatch.setattr(module, "ROOT", tmp_path)
    for field in fields(Settings):
        monkeypatch.delenv(field.name.upper(), raising=False)
    return tmp_path / ".env"


def test_an_empty_environment_gives_the_defaults() -> None:
    assert load_settings({}) == Settings()


def test_each_value_takes_the_type_of_its_default() -> None:
    read = load_settings({"WEB_PORT": "8123", "CHAT_DEADLINE_SECONDS": "7.5", "WEB_HOST": "0.0.0.0"})
    assert (read.web_port, read.chat_deadline_seconds, read.web_host) == (8123, 7.5, "0.0.0.0")


def test_an_empty_value_means_the_default() -> None:
    assert load_settings({"WEB_PORT": "", "DATABASE_URL": ""}) == Settings()


def test_variables_of_others_are_left_alone() -> None:
    assert load_settings({"PATH": "/usr/bin", "web_port": "1"}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [("WEB_PORT", "eight thousand"), ("RASA_PARALLEL", "4.5"), ("CHAT_DEADLINE_SECONDS", "soon")],
)
def test_a_value_that_cannot_be_read_is_named_with_where_to_mend_it(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as problem:
        load_settings({name: value})
    assert name in str(problem.value)
    assert value in str(problem.value)
    assert ".env" in str(problem.value)


def test_a_day_that_is_none_is_named_with_the_form_it_should_have() -> None:
    with pytest.raises(BadSetting, match="TREMPLIN_TODAY=.*YYYY-MM-DD"):
        load_settings({"TREMPLIN_TODAY": "22 novembre"})


def test_the_day_is_the_one_set() -> None:
    assert load_settings({"TREMPLIN_TODAY": "2026-11-22"}).today == date(2026, 11, 22)


def test_without_a_day_the_clock_is_asked() -> None:
    before = date.today()
    assert before <= Settings().today <= date.today()


def test_the_environment_wins_over_the_file(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_file.write_text("WEB_PORT=8001\nRASA_PORT=5001\n", "utf-8")
    monkeypatch.setenv("WEB_PORT", "8002")
    read = load_settings()
    assert (read.web_port, read.rasa_port) == (8002, 5001)


def test_no_file_is_no_problem(env_file: Path) -> None:
    assert load_settings() == Settings()


def test_a_path_is_relative_to_the_project_and_an_absolute_one_stays(tmp_path: Path) -> None:
    assert Settings().path("var/conversations.db") == module.ROOT / "var" / "conversations.db"
    assert Settings().path(str(tmp_path / "c.db")) == tmp_path / "c.db"


def test_settings_do_not_change_once_read() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().web_port = 1  # type: ignore[misc]
    assert replace(Settings(), web_port=1).web_port == 1


def test_a_secret_may_be_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from the file\n", "utf-8")
    named = {"SECRET_KEY_FILE": str(tmp_path / "key")}
    assert load_settings(named).secret_key == "from the file"
    assert load_settings({**named, "SECRET_KEY": "from here"}).secret_key == "from here"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="SECRET_KEY_FILE=.*absent"):
        load_settings({"SECRET_KEY_FILE": str(tmp_path / "absent")})


def test_conversations_are_in_a_file_of_the_project_or_at_an_address() -> None:
    assert Settings().conversations == str(module.ROOT / "var/conversations.db")
    assert Settings(tracker_database="postgresql://h/d").conversations == "postgresql://h/d"
