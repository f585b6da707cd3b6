"""The `tremplin` command: what it prints, what it refuses in one line, and its exit status."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import cli
from bot.bootstrap import bootstrap

PASSWORD = "a long enough phrase"
PROFILE = {"language": "fr", "province": "NB", "headcount": 6, "need_areas": ["web_digital"]}
COMMANDS = (
    "serve", "web", "train", "evaluate", "recommend", "tickets list", "tickets show", "tickets export", "users add",
    "users set", "users totp-off", "users disable", "tokens add", "tokens revoke", "purge", "knowledge check",
)  # fmt: skip


@pytest.fixture(autouse=True)
def own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Settings of the test's own; services are built anew."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'intake.db'}")
    monkeypatch.setenv("TRACKER_DATABASE", str(tmp_path / "conversations.db"))
    monkeypatch.setenv("SECRET_KEY", "for the tests")
    monkeypatch.setenv("TREMPLIN_TODAY", "2026-11-22")
    bootstrap.cache_clear()
    yield
    bootstrap.cache_clear()


def type_in(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def add_user(monkeypatch: pytest.MonkeyPatch, name: str = "marie", password: str = PASSWORD) -> int:
    type_in(monkeypatch, f"{password}\n")
    return cli.main(["users", "add", name, "--organization", "host_chamber", "--json"])


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([*command.split(), "--help"])
    assert left.value.code == 0
    assert "usage: tremplin" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["unknown"], ["tickets"], ["users", "add"]])
def test_what_it_does_not_know_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(words)
    assert left.value.code == 2
    assert "usage: tremplin" in capsys.readouterr().err


def test_advice_for_a_profile_in_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "profile.json"
    path.write_text(json.dumps(PROFILE), "utf-8")
    assert cli.main(["recommend", str(path), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["recommendations"][0]["reasons"]
    assert (answer["language"], answer["as_of"]) == ("fr", "2026-11-22")


def test_the_same_profile_gives_the_same_bytes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = []
    for _ in range(2):
        type_in(monkeypatch, json.dumps(PROFILE))
        assert cli.main(["recommend", "-", "--json"]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]


@pytest.mark.parametrize(
    ("text", "named"),
    [('{"province": "XX"}', "province"), ('{"budget": 5}', "budget"), ("not json", "Expecting value")],
)
def test_a_profile_that_cannot_be_read_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, named: str
) -> None:
    type_in(monkeypatch, text)
    assert cli.main(["recommend", "-"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("tremplin: ")
    assert named in said.err
    assert said.err.count("\n") == 1


def test_a_file_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["recommend", "nowhere.json"]) == 1
    assert "nowhere.json" in capsys.readouterr().err


def test_an_account_is_made_from_a_password_on_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add_user(monkeypatch) == 0
    said = capsys.readouterr().out
    assert json.loads(said) == {"name": "marie", "role": "reviewer", "organization": "host_chamber"}
    assert PASSWORD not in said


def test_an_address_is_set_and_a_second_step_ended_by_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add_user(monkeypatch) == 0
    assert cli.main(["users", "set", "marie", "--email", "marie@chamber.example", "--language", "fr"]) == 0
    assert cli.main(["users", "totp-off", "marie", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"name": "marie", "totp": False}
    assert cli.main(["users", "set", "marie", "--email", "no address"]) == 1
    assert cli.main(["users", "totp-off", "nobody"]) == 1
    assert capsys.readouterr().err == "tremplin: bad_email\ntremplin: unknown_name\n"


@pytest.mark.parametrize(("password", "problem"), [("short", "password_short"), ("", "password_short")])
def test_a_weak_password_makes_no_account(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], password: str, problem: str
) -> None:
    assert add_user(monkeypatch, password=password) == 1
    assert problem in capsys.readouterr().err
    assert cli.main(["users", "disable", "marie"]) == 1


def test_a_name_is_taken_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert add_user(monkeypatch) == 0
    assert add_user(monkeypatch) == 1
    assert "name_taken" in capsys.readouterr().err


def test_a_token_is_shown_once_and_can_be_revoked(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["tokens", "add", "crm", "--organization", "host_chamber", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["scope"] == "read"
    assert len(made["token"]) > 30
    assert cli.main(["tokens", "revoke", "crm"]) == 0
    assert made["token"] not in capsys.readouterr().out


def test_no_ticket_yet_is_an_empty_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["tickets", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_ticket_nobody_has_is_not_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["tickets", "show", "WIL-222222"]) == 1
    assert capsys.readouterr().err == "tremplin: not found: WIL-222222\n"


def test_the_purge_says_how_many_of_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["purge", "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out).values()) == {0}


def test_the_shipped_knowledge_has_no_error() -> None:
    assert cli.main(["knowledge", "check", "--json"]) == 0


def test_a_wrong_setting_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("WEB_PORT", "http")
    assert cli.main(["serve"]) == 1
    assert capsys.readouterr().err == "tremplin: WEB_PORT='http' is not a valid int: correct it in .env\n"
