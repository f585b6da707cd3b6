"""A file of knowledge with anything in it: read, or refused with the file and the field at fault."""

from __future__ import annotations

from pathlib import Path

import yaml

from bot.knowledge.program import Program
from bot.knowledge.read import BadKnowledge, read

FILES = sorted((Path(__file__).resolve().parents[3] / "bot" / "knowledge" / "funding" / "programs").glob("*.yml"))
SEEDS = tuple(path.read_text("utf-8") for path in FILES[:4])


def check(text: str) -> None:
    """Nothing but `BadKnowledge` comes of it."""
    try:
        data = yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError):
        return
    try:
        program = read(Program, data, "fuzzed.yml")
    except BadKnowledge as refused:
        assert refused.file == "fuzzed.yml"
        assert refused.reason
        return
    assert program.id
