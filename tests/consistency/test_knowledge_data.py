"""The shipped data says the same thing everywhere, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from bot.knowledge.load import load_knowledge
from bot.knowledge.program import Condition, Program
from bot.language import Bilingual
from bot.profile import FORMATS

KNOWN = load_knowledge()
PROGRAMS = tuple(KNOWN.programs.values())


def texts(value: Any) -> Iterator[Bilingual]:
    if isinstance(value, Bilingual):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)


def condition(program: Program, name: str) -> Condition | None:
    return next((each for each in program.requires if name in (each.fact, each.outside_profile)), None)


def test_french_follows_canadian_typography() -> None:
    wrong = [text.fr for text in texts(KNOWN) if any(mark in text.fr for mark in (" !", " ?", " ;", "' ", '"'))]
    assert not wrong


def test_french_puts_a_space_before_a_colon() -> None:
    unspaced = [text.fr for text in texts(KNOWN) if ": " in text.fr.replace(" : ", " ").replace("\u00a0: ", " ")]
    assert not unspaced


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.id)
def test_conditions_repeat_what_the_record_says(program: Program) -> None:
    size, length = condition(program, "headcount"), condition(program, "duration_days")
    if size is not None and size.at_most is not None:
        assert size.at_most == program.employer.max_employees
    if program.engagement.min_weeks is not None and length is not None and program.engagement.min_hours is None:
        assert length.at_least == program.engagement.min_weeks * 5
    if program.employer.incorporation_required:
        assert condition(program, "incorporated")
    if program.student.international_students is False and program.money_goes_to in ("employer", "student"):
        assert condition(program, "student_status") or condition(program, "graduate_hire")
    if program.kind in ("wage_subsidy", "tax_credit"):
        assert condition(program, "payroll")


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.id)
def test_a_conditional_fit_rests_on_something_no_silence_can_settle(program: Program) -> None:
    named = KNOWN.rules.fit_conditions
    own = any(each.outside_profile or each.fact == "sector" for each in program.requires)
    for fit in program.formats.values():
        assert fit.fit != "conditional" or named[fit.reason] or own


def test_every_program_can_be_pointed_to_and_no_mirror_is() -> None:
    for program in PROGRAMS:
        mirrors = {source.url for source in program.sources if source.type == "mirror"}
        assert program.source not in mirrors


def test_the_only_organization_that_takes_requests_is_the_fictional_host() -> None:
    taking = [each for each in KNOWN.intermediaries.values() if each.can_receive_handoff]
    assert [each.id for each in taking] == ["host_chamber"]
    assert taking[0].fictional and taking[0].name["fr"] != taking[0].name["en"]


def test_every_format_is_on_the_ladder_once() -> None:
    steps = [id_ for step in KNOWN.ladder.steps for id_ in step.formats]
    assert sorted(steps) == sorted(FORMATS)


def test_nothing_shown_speaks_of_the_seed_or_of_files() -> None:
    told = " ".join(f"{text.en} {text.fr}" for text in texts(KNOWN)).lower()
    assert not [word for word in (" seed ", "seed's", "rapport source", ".yml", ".md") if word in told]
