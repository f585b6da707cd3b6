"""Loading the folder: what it promises, and how it refuses a broken file."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.knowledge.load import FOLDER, load_knowledge
from bot.knowledge.read import BadKnowledge
from bot.profile import FORMATS

Break = Callable[[Any], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "knowledge"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def rewrite(path: Path, change: Break) -> None:
    data = yaml.safe_load(path.read_text("utf-8"))
    change(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")


def test_everything_is_there() -> None:
    knowledge = load_knowledge()
    assert tuple(knowledge.formats) == FORMATS
    assert (len(knowledge.programs), len(knowledge.closed), len(knowledge.swpp_partners)) == (46, 17, 18)
    assert (len(knowledge.faqs), len(knowledge.intermediaries)) == (35, 20)
    assert f"{knowledge.as_of}" == "2026-11-22"


def test_loading_is_quick() -> None:
    before = time.perf_counter()
    load_knowledge()
    assert time.perf_counter() - before < 1.5


def test_unknown_stays_unknown() -> None:
    knowledge = load_knowledge()
    assert knowledge.formats["consulting"].direct_cost_cad.with_pay.max is None
    assert knowledge.programs["canada-summer-jobs"].amount.cap is None
    assert knowledge.intermediaries["fccq"].can_receive_handoff is None


def test_the_version_changes_with_any_word(folder: Path) -> None:
    before = load_knowledge(folder).version
    rewrite(folder / "faq/what_it_costs.yml", lambda faq: faq["answer"].update(en="Nothing at all."))
    assert load_knowledge(folder).version != before


BROKEN: list[tuple[str, Break, str, str]] = [
    ("formats/competition.yml", lambda f: f.update(id="contest"), "id", "not the name of the file"),
    ("formats/competition.yml", lambda f: f["name"].pop("fr"), "name.fr", "is missing"),
    ("formats/competition.yml", lambda f: f.update(colour="red"), "colour", "is not a known key"),
    ("formats/competition.yml", lambda f: f.update(checked_on="soon"), "checked_on", "is not a date"),
    ("formats/competition.yml", lambda f: f["sources"].append("NOPE"), "sources", "'NOPE' is not a known source"),
    ("formats/competition.yml", lambda f: f["needs_fit"].update(magic=3), "needs_fit", "need area"),
    ("formats/competition.yml", lambda f: f["next_step"].update(format="holiday"), "next_step.format", "holiday"),
    ("funding/programs/swpp.yml", lambda p: p.update(sources=[], info_url=None), "sources", "no page"),
    ("funding/programs/swpp.yml", lambda p: p["formats"].pop("competition"), "formats.competition", "is missing"),
    ("funding/programs/swpp.yml", lambda p: p.update(newest_source_date="lately"), "newest_source_date", "lately"),
    ("funding/programs/swpp.yml", lambda p: p.update(jurisdictions=["XX"]), "jurisdictions", "'XX'"),
    ("funding/programs/swpp.yml", lambda p: p["aliases"].append("CDAP"), "aliases", "'CDAP' already names swpp"),
    ("funding/programs/swpp.yml", lambda p: p["requires"].append({}), "requires[6]", "neither or both"),
    (
        "funding/programs/swpp.yml",
        lambda p: p["requires"].append({"outside_profile": "luck"}),
        "requires[6]",
        "'luck' is not a known outside fact",
    ),
    (
        "funding/programs/swpp.yml",
        lambda p: p["requires"].append({"fact": "mood", "at_least": 1}),
        "requires[6]",
        "'mood' is not a number of the profile",
    ),
    (
        "funding/programs/swpp.yml",
        lambda p: p["requires"].append({"fact": "headcount"}),
        "requires[6]",
        "needs exactly one of",
    ),
    (
        "funding/rules.yml",
        lambda r: r["format_shortlist"]["competition"]["order"].append("swpp"),
        "format_shortlist.competition",
        "swpp does not fit this format",
    ),
    (
        "funding/rules.yml",
        lambda r: r["format_shortlist"]["competition"]["order"].append("ghost"),
        "format_shortlist.competition",
        "'ghost' is not a known program",
    ),
    ("estimates.yml", lambda e: e["goals"].pop("new_ideas"), "goals", "must hold exactly"),
    ("estimates.yml", lambda e: e["stage"]["startup"].update(holiday=1), "stage.startup", "'holiday' is not known"),
    ("estimates.yml", lambda e: e["work_mode"]["remote"].update(consulting=2), "work_mode.remote", "between 0 and 1"),
    ("estimates.yml", lambda e: e["weights"].update(mood=1), "weights", "'mood' is not known"),
    ("estimates.yml", lambda e: e["likely_answers"]["stage"].pop(), "likely_answers.stage", "do not add up to 1"),
    ("estimates.yml", lambda e: e["curves"].pop("free_fit"), "curves", "must hold exactly"),
    ("estimates.yml", lambda e: e.update(basis="source"), "basis", "'source' is not one of estimate"),
    ("first_steps.yml", lambda f: f["first_steps"].pop(), "first_steps", "the last step must suit anyone"),
    (
        "first_steps.yml",
        lambda f: f["first_steps"][0]["hours"].update(max=99),
        "first_steps.mentor",
        "not those of the role",
    ),
    ("first_steps.yml", lambda f: f["first_steps"][0].update(format="gala"), "first_steps.mentor", "'gala'"),
    ("who_does_what.yml", lambda w: w["formats"].pop("competition"), "formats.competition", "is missing"),
    (
        "who_does_what.yml",
        lambda w: w["formats"]["consulting"][0]["owner"].update(max=1),
        "formats.consulting.brief",
        "order",
    ),
    (
        "who_does_what.yml",
        lambda w: w["formats"]["consulting"][0]["owner"].update(max=241),
        "formats.consulting",
        "do not add up to 480 to 1800",
    ),
    ("funding/rules.yml", lambda r: r["uncounted_facts"].append("luck"), "uncounted_facts", "'luck'"),
    (
        "formats/_shared.yml",
        lambda s: s["commitment_ladder"]["steps"][-1]["programs"].append("ghost"),
        "commitment_ladder",
        "'ghost' is not a known program",
    ),
    ("faq/what_it_costs.yml", lambda q: q.update(sources=[]), "sources", "is empty"),
    (
        "intermediaries.yml",
        lambda i: i["intermediaries"][0].update(can_receive_handoff=None),
        "default_queue",
        "exactly one",
    ),
]


@pytest.mark.parametrize(("file", "change", "field", "reason"), BROKEN)
def test_a_broken_file_is_named_with_field_and_reason(
    folder: Path, file: str, change: Break, field: str, reason: str
) -> None:
    rewrite(folder / file, change)
    with pytest.raises(BadKnowledge) as caught:
        load_knowledge(folder)
    told = str(caught.value)
    assert field in told
    assert reason in told
    assert told.startswith((file, "funding/closed.yml"))


def test_a_file_that_is_not_yaml_is_named(folder: Path) -> None:
    (folder / "faq/what_it_costs.yml").write_text("id: [", "utf-8")
    with pytest.raises(BadKnowledge, match="faq/what_it_costs.yml: the whole file: is not valid YAML"):
        load_knowledge(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "funding/rules.yml").unlink()
    with pytest.raises(BadKnowledge, match="funding/rules.yml: the whole file: is missing"):
        load_knowledge(folder)


def test_a_bare_ON_is_refused_because_yaml_reads_it_as_true(folder: Path) -> None:
    path = folder / "funding/programs/on-coop-education-tax-credit.yml"
    path.write_text(path.read_text("utf-8").replace("'ON'", "ON"), "utf-8")
    with pytest.raises(BadKnowledge, match="jurisdictions"):
        load_knowledge(folder)
