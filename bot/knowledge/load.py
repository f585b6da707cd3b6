"""Read the knowledge folder into one validated value; every error names the file, the field and the reason."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar

import yaml

from bot.knowledge.coherence import check_coherence
from bot.knowledge.estimates import Estimates, FirstSteps
from bot.knowledge.format import Format
from bot.knowledge.model import (
    Calendar,
    Faq,
    Hint,
    InstitutionContact,
    Intermediary,
    Knowledge,
    Ladder,
    Scale,
    SourceTitle,
    Statistic,
    Threshold,
)
from bot.knowledge.program import Closed, Program, SwppPartner
from bot.knowledge.read import BadKnowledge, read
from bot.knowledge.rules import Rules, Sector
from bot.knowledge.tasks import WhoDoesWhat
from bot.language import Bilingual
from bot.profile import FORMATS

FOLDER = Path(__file__).resolve().parent
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Identified(Protocol):
    """Anything a file gives an id."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Identified)


@dataclass(frozen=True)
class _SharedFormats:
    seed_name: str
    scales: Scale
    needs_fit_scale: Mapping[str, Bilingual]
    calendar: Calendar
    commitment_ladder: Ladder
    recommendation_hints: tuple[Hint, ...]
    sources: Mapping[str, SourceTitle]
    checked_on: date
    next_check: date


@dataclass(frozen=True)
class _SharedFaq:
    disclaimer: Bilingual
    seed_name: str


@dataclass(frozen=True)
class _ClosedPrograms:
    closed: tuple[Closed, ...]
    checked_on: date
    next_check: date


@dataclass(frozen=True)
class _Partners:
    partners: tuple[SwppPartner, ...]
    checked_on: date
    next_check: date


@dataclass(frozen=True)
class _Sectors:
    sectors: tuple[Sector, ...]


@dataclass(frozen=True)
class _Thresholds:
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True)
class _Organizations:
    seed_name: str
    routing_hints: tuple[str, ...]
    intermediaries: tuple[Intermediary, ...]
    institution_contacts: tuple[InstitutionContact, ...]
    checked_on: date
    next_check: date


@dataclass(frozen=True)
class _Sample:
    employers: int
    note: str


@dataclass(frozen=True)
class _Statistics:
    source: str
    basis: str
    sample: _Sample
    sections: Mapping[str, str]
    statistics: tuple[Statistic, ...]
    checked_on: date
    next_check: date


def load_knowledge(folder: Path = FOLDER) -> Knowledge:
    """The validated knowledge of `folder`; raises `BadKnowledge` naming file, field and reason."""
    knowledge = assemble(folder)
    check_coherence(knowledge)
    return knowledge


class _Files:
    """The YAML files of a folder, each read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def one(self, kind: type[Any], name: str) -> Any:
        """The value of type `kind` in the file `name`."""
        return read(kind, self._parsed(name), name)

    def each(self, kind: type[T], folder: str) -> dict[str, T]:
        """The values of a folder by id; a file is named for its id, and one starting with `_` is shared matter."""
        names = sorted(path.name for path in (self._folder / folder).glob("[!_]*.yml"))
        values = [(f"{folder}/{name}", self.one(kind, f"{folder}/{name}")) for name in names]
        for file, value in values:
            if Path(file).stem != value.id:
                raise BadKnowledge(file, "id", f"{value.id!r} is not the name of the file")
        return {value.id: value for _, value in values}

    def version(self) -> str:
        """A short hash of everything the files say."""
        digest = hashlib.sha256()
        for path in sorted(self._folder.rglob("*.yml")):
            digest.update(path.relative_to(self._folder).as_posix().encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()[:12]

    def _parsed(self, name: str) -> Any:
        try:
            return yaml.load((self._folder / name).read_text("utf-8"), Loader=LOADER)
        except FileNotFoundError:
            raise BadKnowledge(name, "", "is missing") from None
        except (yaml.YAMLError, ValueError) as error:
            raise BadKnowledge(name, "", f"is not valid YAML: {' '.join(str(error).split())}") from None


def assemble(folder: Path) -> Knowledge:
    """The knowledge of `folder` with each file valid, before they are held against each other."""
    files = _Files(folder)
    shared: _SharedFormats = files.one(_SharedFormats, "formats/_shared.yml")
    rules: Rules = files.one(Rules, "funding/rules.yml")
    organizations: _Organizations = files.one(_Organizations, "intermediaries.yml")
    formats = files.each(Format, "formats")
    return Knowledge(
        formats={id_: formats[id_] for id_ in (*FORMATS, *formats) if id_ in formats},
        programs=files.each(Program, "funding/programs"),
        closed=_by_id(files.one(_ClosedPrograms, "funding/closed.yml").closed, "funding/closed.yml"),
        shortlist={id_: each.order for id_, each in rules.format_shortlist.items()},
        headlines={id_: each.headline for id_, each in rules.format_shortlist.items()},
        rules=rules,
        sectors=_by_id(files.one(_Sectors, "funding/sectors.yml").sectors, "funding/sectors.yml"),
        swpp_partners=_by_id(files.one(_Partners, _PARTNERS).partners, _PARTNERS),
        faqs=files.each(Faq, "faq"),
        faq_disclaimer=files.one(_SharedFaq, "faq/_shared.yml").disclaimer,
        intermediaries=_by_id(organizations.intermediaries, "intermediaries.yml"),
        institution_contacts=organizations.institution_contacts,
        calendar=shared.calendar,
        ladder=shared.commitment_ladder,
        scales=shared.scales,
        hints=shared.recommendation_hints,
        source_titles=shared.sources,
        thresholds=_by_id(files.one(_Thresholds, "matching.yml").thresholds, "matching.yml"),
        estimates=files.one(Estimates, "estimates.yml"),
        first_steps=files.one(FirstSteps, "first_steps.yml").first_steps,
        tasks=files.one(WhoDoesWhat, "who_does_what.yml").formats,
        statistics=_by_id(files.one(_Statistics, "statistics.yml").statistics, "statistics.yml"),
        version=files.version(),
        as_of=rules.as_of,
    )


_PARTNERS = "funding/swpp_delivery_partners.yml"


def _by_id(values: tuple[T, ...], file: str) -> dict[str, T]:
    found: dict[str, T] = {}
    for value in values:
        if value.id in found:
            raise BadKnowledge(file, "id", f"{value.id!r} appears twice")
        found[value.id] = value
    return found
