"""What the conversation needs from the rest: knowledge, advice, the desk and the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from bot.intake.desk import Desk
from bot.knowledge.model import Knowledge
from bot.profile import Profile
from bot.settings import Settings


class Services(Protocol):
    """The things a turn may use; tests pass fakes."""

    @property
    def settings(self) -> Settings:
        """The settings in force."""

    @property
    def knowledge(self) -> Knowledge:
        """Formats, programs, questions and intermediaries."""

    @property
    def desk(self) -> Desk:
        """Where requests are opened."""

    def today(self) -> date:
        """The day advice is given for."""

    def advise(self, profile: Profile, not_again: Sequence[str] = ()) -> Mapping[str, Any]:
        """The advice for a profile, as `POST /api/recommendations` answers it."""

    def next_slot(self, profile: Profile, not_again: Sequence[str] = ()) -> str | None:
        """The field that the advice for a profile asks about next."""

    def receipt(self, profile: Profile) -> Mapping[str, Any]:
        """What the advice for a profile rests on."""

    def starts(self) -> Mapping[str, date]:
        """The earliest realistic start of each format."""
