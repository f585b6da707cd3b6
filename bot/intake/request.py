"""What an owner sends, and what she has answered so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.intake.contact import Contact
from bot.intake.ticket import format_advised
from bot.language import Language


@dataclass(frozen=True)
class Request:
    """What travels with a ticket; `transcript` items have `by` (visitor or assistant), `text` and `language`."""

    language: Language
    profile: Mapping[str, Any]
    advice: Mapping[str, Any]
    transcript: Sequence[Mapping[str, Any]] = ()
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """The contact answers so far, whether she agreed to their use, and the fields still needed."""

    contact: Contact
    consented: bool
    missing: tuple[str, ...]

    @property
    def fields(self) -> dict[str, str]:
        """The answers given, by field name."""
        return self.contact.to_dict()


def carried(request: Request) -> dict[str, Any]:
    """The fields of a ticket that a request fills."""
    return {
        "language": request.language,
        "profile": dict(request.profile),
        "advice": dict(request.advice),
        "format": format_advised(request.advice),
        "transcript": tuple(dict(turn) for turn in request.transcript),
        "cautions": request.cautions,
    }


def proof_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A recorded answer to a consent question, JSON-ready."""
    at = row["at"].isoformat()
    return {name: row[name] for name in ("purpose", "version", "language", "given", "organization")} | {"at": at}
