"""Builders and fakes for the tests of the dialogue: real knowledge and advice, a desk in memory, a day that stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timezone
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

from bot.advice.advise import Adviser
from bot.advice.receipt import basis
from bot.dialogue.converse import Context, respond
from bot.dialogue.talk import Heard, Say, Talk, Turn
from bot.intake.contact import Contact, normalise
from bot.intake.ticket import Ticket
from bot.knowledge.load import load_knowledge
from bot.knowledge.model import Knowledge
from bot.matching.calendar import earliest_start
from bot.profile import Profile
from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=timezone.utc)
REFERENCE = "WIL-7F3KQC"


def _read(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)


@lru_cache(maxsize=1)
def responses() -> dict[str, Any]:
    """The responses of the domain."""
    return dict(_read(ROOT / "domain.yml")["responses"])


@lru_cache(maxsize=1)
def moves_by_intent() -> dict[str, str]:
    """The move each intent's rule leads to; Rasa itself leads `restart` to ours."""
    rules = [rule["steps"] for path in sorted((ROOT / "data/rules").glob("*.yml")) for rule in _read(path)["rules"]]
    found = {steps[0]["intent"]: steps[1]["action"].removeprefix("action_") for steps in rules}
    return {**found, "restart": "restart"}


@lru_cache(maxsize=1)
def shipped() -> Knowledge:
    return load_knowledge()


class FakeDesk:
    """A desk that keeps one conversation in memory and refuses what the real one refuses."""

    def __init__(self) -> None:
        self.consented = False
        self.fields: dict[str, str] = {}
        self.tickets: list[Ticket] = []
        self.opened = 0
        self.broken = False
        self.settings = Settings()  # sends no mail
        self.queue, self.agreed_to = "host_chamber", ""

    def record_consent(
        self, conversation_id: str, purpose: str, version: str, language: str, given: bool, organization: str = ""
    ) -> None:
        self.consented = given
        self.agreed_to = organization
        if not given:
            self.fields = {}

    def keep(self, conversation_id: str, field: str, value: str) -> str:
        assert self.consented, "a contact answer before consent"
        self.fields[field] = normalise(field, value)
        return self.fields[field]

    def draft(self, conversation_id: str) -> Any:
        return SimpleNamespace(fields=dict(self.fields))

    def discard(self, conversation_id: str) -> None:
        self.fields = {}

    def open(self, conversation_id: str, request: Any) -> Ticket:
        if self.broken:
            raise RuntimeError("the desk is broken on purpose")
        contact = Contact.from_fields(self.fields)
        assert self.consented and not contact.missing()
        if not self.tickets or not self.tickets[-1].is_open:
            self.opened += 1
            sent = {"contact": contact, "profile": request.profile, "intermediary": self.agreed_to or self.queue}
            self.tickets.append(a_ticket(conversation_id=conversation_id, **sent))
        return self.tickets[-1]

    def queue_for(self, request: Any, conversation_id: str = "") -> tuple[str, int]:
        return self.agreed_to or self.queue, 3

    def ticket_of(self, conversation_id: str) -> Ticket | None:
        return self.tickets[-1] if self.tickets else None

    def status(self, reference: str, email: str) -> Ticket | None:
        same = [t for t in self.tickets if t.reference == reference and t.contact.email == email]
        return same[0] if same else None

    def see(self, conversation_id: str) -> dict[str, str]:
        held = self.tickets[-1].contact.to_dict() if self.tickets else {}
        return {**held, **self.fields}

    def withdraw(self, conversation_id: str) -> Ticket | None:
        self.fields = {}
        if not self.tickets or not self.tickets[-1].is_open:
            return None
        self.tickets[-1] = replace(self.tickets[-1], status="withdrawn")
        return self.tickets[-1]

    def erase(self, conversation_id: str) -> None:
        self.__init__()  # type: ignore[misc]


def a_ticket(**more: Any) -> Ticket:
    usual: dict[str, Any] = {
        "reference": REFERENCE, "conversation_id": "c1", "intermediary": "host_chamber", "language": "en",
        "created_at": NOW, "changed_at": NOW, "due_on": date(2026, 11, 25), "reply_within_days": 3,
    }  # fmt: skip
    return Ticket(**{**usual, **more})


@lru_cache(maxsize=20_000)
def _advice(profile: Profile, not_again: tuple[str, ...]) -> Mapping[str, Any]:
    return Adviser(shipped()).answer(profile, TODAY, not_again)


@dataclass
class FakeServices:
    """What a turn may use."""

    desk: Any = field(default_factory=FakeDesk)
    settings: Settings = field(default_factory=lambda: Settings(secret_key="x", tremplin_today=str(TODAY)))

    @property
    def knowledge(self) -> Knowledge:
        return shipped()

    def today(self) -> date:
        return TODAY

    def advise(self, profile: Profile, not_again: Sequence[str] = ()) -> Mapping[str, Any]:
        return _advice(profile, tuple(not_again))

    def next_slot(self, profile: Profile, not_again: Sequence[str] = ()) -> str | None:
        question = self.advise(profile, not_again)["next_question"]
        return question["slot"] if question else None

    def receipt(self, profile: Profile) -> Mapping[str, Any]:
        return basis(profile, TODAY, Adviser(shipped()))

    def starts(self) -> Mapping[str, date]:
        return {id_: earliest_start(each, shipped().calendar, TODAY) for id_, each in shipped().formats.items()}


def a_talk(**more: Any) -> Talk:
    """A conversation in English of which nothing is known; facts and state by name."""
    language = more.pop("language", "en")
    facts = {name: more.pop(name) for name in list(more) if name in Profile.__dataclass_fields__}
    return Talk("c1", language=language, profile=Profile.from_mapping({**facts, "language": language}), **more)


def heard(text: str, intent: str = "inform", **facts: Any) -> Heard:
    """A message; each fact one value or a tuple of them."""
    several = {name: value if isinstance(value, tuple) else (value,) for name, value in facts.items()}
    return Heard(text, intent, 0.99, several)


def a_turn(talk: Talk, message: Heard, services: FakeServices | None = None) -> Turn:
    """One turn, by the rule of the message's intent."""
    return respond(moves_by_intent()[message.intent], talk, message, Context(services or FakeServices()))


def names(turn: Turn) -> list[str]:
    return [say.response for say in turn.says]


def shown(say: Say, language: str) -> str:
    """The text a visitor would read; raises `KeyError` for a value that is missing."""
    french, english = responses()[say.response]
    return str((french if language == "fr" else english)["text"]).format(**say.values)


def buttons(say: Say, language: str) -> list[str]:
    """The payloads offered with a message."""
    french, english = responses()[say.response]
    written = [b["payload"].format() for b in (french if language == "fr" else english).get("buttons", ())]
    return [*written, *(button.payload for button in say.buttons)]
