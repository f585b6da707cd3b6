"""Which programs may help a company with a format: yes, no, or unknown because something has not been said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from bot.funding.amount import Range, estimate
from bot.funding.conditions import Finding, find
from bot.knowledge.model import Knowledge
from bot.knowledge.program import Condition, Fit, PaidTo, Program
from bot.profile import PROFILE_FIELDS, Profile
from bot.reason import Reason

Eligibility = Literal["yes", "no", "unknown"]
FITS = ("yes", "conditional", "unknown", "no")


@dataclass(frozen=True)
class Offer:
    """A program for one format and one company.

    `missing` names what has not been said: profile fields first, then outside facts of `Rules.outside_facts`.
    `question` is the profile field to ask next. `estimate` is money that reaches the owner or replaces her cost;
    `paid_to_others` money the program pays without lowering it. `flags` for wording: intermittent, unverified,
    stale, undated, overdue, in_kind, not_for_students, enhanced_rate_possible.
    """

    program: Program
    eligibility: Eligibility
    missing: tuple[str, ...]
    question: str | None
    estimate: Range | None
    paid_to_others: Range | None
    paid_to: PaidTo
    reasons: tuple[Reason, ...]
    flags: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class _Listing:
    """What holds of a program for a format on a day, whoever asks."""

    program: Program
    fit: Fit
    places: tuple[tuple[str, ...], ...]
    asked: tuple[Condition, ...]
    flags: tuple[str, ...]
    replaces_cost: bool
    source: str


def fund(format_id: str, profile: Profile, knowledge: Knowledge, today: date) -> tuple[Offer, ...]:
    """The programs for a format, shortlisted ones first; those of other provinces or unfit are left out.

    Raises `KeyError` for an unknown format.
    """
    here = (each for each in _listings(format_id, knowledge, today) if _serves(each, profile.province))
    return tuple(_offer(each, format_id, profile, knowledge, today) for each in here)


@lru_cache(maxsize=64)
def _listings(format_id: str, knowledge: Knowledge, today: date) -> tuple[_Listing, ...]:
    return tuple(
        _listing(program, format_id, knowledge, today)
        for program in _in_order(format_id, knowledge)
        if program.formats[format_id].fit != "no" and program.id not in knowledge.closed
    )


def _in_order(format_id: str, knowledge: Knowledge) -> Iterator[Program]:
    first = knowledge.shortlist[format_id]
    others = (program for program in knowledge.programs.values() if program.id not in first)
    yield from (knowledge.programs[id_] for id_ in first)
    yield from sorted(others, key=lambda program: _rank(program, format_id))


def _rank(program: Program, format_id: str) -> tuple[bool, int, bool, str]:
    """Students before graduates, better fit first, local before national."""
    fit = program.formats[format_id]
    return fit.reason == "not_for_students", FITS.index(fit.fit), program.jurisdictions == ("CA",), program.id


def _listing(program: Program, format_id: str, knowledge: Knowledge, today: date) -> _Listing:
    fit = program.formats[format_id]
    limits = [condition.one_of or () for condition in program.requires if condition.fact == "province"]
    if program.jurisdictions != ("CA",):
        limits.append(program.jurisdictions)
    return _Listing(
        program=program,
        fit=fit,
        places=tuple(limits),
        asked=tuple(_asked(program, format_id, knowledge, today)),
        flags=_flags(program, fit, knowledge, today),
        replaces_cost=program.amount_on(today).replaces_cost,
        source=program.source or "",
    )


def _serves(listing: _Listing, province: str | None) -> bool:
    """Whether the program serves her province, or she named none."""
    return province is None or all(province in places for places in listing.places)


def _offer(listing: _Listing, format_id: str, profile: Profile, knowledge: Knowledge, today: date) -> Offer:
    program = listing.program
    findings = [find(condition, profile, knowledge, today) for condition in listing.asked]
    eligibility = _together(findings)
    missing = () if eligibility == "no" else _missing(findings)
    money = estimate(program, knowledge.formats[format_id], profile, knowledge, today)
    return Offer(
        program=program,
        eligibility=eligibility,
        missing=missing,
        question=next((name for name in missing if name in PROFILE_FIELDS), None),
        estimate=money if listing.replaces_cost else None,
        paid_to_others=None if listing.replaces_cost else money,
        paid_to=program.money_goes_to,
        reasons=_reasons(program, listing.fit, profile, findings),
        flags=listing.flags,
        source=listing.source,
    )


def _asked(program: Program, format_id: str, knowledge: Knowledge, today: date) -> Iterator[Condition]:
    """Everything asked: the place, the program's own conditions, the fit's, and proof that it takes requests now."""
    rules = knowledge.rules
    fit = program.formats[format_id]
    if program.jurisdictions != ("CA",):
        yield Condition(fact="province", one_of=program.jurisdictions)
    yield from (condition for condition in program.requires if condition.applies(format_id, today))
    if fit.fit == "unknown":
        yield Condition(outside_profile=rules.fit_conditions["not_documented"])
    named = rules.fit_conditions[fit.reason] if fit.fit == "conditional" else None
    if named is not None:
        yield Condition(outside_profile=named)
    if program.status in rules.status_conditions:
        yield Condition(outside_profile=rules.status_conditions[program.status])


def _together(findings: Iterable[Finding]) -> Eligibility:
    verdicts = {finding.holds for finding in findings}
    if False in verdicts:
        return "no"
    return "unknown" if None in verdicts else "yes"


def _missing(findings: Iterable[Finding]) -> tuple[str, ...]:
    names = dict.fromkeys(finding.missing for finding in findings if finding.missing)
    return tuple(sorted(names, key=lambda name: name not in PROFILE_FIELDS))


def _reasons(program: Program, fit: Fit, profile: Profile, findings: Iterable[Finding]) -> tuple[Reason, ...]:
    refusals = tuple(finding.reason for finding in findings if finding.reason)
    local = program.jurisdictions != ("CA",) and profile.province is not None
    here = (Reason("in_your_province", ("province",), (("province", profile.province),)),) if local else ()
    return (*refusals, Reason(fit.reason), *here)


def _flags(program: Program, fit: Fit, knowledge: Knowledge, today: date) -> tuple[str, ...]:
    flags = {
        "intermittent": program.status == "intermittent",
        "unverified": program.status == "unverified",
        "overdue": program.next_check <= today,
        "undated": program.newest_source_date is None,
        "stale": (program.months_old(today) or 0) > knowledge.threshold("stale_after_months"),
        "in_kind": program.kind == "in_kind",
        "not_for_students": fit.reason == "not_for_students",
        "enhanced_rate_possible": program.amount_on(today).enhanced_for is not None,
    }
    return tuple(name for name, holds in flags.items() if holds)
