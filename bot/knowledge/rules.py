"""What holds for all programs: words of the reasons, cross-cutting and stacking rules, the order to suggest them in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.knowledge.program import Kind, Program
from bot.language import Bilingual


@dataclass(frozen=True)
class Shortlist:
    """Programs to suggest first for a format, in order, and a headline."""

    order: tuple[str, ...]
    headline: Bilingual


@dataclass(frozen=True)
class CrossCuttingRule:
    """Something true of most programs; `basis` names programs that say so."""

    id: str
    text: Bilingual
    basis: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Programs that a stacking rule speaks of: these kinds, funded by this government (None: any)."""

    kinds: tuple[Kind, ...]
    funded_by: Literal["federal", "provincial"] | None = None

    def __contains__(self, program: object) -> bool:
        return (
            isinstance(program, Program) and program.kind in self.kinds and self.funded_by in (None, program.funded_by)
        )


@dataclass(frozen=True)
class StackingRule:
    """How programs combine on one wage: at most one of a group, alone, or computed on what other help leaves."""

    id: str
    basis: tuple[str, ...]
    at_most_one_of: Group | None = None
    alone: Group | None = None
    reduced_by_assistance: Group | None = None
    note: str | None = None


@dataclass(frozen=True)
class PolicyFact:
    """A dated fact about the money behind the programs."""

    date: str
    text: Bilingual
    source_url: str


@dataclass(frozen=True)
class Rules:
    """What holds for all programs. `fit_conditions` and `status_conditions` name the outside fact they stand for.

    Help that rests on one of `uncounted_facts` is listed, never counted in a sum.
    """

    as_of: date
    newest_evidence: str
    live_checked: bool
    currency: str
    disclaimer: Bilingual
    reason_codes: Mapping[str, Bilingual]
    fit_conditions: Mapping[str, str | None]
    status_conditions: Mapping[str, str]
    outside_facts: Mapping[str, Bilingual]
    uncounted_facts: tuple[str, ...]
    cross_cutting_rules: tuple[CrossCuttingRule, ...]
    stacking: tuple[StackingRule, ...]
    format_shortlist: Mapping[str, Shortlist]
    policy_context: tuple[PolicyFact, ...]
    checked_on: date
    next_check: date


@dataclass(frozen=True)
class Sector:
    """A sector and the words that show it (accents and case ignored; a star ends a stem)."""

    id: str
    words: tuple[str, ...]
