"""What the assistant answered, as the visitor gets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.profile import PROFILE_FIELDS


@dataclass(frozen=True)
class Heard:
    """One message of the bot as the visitor gets it; `name` is its response in the domain."""

    name: str | None
    text: str
    buttons: tuple[Mapping[str, str], ...] = ()
    custom: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """One turn: the messages, the language it was held in (None when it did not end well), the slots it left behind."""

    messages: tuple[Heard, ...]
    language: str | None
    erased: bool
    slots: Mapping[str, Any]
    intent: str

    @property
    def names(self) -> list[str | None]:
        """The responses, in order."""
        return [message.name for message in self.messages]

    @property
    def text(self) -> str:
        """All that was written."""
        return "\n".join(message.text for message in self.messages)

    @property
    def types(self) -> list[str]:
        """The `custom.type` of each message that has one."""
        return [message.custom["type"] for message in self.messages if message.custom]

    def custom(self, kind: str) -> Mapping[str, Any] | None:
        """The last custom part of a type."""
        return next((m.custom for m in reversed(self.messages) if m.custom.get("type") == kind), None)


def facts(reply: Reply) -> dict[str, Any]:
    """The facts of the firm that a turn left in the slots."""
    return {name: reply.slots[name] for name in PROFILE_FIELDS if reply.slots.get(name) not in (None, [])}
