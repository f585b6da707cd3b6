"""Tickets as a page shows them: in words, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from bot.intake.ticket import NEXT, Event, Ticket
from bot.profile import PROFILE_FIELDS
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

    def advice(self, ticket: Ticket) -> dict[str, Any]:
        """What was suggested; every part may be missing."""
        advice = ticket.advice
        ranked = list(advice.get("recommendations") or ())
        set_aside = advice.get("not_recommended") or ()
        return {
            "verdict": advice.get("advice"),
            "best": self._recommendation(ranked[0]) if ranked else None,
            "others": [self._recommendation(item) for item in ranked[1:]],
            "set_aside": [(self.name("formats", i.get("format", "")), _texts(i, "reasons")) for i in set_aside],
            "first_step": (advice.get("first_step") or {}).get("text"),
            "language": advice.get("language") or ticket.language,
        }

    def turns(self, ticket: Ticket) -> list[dict[str, str]]:
        """The conversation, each turn with its speaker and language."""
        return [
            {
                "by": SPEAKERS.get(str(turn.get("by")), str(turn.get("by") or "visitor")),
                "text": self._said(turn),
                "language": str(turn.get("language") or ticket.language),
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
        found = (getattr(self._knowledge, family, None) or {}).get(id_)
        label = {"formats": "format"}.get(family, family)
        return str(found.name[self._words.language]) if found else self._words.one_of(label, id_)

    def _said(self, turn: Mapping[str, Any]) -> str:
        """A turn's text; contact answers and their read-back were never kept in it."""
        text = str(turn.get("text") or "")
        if text != HIDDEN:
            return text
        return self._words("transcript.answer_hidden" if turn.get("by") == "visitor" else "transcript.read_back")

    def _rots(self, ticket: Ticket) -> str:
        if not ticket.rots(self._today):
            return ""
        return self._words("rots.no_date" if ticket.taken_up_by else "rots.no_owner")

    def _recommendation(self, item: Mapping[str, Any]) -> dict[str, Any]:
        words, cost, hours = self._words, item.get("cost_cad") or {}, item.get("employer_hours") or {}
        details = [
            ("advice.hours", words("advice.hours_value", **_spelled(words, hours)) if hours else ""),
            ("advice.cost", self._range(cost.get("low"), cost.get("high"))),
            ("advice.after", self._range(cost.get("after_funding_low"), cost.get("after_funding_high"))),
            ("advice.start", words.day(item["earliest_start"]) if item.get("earliest_start") else ""),
        ]
        return {
            "name": self.name("formats", str(item.get("format") or "")),
            "fit": words.percent(item["fit"]) if item.get("fit") is not None else "",
            "details": [(words(key), value) for key, value in details if value],
            "reasons": _texts(item, "reasons"),
            "tradeoffs": _texts(item, "tradeoffs"),
            "changes": _texts(item, "what_would_change_it"),
            "funding": [self._program(program) for program in item.get("funding") or ()],
        }

    def _program(self, item: Mapping[str, Any]) -> dict[str, Any]:
        words, estimate, source = self._words, item.get("estimate_cad") or {}, str(item.get("source") or "")
        return {
            "name": self.name("programs", str(item.get("program") or "")),
            "eligibility": str(item.get("eligibility") or "unknown"),
            "paid_to": words.one_of("paid_to", str(item.get("paid_to") or "—")),
            "estimate": self._range(estimate.get("low"), estimate.get("high")) or words("advice.unknown"),
            "missing": [self._to_ask(str(fact)) for fact in item.get("missing") or ()],
            "reasons": _texts(item, "reasons"),
            "flags": [(flag, self._words.one_of("flag", str(flag))) for flag in item.get("flags") or ()],
            "notes": _texts(item, "notes"),
            "checked_on": words.day(str(item["checked_on"])) if item.get("checked_on") else "",
            "source": source if source.startswith(("https://", "http://")) else "",
        }

    def _to_ask(self, fact: str) -> str:
        outside = getattr(getattr(self._knowledge, "rules", None), "outside_facts", {})
        return str(outside[fact][self._words.language]) if fact in outside else self._words.one_of("field", fact)

    def _range(self, low: float | None, high: float | None) -> str:
        words = self._words
        if low is None and high is None:
            return ""
        if low == high:
            return words.money(low)
        return words("advice.money", low=words.money(low), high=words.money(high))


def _texts(item: Mapping[str, Any], key: str) -> list[str]:
    return [str(part["text"]) for part in item.get(key) or () if part.get("text")]


def _spelled(words: Words, span: Mapping[str, Any]) -> dict[str, str]:
    unknown = words("advice.unknown")
    return {k: unknown if span.get(k) is None else words.number(span[k]) for k in ("low", "high")}
