"""What the security documents point at is there, and the figures they give are those of the tests."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("SECURITY.md", "docs/threat-model.md", "docs/security-dependencies.md", "docs/privacy.md")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_is_named_exists(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    tests = re.findall(r"tests/[\w/]+\.py", text)
    links = [(ROOT / name).parent / each for each in re.findall(r"\]\(([^)#:]+)\)", text)]
    assert tests or links
    assert not [each for each in (*(ROOT / test for test in tests), *links) if not each.exists()]


def test_the_number_of_inputs_fuzzed_is_the_published_one() -> None:
    tree = ast.parse((ROOT / "tests/security/test_fuzz.py").read_text("utf-8"))
    runs = next(node.value for node in tree.body if isinstance(node, ast.Assign) and _names(node) == ["RUNS"])
    counts = ast.literal_eval(runs).values()
    published = f"{sum(counts):,} in {len(counts)} parsers"
    assert published in (ROOT / "docs/threat-model.md").read_text("utf-8")


def test_the_versions_of_the_page_on_old_packages_are_the_locked_ones() -> None:
    lock = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE))
    table = (ROOT / "docs/security-dependencies.md").read_text("utf-8").partition("## What Rasa holds back")[2]
    first = [line.split("|")[1] for line in table.splitlines() if line.startswith("| ")]
    said = dict(re.findall(r"([a-z][a-z0-9-]+) (\d[\w.]+)", " ".join(first)))
    assert len(said) > 20
    assert {name: version for name, version in said.items() if lock.get(name) != version} == {}


def _names(node: ast.Assign) -> list[str]:
    return [target.id for target in node.targets if isinstance(target, ast.Name)]
