"""Inputs that atheris makes up, guided by what they reach: no parser of ours falls over, hangs or breaks its promise.

Each parser has a number of inputs, not of seconds: about ten seconds of work. Longer, by hand:
`python tests/security/fuzz/run.py masking -max_total_time=600`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

FUZZ = Path(__file__).parent / "fuzz"
RUNS = {
    "addresses": 150_000,
    "cells": 200_000,
    "contact": 60_000,
    "knowledge": 15_000,
    "masking": 4_000,
    "places": 15_000,
    "quantities": 5_000,
    "tokens": 80_000,
    "turns": 60_000,
}
DONE = re.compile(r"^Done (\d+) runs", re.MULTILINE)
PLANTED = '''"""A parser that falls over one word."""

SEEDS = ("a harmless text",)


def check(text):
    if "harm" in text and text.startswith("Z"):
        raise ValueError("planted")
'''
done: dict[str, int] = {}


def fuzzed(target: str, runs: int, folder: Path = FUZZ) -> subprocess.CompletedProcess[str]:
    """A process that feeds `runs` inputs to a target of a folder; the same ones every time."""
    if find_spec("atheris") is None:
        pytest.skip(
            "ATHERIS IS MISSING, NOTHING IS FUZZED: it has no build for this machine; run these tests on another"
        )
    command = [sys.executable, str(FUZZ / "run.py"), target, f"-runs={runs}", "-seed=1"]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)


@pytest.mark.parametrize("target", sorted(RUNS))
def test_nothing_makes_it_fall_over_or_break_its_promise(target: str) -> None:
    ended = fuzzed(target, RUNS[target])
    assert ended.returncode == 0, ended.stderr[-3_000:]
    done[target] = int(DONE.findall(ended.stderr)[-1])
    assert done[target] == RUNS[target]


def test_every_target_is_run() -> None:
    targets = {path.stem for path in FUZZ.glob("*.py")} - {"run"}
    assert targets == set(RUNS)
    print(f"inputs fuzzed: {sum(done.values())}, {done}")


def test_a_fault_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text(PLANTED, "utf-8")
    ended = fuzzed("planted", 200_000, tmp_path)
    assert ended.returncode != 0
    assert "ValueError: planted" in ended.stdout + ended.stderr
