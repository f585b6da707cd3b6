"""What the files must agree on together: ids that exist, words of the vocabulary, sources, a shortlist that holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from bot.knowledge.academic_year import Stretch, Term
from bot.knowledge.coherence_estimates import estimate_faults
from bot.knowledge.format import Format
from bot.knowledge.model import Faq, InstitutionContact, Intermediary, Knowledge
from bot.knowledge.program import Closed, Condition, Program
from bot.knowledge.read import BadKnowledge
from bot.knowledge.rules import CrossCuttingRule, StackingRule
from bot.profile import CHOICES, FORMATS, NEED_AREAS, NUMBER_LIMITS, PROVINCES

RULES = "funding/rules.yml"
ID = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
DATED = re.compile(r"\d{4}(-\d{2}){0,2}")
MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
Fault = tuple[str, str, str]


class _Cites(Protocol):
    @property
    def sources(self) -> tuple[str, ...]: ...


def check_coherence(knowledge: Knowledge) -> None:
    """Raise `BadKnowledge` for the first thing on which the files disagree."""
    for fault in faults(knowledge):
        raise BadKnowledge(*fault)


def faults(knowledge: Knowledge) -> Iterator[Fault]:
    """Every disagreement as (file, field, reason)."""
    yield from _format_faults(knowledge)
    yield from _program_faults(knowledge)
    yield from _rule_faults(knowledge)
    yield from _shortlist_faults(knowledge)
    yield from _faq_faults(knowledge)
    yield from _organization_faults(knowledge)
    yield from _calendar_faults(knowledge)
    yield from estimate_faults(knowledge)


def _format_faults(knowledge: Knowledge) -> Iterator[Fault]:
    for id_ in FORMATS:
        if id_ not in knowledge.formats:
            yield f"formats/{id_}.yml", "", "is missing"
    for format_ in knowledge.formats.values():
        file = f"formats/{format_.id}.yml"
        yield from _strangers(file, "id", [format_.id], FORMATS, "format")
        yield from _strangers(file, "needs_fit", format_.needs_fit, NEED_AREAS, "need area")
        yield from _strangers(file, "sources", _cited(format_), knowledge.source_titles, "source")
        if not format_.sources:
            yield file, "sources", "is empty"
        if format_.next_step.format is not None:
            yield from _strangers(file, "next_step.format", [format_.next_step.format], knowledge.formats, "format")


def _cited(format_: Format) -> set[str]:
    spreads = (format_.student_effort_hours, format_.employer_hours_total, format_.employer_hours_per_week)
    costs = (format_.direct_cost_cad.without_pay, format_.direct_cost_cad.with_pay)
    remarks = (format_.student_paid_note, format_.calendar_dependence, format_.next_step, format_.lead_time_weeks)
    listed: tuple[_Cites, ...] = (*spreads, *costs, *remarks, *format_.risks, *format_.evidence, format_.duration_days)
    return {*format_.sources, *format_.definition_source, *(code for each in listed for code in each.sources)}


def _program_faults(knowledge: Knowledge) -> Iterator[Fault]:
    names: dict[str, str] = {}
    every: tuple[Program | Closed, ...] = (*knowledge.programs.values(), *knowledge.closed.values())
    for program in every:
        file = f"funding/programs/{program.id}.yml" if isinstance(program, Program) else "funding/closed.yml"
        if not ID.fullmatch(program.id):
            yield file, "id", f"{program.id!r} is not an id"
        yield from _strangers(file, "jurisdictions", program.jurisdictions, ("CA", *PROVINCES), "jurisdiction")
        for alias in program.aliases:
            other = names.setdefault(alias.casefold(), program.id)
            if other != program.id:
                yield file, "aliases", f"{alias!r} already names {other}"
        if isinstance(program, Program):
            yield from _one_program_faults(program, file, knowledge)


def _one_program_faults(program: Program, file: str, knowledge: Knowledge) -> Iterator[Fault]:
    if program.id in knowledge.closed:
        yield file, "id", "is also in funding/closed.yml"
    if not program.source:
        yield file, "sources", "holds no page to point to (an info_url or a source that is no mirror)"
    if program.newest_source_date is not None and not DATED.fullmatch(program.newest_source_date):
        yield file, "newest_source_date", f"{program.newest_source_date!r} is not a date"
    for id_ in FORMATS:
        if id_ not in program.formats:
            yield file, f"formats.{id_}", "is missing"
    yield from _strangers(file, "formats", program.formats, FORMATS, "format")
    reasons = [fit.reason for fit in program.formats.values()]
    yield from _strangers(file, "formats", reasons, knowledge.reason_codes, "reason code")
    conditional = [fit.reason for fit in program.formats.values() if fit.fit == "conditional"]
    yield from _strangers(file, "formats", conditional, knowledge.rules.fit_conditions, "condition of a fit")
    for place, condition in enumerate(program.requires):
        yield from _condition_faults(condition, file, f"requires[{place}]", knowledge)
    if program.amount.works_by == "flat" and program.amount.flat is None:
        yield file, "amount.flat", "is missing while works_by is flat"


TESTS = ("one_of", "any_of", "at_least", "at_most", "starts_between")


def _condition_faults(condition: Condition, file: str, field: str, knowledge: Knowledge) -> Iterator[Fault]:
    tests = [name for name in TESTS if getattr(condition, name) is not None]
    if (condition.fact is None) == (condition.outside_profile is None):
        yield file, field, "names neither or both of fact and outside_profile"
    elif condition.outside_profile is not None:
        outside = knowledge.rules.outside_facts
        yield from _strangers(file, field, [condition.outside_profile], outside, "outside fact")
        if tests:
            yield file, field, "an outside fact takes no test"
    elif len(tests) != 1:
        yield file, field, f"needs exactly one of {', '.join(TESTS)}"
    else:
        yield from _test_faults(condition, tests[0], file, field, knowledge)
    yield from _strangers(file, field, condition.formats or (), FORMATS, "format")


def _test_faults(condition: Condition, test: str, file: str, field: str, knowledge: Knowledge) -> Iterator[Fault]:
    fact = condition.fact or ""
    if test == "one_of":
        yield from _strangers(file, field, condition.one_of or (), CHOICES.get(fact, ()), f"value of {fact}")
    elif test == "any_of":
        yield from _strangers(file, field, condition.any_of or (), knowledge.sectors, "sector")
    elif test == "starts_between":
        days = condition.starts_between or ()
        if len(days) != 2 or not all(MONTH_DAY.fullmatch(day) for day in days):
            yield file, field, "starts_between needs two month-days (MM-DD)"
    elif fact not in NUMBER_LIMITS:
        yield file, field, f"{fact!r} is not a number of the profile"
    if test in ("any_of", "starts_between") and fact != {"any_of": "sector"}.get(test, "weeks_until_start"):
        yield file, field, f"{test} does not go with {fact!r}"


def _rule_faults(knowledge: Knowledge) -> Iterator[Fault]:
    rules = knowledge.rules
    named = [name for name in (*rules.fit_conditions.values(), *rules.status_conditions.values()) if name]
    yield from _strangers(RULES, "fit_conditions", named, rules.outside_facts, "outside fact")
    yield from _strangers(RULES, "uncounted_facts", rules.uncounted_facts, rules.outside_facts, "outside fact")
    yield from _strangers(RULES, "fit_conditions", rules.fit_conditions, rules.reason_codes, "reason code")
    every: tuple[CrossCuttingRule | StackingRule, ...] = (*rules.cross_cutting_rules, *rules.stacking)
    for rule in every:
        yield from _strangers(RULES, f"{rule.id}.basis", rule.basis, knowledge.programs, "program")


def _shortlist_faults(knowledge: Knowledge) -> Iterator[Fault]:
    for format_id in FORMATS:
        field = f"format_shortlist.{format_id}"
        if format_id not in knowledge.shortlist:
            yield RULES, field, "is missing"
    for format_id, order in knowledge.shortlist.items():
        field = f"format_shortlist.{format_id}"
        yield from _strangers(RULES, field, [format_id], FORMATS, "format")
        yield from _strangers(RULES, field, order, knowledge.programs, "program")
        for id_ in order:
            program = knowledge.programs.get(id_)
            if program and program.formats[format_id].fit not in ("yes", "conditional"):
                yield RULES, field, f"{id_} does not fit this format"


def _faq_faults(knowledge: Knowledge) -> Iterator[Fault]:
    for faq in knowledge.faqs.values():
        yield from _one_faq_faults(faq, f"faq/{faq.id}.yml")


def _one_faq_faults(faq: Faq, file: str) -> Iterator[Fault]:
    if faq.topic is not None and not ID.fullmatch(faq.topic):
        yield file, "topic", f"{faq.topic!r} is not a topic"
    if not faq.sources:
        yield file, "sources", "is empty"
    yield from _strangers(file, "by_province", faq.by_province or (), (*PROVINCES, "other"), "province")


def _organization_faults(knowledge: Knowledge) -> Iterator[Fault]:
    file = "intermediaries.yml"
    every: tuple[Intermediary | InstitutionContact, ...] = (
        *knowledge.intermediaries.values(),
        *knowledge.institution_contacts,
    )
    for each in every:
        yield from _strangers(file, f"{each.id}.regions", each.regions, ("CA", *PROVINCES), "region")
        yield from _strangers(file, f"{each.id}.formats", each.formats, FORMATS, "format")
    queues = [each for each in knowledge.intermediaries.values() if each.default_queue]
    if len(queues) != 1 or queues[0].can_receive_handoff is not True:
        yield file, "default_queue", "exactly one organization must be the default queue and able to receive"


def _calendar_faults(knowledge: Knowledge) -> Iterator[Fault]:
    calendar = knowledge.calendar
    stretches: tuple[Term | Stretch, ...] = (
        *calendar.terms,
        *calendar.exam_weeks,
        *calendar.closures,
        *calendar.reading_weeks,
    )
    for each in stretches:
        if not (MONTH_DAY.fullmatch(each.starts) and MONTH_DAY.fullmatch(each.ends)):
            yield "formats/_shared.yml", "calendar", f"{each.starts}..{each.ends} are not month-days (MM-DD)"
    steps = [id_ for step in knowledge.ladder.steps for id_ in step.formats]
    yield from _strangers("formats/_shared.yml", "commitment_ladder", steps, knowledge.formats, "format")
    helping = [id_ for step in knowledge.ladder.steps for id_ in step.programs]
    yield from _strangers("formats/_shared.yml", "commitment_ladder", helping, knowledge.programs, "program")


def _strangers(file: str, field: str, ids: Iterable[str], known: Iterable[str], what: str) -> Iterator[Fault]:
    allowed = set(known)
    for id_ in ids:
        if id_ not in allowed:
            yield file, field, f"{id_!r} is not a known {what}"
