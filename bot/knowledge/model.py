"""The knowledge as one value: formats, programs, questions, organizations, calendar, and where each was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.knowledge.academic_year import Calendar
from bot.knowledge.estimates import Estimates, FirstStep
from bot.knowledge.format import Basis, Format
from bot.knowledge.program import Closed, Program, SwppPartner
from bot.knowledge.rules import Rules, Sector
from bot.knowledge.tasks import Task
from bot.language import Bilingual, Language

__all__ = [
    "Calendar",
    "Closed",
    "Estimates",
    "Faq",
    "FirstStep",
    "Format",
    "Intermediary",
    "Knowledge",
    "Ladder",
    "Program",
    "Rules",
    "SourceTitle",
    "Statistic",
    "Task",
    "Threshold",
]


@dataclass(frozen=True)
class ProperName:
    """A name that may have no French form; then the English one serves."""

    en: str
    fr: str | None = None

    def __getitem__(self, language: Language) -> str:
        return self.fr if language == "fr" and self.fr else self.en


@dataclass(frozen=True)
class ProvinceAnswer:
    """What a province adds to an answer; `text` None means not verified."""

    text: Bilingual | None
    sources: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Alternatives:
    """Other ways to ask the same question."""

    en: tuple[str, ...]
    fr: tuple[str, ...]


@dataclass(frozen=True)
class Faq:
    """A question and its answer; `topic` None means another intent answers it; `bot_guidance` binds the dialogue."""

    id: str
    topic: str | None
    category: str
    question: Bilingual
    answer: Bilingual
    alternatives: Alternatives
    verify_with_intermediary: bool
    sources: tuple[str, ...]
    checked_on: date
    next_check: date
    by_province: Mapping[str, ProvinceAnswer] | None = None
    check_at: tuple[str, ...] = ()
    note: str | None = None
    valid_as_of: str | None = None
    bot_guidance: str | None = None

    @property
    def links(self) -> tuple[str, ...]:
        """The sources that are pages."""
        return tuple(source for source in self.sources if source.startswith("http"))


@dataclass(frozen=True)
class Intermediary:
    """An organization that may help.

    `can_receive_handoff` is None until it agrees in writing; no `formats` means referral or funding only.
    """

    id: str
    name: ProperName
    type: str
    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    formats: tuple[str, ...]
    basis_formats: Basis | None
    languages: tuple[Language, ...]
    website: str | None
    website_checked: bool
    can_receive_handoff: bool | None
    notes: str
    sources: tuple[str, ...]
    fictional: bool = False
    default_queue: bool = False
    show_to_users: bool = True
    program: ProperName | None = None
    program_name_note: str | None = None
    status: str | None = None


@dataclass(frozen=True)
class InstitutionContact:
    """Where an intermediary usually sends a course project; not a hand-off target."""

    id: str
    name: str
    regions: tuple[str, ...]
    formats: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class LadderStep:
    """A rung: formats of like commitment, or what lies beyond them and the `programs` that start to help there."""

    rank: int
    id: str | None = None
    formats: tuple[str, ...] = ()
    beyond: Bilingual | None = None
    programs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ladder:
    """Formats from the lightest to the heaviest commitment."""

    basis: str
    sources: tuple[str, ...]
    steps: tuple[LadderStep, ...]


@dataclass(frozen=True)
class Hint:
    """An editorial rule of thumb, for staff."""

    condition: str
    prefer: tuple[str, ...]
    avoid: tuple[str, ...] = ()
    caution: str | None = None
    then: str | None = None


@dataclass(frozen=True)
class SourceTitle:
    """A source the formats cite by code; `url` is `seed` for the seed report."""

    title: str
    url: str


@dataclass(frozen=True)
class Threshold:
    """A number the rules weigh with, and what it rests on."""

    id: str
    value: float
    unit: str
    basis: Basis
    note: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Statistic:
    """A figure of the seed report; `section` says where, `caution` what to mind."""

    id: str
    value: str
    label: Bilingual
    who: str
    section: tuple[str, ...]
    caution: str | None = None


@dataclass(frozen=True)
class Scale:
    """What the levels of the editorial scores mean."""

    hr_load: Mapping[str, Bilingual]
    budget_load: Mapping[str, Bilingual]
    basis_note: str


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Everything the project knows, validated; `version` is a hash of the files, `as_of` the day they were checked.

    Two are equal only when they are the same one, so that what follows from the knowledge alone can be remembered.
    """

    formats: Mapping[str, Format]
    programs: Mapping[str, Program]
    closed: Mapping[str, Closed]
    shortlist: Mapping[str, tuple[str, ...]]
    headlines: Mapping[str, Bilingual]
    rules: Rules
    sectors: Mapping[str, Sector]
    swpp_partners: Mapping[str, SwppPartner]
    faqs: Mapping[str, Faq]
    faq_disclaimer: Bilingual
    intermediaries: Mapping[str, Intermediary]
    institution_contacts: tuple[InstitutionContact, ...]
    calendar: Calendar
    ladder: Ladder
    scales: Scale
    hints: tuple[Hint, ...]
    source_titles: Mapping[str, SourceTitle]
    thresholds: Mapping[str, Threshold]
    estimates: Estimates
    first_steps: tuple[FirstStep, ...]
    tasks: Mapping[str, tuple[Task, ...]]
    statistics: Mapping[str, Statistic]
    version: str
    as_of: date

    @property
    def reason_codes(self) -> Mapping[str, Bilingual]:
        """Why a program fits or not a format, in words."""
        return self.rules.reason_codes

    def threshold(self, id_: str) -> float:
        """The value of a threshold."""
        return self.thresholds[id_].value
