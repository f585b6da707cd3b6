"""The pipeline of `config.yml` on somebody else's data: train on one CSV of sentence,label, score on another.

`python benchmarks/nlu_csv.py TRAIN.csv TEST.csv [--out-of-scope LABEL]` prints accuracy over all messages, over those
in scope, and the out-of-scope recall. A message the pipeline calls `out_of_scope` is compared with LABEL.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
OURS = "out_of_scope"
Pairs = list[tuple[str, str]]


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path)
    parser.add_argument("test", type=Path)
    parser.add_argument("--out-of-scope", default="NO_NODES_DETECTED", help="the test set's label for foreign messages")
    chosen = parser.parse_args()
    train, test = read(chosen.train), read(chosen.test)
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        model = trained([pair for pair in train if pair[1] != chosen.out_of_scope], Path(folder))
        seconds = time.perf_counter() - started
        read_as = asyncio.run(intents_of([text for text, _ in test], model))
    named = [chosen.out_of_scope if intent == OURS else intent for intent in read_as]
    outcomes = [(label == chosen.out_of_scope, label == got) for (_, label), got in zip(test, named, strict=True)]
    print(f"trained on {len(train)} messages in {seconds:.0f} s, scored on {len(test)}")
    print(f"accuracy             {_share(right for _, right in outcomes)}")
    print(f"in-scope accuracy    {_share(right for foreign, right in outcomes if not foreign)}")
    print(f"out-of-scope recall  {_share(right for foreign, right in outcomes if foreign)}")


def read(path: Path) -> Pairs:
    """The sentences of a CSV file with their labels."""
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["sentence"], row["label"]) for row in csv.DictReader(file)]


def trained(pairs: Pairs, folder: Path) -> str:
    """The archive of a Rasa NLU model with the pipeline of `config.yml`."""
    from rasa.model_training import train_nlu

    grouped: dict[str, list[str]] = {}
    for text, label in pairs:
        grouped.setdefault(label, []).append(" ".join(text.split()))
    blocks = [{"intent": k, "examples": [{"text": text} for text in texts]} for k, texts in grouped.items()]
    data = folder / "nlu.yml"
    data.write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True), "utf-8")
    archive = train_nlu(str(ROOT / "config.yml"), str(data), str(folder))
    assert archive, "Rasa made no model"
    return archive


async def intents_of(texts: list[str], archive: str) -> list[str]:
    """What the model reads each text as."""
    from rasa.core.agent import Agent

    agent = Agent.load(archive)
    parses: list[Any] = [await agent.parse_message(text) for text in texts]
    return [str(parse["intent"]["name"]) for parse in parses]


def _share(outcomes: Any) -> str:
    found = list(outcomes)
    return f"{100 * sum(found) / len(found):.1f} %  (of {len(found)})" if found else "-"


if __name__ == "__main__":
    main()
