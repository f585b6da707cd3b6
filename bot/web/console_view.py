"""Tickets as a page shows them: in words, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from bot.intake.ticket import NEXT, Event, Ticket
from bot.profile import PROFILE_FIELDS
from bot.web.console_advice import name_of
from bot.web.console_words import Words

HIDDEN: Final = "[…]"  # what stands in a transcript for a contact answer
ENDINGS: Final = ("helped", "no_help_possible", "unreachable", "not_for_us", "withdrawn")
SPEAKERS: Final[Mapping[str, str]] = {"user": "visitor", "bot": "assistant"}


class TicketView:
    """Builds what the templates need; `knowledge` gives names, and ids stand in where it has none."""

    def __init__(self, words: Words, knowledge: Any, now: datetime, today: date) -> None:
        self._words = words
        self._knowledge = knowledge
        self._now = now
        self._today = today

    def line(self, ticket: Ticket) -> dict[str, Any]:
        """One line of the list."""
        words = self._words
        return {
            "reference": ticket.reference,
            "company": ticket.contact.company_name or ticket.contact.contact_name,
            "status": ticket.status,
            "version": ticket.version,
            "open": ticket.is_open,
            "format": self.name("formats", ticket.format) if ticket.format else words("none"),
            "province": words.one_of("province", str(ticket.profile.get("province") or "—")),
            "age": words.age(ticket.created_at, self._now),
            "received": ticket.created_at.isoformat(),
            "overdue": ticket.is_overdue(self._today),
            "rots": self._rots(ticket),
            "holder": self.who(ticket.taken_up_by) if ticket.taken_up_by else "",
        }

    def facts(self, ticket: Ticket) -> list[tuple[str, str]]:
        """What the owner said, as label and words; what she has not said is left out."""
        known = [(f, ticket.profile.get(f)) for f in PROFILE_FIELDS if f != "language"]
        words = self._words
        return [(words.one_of("field", f), words.fact(f, value)) for f, value in known if value not in (None, [], ())]

    def turns(self, ticket: Ticket) -> list[dict[str, str]]:
        """The conversation, each turn with its speaker and language."""
        return [
            {
                "by": SPEAKERS.get(str(turn.get("by")), str(turn.get("by") or "visitor")),
                "text": self._said(turn),
                "language": self._language_of(turn, ticket),
            }
            for turn in ticket.transcript
        ]

    def event(self, event: Event) -> dict[str, str]:
        """One line of history."""
        words = self._words
        change = {"old": words.one_of("status", event.old or ""), "new": words.one_of("status", event.new or "")}
        return {
            "at": words.moment(event.at),
            "iso": event.at.isoformat(timespec="seconds"),
            "who": self.who(event.by),
            "what": words(f"history.{event.kind}", **change),
            "text": event.text,
        }

    def who(self, signature: str) -> str:
        """Who did something, by the signature history keeps."""
        kind, _, name = signature.partition(":")
        return name if kind == "user" else self._words(f"who.{kind}", name=name)

    def endings(self, ticket: Ticket) -> list[str]:
        """The ways this ticket may end from where it stands."""
        return [status for status in ENDINGS if status in NEXT[ticket.status]]

    def option(self, field: str, value: str) -> str:
        """A value of a filter's field, as its list of choices shows it."""
        if field == "format":
            return self.name("formats", value)
        return self._words.one_of({"language": "numbers.language"}.get(field, field), value)

    def name(self, family: str, id_: str) -> str:
        """The name of a format, program or intermediary; its id if nobody knows a name."""
        return name_of(self._knowledge, self._words, family, id_)

    def _said(self, turn: Mapping[str, Any]) -> str:
        """A turn's text; contact answers and their read-back were never kept in it."""
        text = str(turn.get("text") or "")
        if text != HIDDEN:
            return text
        return self._words("transcript.answer_hidden" if turn.get("by") == "visitor" else "transcript.read_back")

    def _language_of(self, turn: Mapping[str, Any], ticket: Ticket) -> str:
        """The language it was said in; what stands for a contact answer is in the reader's."""
        hidden = turn.get("text") == HIDDEN
        return self._words.language if hidden else str(turn.get("language") or ticket.language)

    def _rots(self, ticket: Ticket) -> str:
        if not ticket.rots(self._today):
            return ""
        return self._words("rots.no_date" if ticket.taken_up_by else "rots.no_owner")
