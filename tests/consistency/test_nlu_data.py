"""The training messages: enough of each kind, balanced, mirrored, without duplicates, apart from what measures them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from bot.nlu import lint
from bot.profile import BARRIERS, GOALS, NEED_AREAS, STAGES, WORK_MODES

ROOT = Path(__file__).resolve().parents[2]
POINTERS = {"student", "job_seeker", "taxes", "membership"}
CAUTIONS = {"free_labour", "licensed_work", "urgent_critical", "year_round_hire"}
HELDOUT = ROOT / "tests" / "nlu"


def _known() -> dict[str, set[str]]:
    domain = yaml.load((ROOT / "domain.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    facts = {"stage": set(STAGES), "work_mode": set(WORK_MODES)}
    labels = {"barrier": set(BARRIERS), "need_area": set(NEED_AREAS), "goal": set(GOALS), **facts}
    return {"intent": set(domain["intents"]), "pointer": POINTERS, "caution": CAUTIONS, **labels}


def _measuring() -> list[str]:
    lines = [line for path in HELDOUT.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()]
    return [json.loads(line)["text"] for line in lines]


def test_the_linter_has_nothing_to_say() -> None:
    faults = lint.faults(ROOT / "data" / "nlu", _known(), _measuring())
    assert not faults, "\n".join(faults)


def _folder(root: Path, english: str, french: str, file: str = "talk.yml") -> Path:
    for language, examples in (("en", english), ("fr", french)):
        (root / language).mkdir()
        (root / language / file).write_text(f'version: "3.1"\nnlu:\n{examples}', "utf-8")
    return root


def _block(intent: str, language: str, *texts: str, labels: str = "") -> str:
    rows = [f"  - text: {json.dumps(text)}\n    metadata: {{{labels}}}" for text in texts]
    return f"- intent: {intent}\n  metadata: {{language: {language}}}\n  examples:\n" + "\n".join(rows) + "\n"


KNOWN = {"intent": {"greet", "goodbye"}, "barrier": {"limited_hr"}}


@pytest.mark.parametrize(
    ("english", "complaint"),
    [
        (_block("greet", "en", "hello", "Héllo!!"), "also in"),
        (
            _block("greet", "en", "hello there and good morning to you all")
            + _block("goodbye", "en", "hello there and good morning to you alll"),
            "almost",
        ),
        (
            _block("greet", "en", "she pays all her bills every month")
            + _block("goodbye", "en", "her bill: they pay all every month"),
            "in other forms",
        ),
        (_block("gret", "en", "hello"), "no such intent"),
        (_block("greet", "en", "hello", labels="barrier: [too_hot]"), "no such barrier"),
        (_block("greet", "en", "hello", labels="mood: [sunny]"), "no such mood"),
        (_block("greet", "en", "Kept apart!"), "is a measuring message"),
        (_block("greet", "en", "hello"), "1 messages of the intent greet, not 60"),
        (_block("greet", "en", "hello"), "0 messages of the barrier limited_hr, not 80"),
        (_block("greet", "en", *(f"hello {n} times" for n in range(70))), "out of balance"),
    ],
)
def test_the_linter_names_a_fault(tmp_path: Path, english: str, complaint: str) -> None:
    folder = _folder(tmp_path, english, _block("greet", "fr", "bonjour"))
    assert any(complaint in fault for fault in lint.faults(folder, KNOWN, ["kept apart"]))


def test_a_file_without_its_mirror_is_a_fault(tmp_path: Path) -> None:
    folder = _folder(tmp_path, _block("greet", "en", "hello"), _block("greet", "fr", "bonjour"))
    (folder / "en" / "more.yml").write_text("nlu: []", "utf-8")
    assert "more.yml: exists in one language only" in lint.faults(folder, KNOWN)


def test_a_block_in_the_wrong_folder_is_refused(tmp_path: Path) -> None:
    folder = _folder(tmp_path, _block("greet", "fr", "bonjour"), _block("greet", "fr", "allô"))
    with pytest.raises(ValueError, match=r"talk.yml: the block greet does not say `language: en`"):
        lint.read(folder)
