"""`tremplin evaluate`: labelled messages through the trained model, scored per language."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.nlu.scoring import Judged, Table, judged, scores
from bot.settings import ROOT

HELDOUT = ROOT / "tests" / "nlu"
MODEL = ROOT / "models" / "tremplin.tar.gz"
MOST_CONFUSIONS = 12
HEADLINES = ("messages", "intent_accuracy", "in_scope_accuracy", "out_of_scope_recall", "false_rejections")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("files", nargs="*", metavar="FILE.jsonl", help="labelled messages; default: the held-out sets")
    parser.add_argument("--url", help="ask a running Rasa instead of loading the model")
    parser.add_argument("--report", metavar="DIR", help="write tables and pictures there")
    parser.add_argument("--json", dest="as_json", action="store_true", help="print JSON")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; the exit status."""
    parser = argparse.ArgumentParser(description="score the understanding on labelled messages")
    add_arguments(parser)
    return run(**vars(parser.parse_args(arguments)))


def run(files: Sequence[str] = (), url: str | None = None, report: str | None = None, as_json: bool = False) -> int:
    """Score the messages of the files and print the result; exit status 0.

    Raises `ValueError` for a line that is no labelled message, `OSError` for a file or a Rasa that cannot be reached.
    """
    golds = [gold for name in files or map(str, sorted(HELDOUT.glob("*.jsonl"))) for gold in read_messages(Path(name))]
    messages = evaluate(golds, url)
    result = scores(messages)
    print(json.dumps(result, indent=1, ensure_ascii=False) if as_json else as_text(result))
    if report:
        write_report(messages, result, Path(report))
    return 0


def read_messages(path: Path) -> list[Mapping[str, Any]]:
    """The labelled messages of a JSON-lines file; raises `ValueError` naming the line at fault."""
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip():
            found.append(_message(line, f"{path}, line {number}"))
    return found


def _message(line: str, where: str) -> Mapping[str, Any]:
    try:
        gold = json.loads(line)
    except json.JSONDecodeError as problem:
        raise ValueError(f"{where}: not JSON ({problem.msg})") from None
    missing = [key for key in ("id", "text", "intent") if not isinstance(gold, dict) or not gold.get(key)]
    if missing:
        raise ValueError(f"{where}: lacks {', '.join(missing)}")
    if gold["intent"] == "faq" and not gold.get("faq_topic"):
        raise ValueError(f"{where}: the intent is faq, so it needs a faq_topic")
    return {"faq_topic": None, **gold}


def evaluate(golds: Sequence[Mapping[str, Any]], url: str | None = None, model: Path = MODEL) -> list[Judged]:
    """Each message beside its parse, by a running Rasa at `url`, else by the trained model."""
    texts = [str(gold["text"]) for gold in golds]
    parses = _ask(texts, url) if url else asyncio.run(parses_by_model(texts, model))
    return [judged(gold, parse) for gold, parse in zip(golds, parses, strict=True)]


def _ask(texts: Iterable[str], url: str) -> list[Mapping[str, Any]]:
    import httpx

    with httpx.Client(base_url=url, timeout=60) as rasa:
        try:
            answers = [rasa.post("/model/parse", json={"text": text}).raise_for_status().json() for text in texts]
        except httpx.HTTPError as problem:
            raise OSError(f"Rasa at {url} did not answer: {problem}") from None
    return answers


async def parses_by_model(texts: Iterable[str], model: Path = MODEL) -> list[Mapping[str, Any]]:
    """What the trained model makes of each text; raises `OSError` when there is no model."""
    from rasa.core.agent import Agent

    if not model.exists():
        raise OSError(f"no trained model at {model}: run `tremplin train` first")
    agent = Agent.load(str(model))
    return [await agent.parse_message(text) for text in texts]


def as_text(result: Table) -> str:
    """The scores as a page of text."""
    languages = list(result)
    lines = [_row("", languages)]
    lines += [_row(name.replace("_", " "), [result[each][name] for each in languages]) for name in HEADLINES]
    lines.append(_row("calibration error", [result[each]["calibration_error"] for each in languages]))
    for field in result[languages[0]]["labels"] if languages else ():
        lines += _labels(field.replace("_", " "), [result[each]["labels"][field] for each in languages])
    if languages:
        lines += _labels("facts", [result[each]["facts"] for each in languages])
        lines += _labels("intents", [{"f1": None, "each": result[each]["intents_f1"]} for each in languages])
    for each in languages:
        lines += ["", f"confusions, {each}: labelled -> read as"]
        lines += [f"  {c['times']:3} {c['wanted']} -> {c['got']}" for c in result[each]["confusions"][:MOST_CONFUSIONS]]
        lines += ["", f"calibration, {each}: confidence, share right, messages"]
        lines += [f"  {c['confidence']:.2f}  {c['right']:.2f}  {c['messages']:4}" for c in result[each]["calibration"]]
    return "\n".join(lines)


def _labels(title: str, columns: Sequence[Table]) -> list[str]:
    values = sorted({value for column in columns for value in column["each"]})
    head = _row(f"{title}, F1", [column["f1"] for column in columns])
    return ["", head, *(_row(f"  {value}", [column["each"].get(value) for column in columns]) for value in values)]


def _row(title: str, values: Sequence[Any]) -> str:
    return f"{title:34}" + "".join(f"{'-' if value is None else value:>9}" for value in values)


def write_report(messages: Sequence[Judged], result: Table, folder: Path) -> None:
    """Scores as JSON and text, the errors as JSON lines, and two pictures."""
    from bot.nlu.pictures import draw

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scores.json").write_text(json.dumps(result, indent=1, ensure_ascii=False), "utf-8")
    (folder / "scores.txt").write_text(as_text(result) + "\n", "utf-8")
    wrong = [{"id": m.gold["id"], "wanted": m.wanted, "got": m.intent} for m in messages if not m.right]
    (folder / "errors.jsonl").write_text("".join(json.dumps(each) + "\n" for each in wrong), "utf-8")
    draw(messages, folder)


if __name__ == "__main__":
    raise SystemExit(main())
