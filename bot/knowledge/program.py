"""A funding scheme as its file records it: who pays whom, how much, on which conditions, according to which text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from bot.language import Bilingual

PaidTo = Literal["employer", "student", "institution", "provider"]
Kind = Literal["wage_subsidy", "tax_credit", "grant", "stipend_paid_by_third_party", "in_kind", "research_match"]
Per = Literal["placement", "project", "student", "hire", "week", "year", "company"]


@dataclass(frozen=True)
class FlatAmount:
    """Dollars a program pays whatever the hours; `min` is None when the text only says "up to"."""

    min: Decimal | None
    max: Decimal


@dataclass(frozen=True)
class Amount:
    """How much a program pays, in force from `valid_from` to `valid_until`; `None` is unknown, never zero.

    Rates are shares (0.5 is 50%); caps and `hourly` are Canadian dollars. `works_by` None means no text allows an
    estimate. `replaces_cost` says whether the money lowers what the owner would pay. `enhanced_*` need facts about
    the student that a profile never holds: shown as a possibility, never estimated.
    """

    rate: Decimal | None
    cap: Decimal | None
    cap_unit: str | None
    hourly: Decimal | None
    enhanced_rate: Decimal | None
    enhanced_cap: Decimal | None
    enhanced_for: str | None
    cap_per: Per | None
    hourly_kind: Literal["pays_per_hour", "ceiling_per_hour", "matched_per_hour"] | None
    works_by: Literal["share_of_wage", "share_of_minimum_wage", "per_hour", "flat"] | None
    replaces_cost: bool
    note: str | None = None
    flat: FlatAmount | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether this is the amount of `day`."""
        return (self.valid_from or day) <= day <= (self.valid_until or day)


@dataclass(frozen=True)
class Condition:
    """One thing a program asks, in the closed vocabulary that `bot.funding.conditions` interprets.

    Either `fact` (a profile field) with one of `one_of`, `any_of` (sectors), `at_least`, `at_most` or
    `starts_between` (two month-days), or `outside_profile` (a fact no profile states). `formats` narrows it.
    """

    fact: str | None = None
    outside_profile: str | None = None
    one_of: tuple[str, ...] | None = None
    any_of: tuple[str, ...] | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    starts_between: tuple[str, ...] | None = None
    formats: tuple[str, ...] | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    note: str | None = None

    def applies(self, format_id: str, day: date) -> bool:
        """Whether the program asks this for that format on that day."""
        dated = (self.valid_from or day) <= day <= (self.valid_until or day)
        return dated and (self.formats is None or format_id in self.formats)


@dataclass(frozen=True)
class Employer:
    """Limits on who may host."""

    min_employees: int | None
    max_employees: int | None
    for_profit: bool | None
    not_for_profit: bool | None
    incorporation_required: bool | None
    sectors: str | None
    net_new: str | None
    exclusions: str | None
    other: str | None


@dataclass(frozen=True)
class Student:
    """Limits on which student."""

    level: str | None
    status: str | None
    international_students: bool | None
    other: str | None


@dataclass(frozen=True)
class Engagement:
    """Limits on the work itself; weeks and hours as the texts count them."""

    paid_by_employer: bool | None
    min_hours: int | None
    min_weeks: int | None
    max_weeks: int | None
    min_hours_per_week: int | None
    curricular: bool | None
    remote: bool | None
    other: str | None
    max_hours: int | None = None


@dataclass(frozen=True)
class Fit:
    """Whether a program suits a format; `reason` is a reason code."""

    fit: Literal["yes", "conditional", "no", "unknown"]
    reason: str


@dataclass(frozen=True)
class Payment:
    """When the money moves; weeks are counted after `when`, None unknown."""

    when: Literal["before_start", "during", "after_end", "tax_return", "to_student"]
    weeks_min: int | None = None
    weeks_max: int | None = None


@dataclass(frozen=True)
class Source:
    """A text a fact was read in; a mirror is never shown."""

    url: str | None
    publisher: str
    text_date: str
    type: Literal["official", "partner", "secondary", "mirror"]
    used_for: str


@dataclass(frozen=True)
class Program:
    """A funding scheme; texts that are not `Bilingual` are notes for staff."""

    id: str
    name: Bilingual
    name_fr_status: Literal["seen", "usual", "descriptive"]
    aliases: tuple[str, ...]
    administrator: Bilingual
    jurisdictions: tuple[str, ...]
    kind: Kind
    money_goes_to: PaidTo
    funded_by: Literal["federal", "provincial"] | None
    summary: Bilingual
    requires: tuple[Condition, ...]
    amount: Amount
    payment: Payment | None
    employer: Employer
    student: Student
    engagement: Engagement
    formats: Mapping[str, Fit]
    stacking: str | None
    lead_time: str | None
    cycle: str | None
    status: Literal["open", "intermittent", "unverified"]
    status_note: str
    confidence: Literal["high", "medium", "low"]
    check_before_quoting: tuple[str, ...]
    newest_source_date: str | None
    info_url: str | None
    sources: tuple[Source, ...]
    checked_on: date
    next_check: date
    earlier_amounts: tuple[Amount, ...] = ()

    def amount_on(self, day: date) -> Amount:
        """The amount in force on `day`, else the current one."""
        return next((each for each in (self.amount, *self.earlier_amounts) if each.in_force(day)), self.amount)

    def months_old(self, day: date) -> int | None:
        """Months since its newest text (one dated to the year counts from its December); None when all are undated."""
        if self.newest_source_date is None:
            return None
        year, month, *_ = [*self.newest_source_date.split("-"), "12"]
        return max(0, (day.year - int(year)) * 12 + day.month - int(month))

    @property
    def source(self) -> str | None:
        """The page to point to: `info_url`, else the newest source that is no mirror."""
        if self.info_url:
            return self.info_url
        shown = [each for each in self.sources if each.url and each.type != "mirror"]
        return max(shown, key=_age).url if shown else None


def _age(source: Source) -> str:
    return source.text_date if source.text_date[:1].isdigit() else ""


@dataclass(frozen=True)
class Closed:
    """A program that must not be recommended, and why."""

    id: str
    name: Bilingual
    name_fr_status: Literal["seen", "usual", "descriptive"]
    aliases: tuple[str, ...]
    jurisdictions: tuple[str, ...]
    reason: Bilingual
    evidence_date: str
    source_url: str | None


@dataclass(frozen=True)
class SwppPartner:
    """Who delivers the federal placement subsidy in a sector; `in_april_2026_list` None is unknown, never no."""

    id: str
    organization: str
    program_name: str | None
    sectors: Bilingual
    region: str
    min_engagement: str | None
    newest_evidence: str
    in_april_2026_list: bool | None
    status: Literal["intermittent", "unverified"]
    note: str
    source_url: str
