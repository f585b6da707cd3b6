"""`.env.example` tells the truth: every setting, with the default the code has, and a line that says what it is."""

from __future__ import annotations

from dataclasses import fields

from dotenv import dotenv_values

from bot.settings import ROOT, Settings, load_settings

EXAMPLE = ROOT / ".env.example"
NAMES = [field.name.upper() for field in fields(Settings)]


def test_every_setting_is_listed_once() -> None:
    listed = [line.partition("=")[0] for line in EXAMPLE.read_text("utf-8").splitlines() if line and line[0] != "#"]
    assert sorted(listed) == sorted(NAMES)


def test_every_value_listed_is_the_default() -> None:
    written = {name: value or "" for name, value in dotenv_values(EXAMPLE).items()}
    assert written == {field.name.upper(): str(field.default) for field in fields(Settings)}


def test_the_file_read_as_it_is_changes_nothing() -> None:
    assert load_settings({name: value or "" for name, value in dotenv_values(EXAMPLE).items()}) == Settings()


def test_every_setting_is_said_in_one_line_above_it() -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    said = {line.partition("=")[0]: lines[at - 1] for at, line in enumerate(lines) if line and line[0] != "#"}
    assert [name for name, above in said.items() if not above.startswith("# ") or above.startswith("# --")] == []


def test_the_readmes_name_only_settings_that_exist() -> None:
    for page in ("README.md", "README.fr.md"):
        text = (ROOT / page).read_text("utf-8")
        named = [line.split("`")[1] for line in text.splitlines() if line.startswith("| `") and line[3].isupper()]
        assert named, page
        assert set(named) <= set(NAMES), page
