"""The values of a conversation: where it stands, what was heard, what is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bot.language import Language
from bot.profile import PROFILE_FIELDS, Profile


@dataclass(frozen=True)
class Talk:
    """Where a conversation stands before a turn.

    `asking` is the profile or contact field asked, or one of `STEPS`; `unknowns` are fields she could not or would not
    answer (never asked again); `given` the contact fields in the draft; `advised` the format last recommended;
    `misses` how many turns running were not understood; `explained` the question already explained once; `paused` the
    question that waits while a step is open; `looked_up` the reference of a request made elsewhere and `wish` what she
    wants done with it (an action of `bot.intake.rights`; None: its status); `asked` how many questions about the firm
    were asked.
    """

    conversation_id: str
    language: Language = "en"
    profile: Profile = field(default_factory=Profile)
    asking: str | None = None
    unknowns: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    consent: str | None = None
    advised: str | None = None
    ticket_ref: str | None = None
    misses: int = 0
    topic: str | None = None
    cautions: tuple[str, ...] = ()
    explained: str | None = None
    paused: str | None = None
    looked_up: str | None = None
    wish: str | None = None
    asked: int = 0

    def with_(self, **changes: Any) -> Talk:
        """A copy with `changes`."""
        return replace(self, **changes)

    def stepped_into(self, step: str) -> Talk:
        """A step opens; a question about the firm that was open waits for it to close."""
        waiting = self.asking if self.asking in PROFILE_FIELDS else self.paused
        return replace(self, asking=step, paused=waiting, misses=0)

    def stepped_out(self) -> Talk:
        """The step is over; what waited is open again."""
        return replace(self, asking=self.paused, paused=None)


STEPS: Final = ("consent", "review", "which_field", "erase", "withdraw", "ticket_reference", "ticket_email")


@dataclass(frozen=True)
class Heard:
    """One message as the NLU understood it; `facts` are entity values by entity name, in order of appearance."""

    text: str
    intent: str
    confidence: float = 1.0
    facts: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    readings: tuple[str, ...] = ()
    is_button: bool = False

    def first(self, entity: str) -> Any:
        """The first value heard for `entity`, or None."""
        values = self.facts.get(entity, ())
        return values[0] if values else None


@dataclass(frozen=True)
class Button:
    """An answer to tap: its title in the visitor's language and the message it stands for."""

    title: str
    payload: str


@dataclass(frozen=True)
class Say:
    """One message: a response of the domain, the values it needs, and what a widget shows with it."""

    response: str
    values: Mapping[str, Any] = field(default_factory=dict)
    custom: Mapping[str, Any] | None = None
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Turn:
    """What a turn leaves behind: the new state and what is said; `erased` asks the door to forget the conversation."""

    talk: Talk
    says: tuple[Say, ...]
    erased: bool = False

    def and_then(self, after: Turn) -> Turn:
        """This turn, then another that began where it ended."""
        return Turn(after.talk, self.says + after.says, self.erased or after.erased)
