"""What the door's tests share: a scripted Rasa, a small desk, and an application around them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.knowledge.load import load_knowledge
from bot.knowledge.model import Format, Knowledge, Program
from bot.knowledge.program import Condition, Fit
from bot.language import Bilingual
from bot.profile import FORMATS, Profile
from bot.settings import Settings
from bot.web.app import create_app

Items = Sequence[Mapping[str, Any]]
TURN_EN: Mapping[str, Any] = {"custom": {"type": "turn", "language": "en", "erased": False, "taken_up": False}}
TURN_FR: Mapping[str, Any] = {"custom": {"type": "turn", "language": "fr", "erased": False, "taken_up": False}}
TURN_ERASED: Mapping[str, Any] = {"custom": {"type": "turn", "language": "en", "erased": True, "taken_up": False}}


def says(*texts: str, turn: Mapping[str, Any] = TURN_EN) -> list[Mapping[str, Any]]:
    """A healthy turn of plain texts."""
    return [*({"recipient_id": "x", "text": text} for text in texts), turn]


@dataclass
class FakeRasa:
    """Answers every message with `answer(body)`, and remembers what it was sent; stands for the action server too."""

    answer: Callable[[dict[str, Any]], Any] = lambda body: says("Hello!")
    up: bool = True
    actions_up: bool = True
    sent: list[dict[str, Any]] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.port == 5055:
            return httpx.Response(200 if self.actions_up else 500, json={"status": "ok"})
        if not self.up:
            raise httpx.ConnectError("refused")
        self.queries.append(request.url.query.decode())
        if request.method == "GET":
            return httpx.Response(200, json={"model_file": "x"})
        body = json.loads(request.content)
        self.sent.append(body)
        answer = self.answer(body)
        if hasattr(answer, "__await__"):
            answer = await answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=list(answer))


@dataclass
class FakeDesk:
    """Remembers which conversations began, in which language, and which were erased."""

    started: dict[str, str] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    broken: bool = False

    def start(self, conversation_id: str, language: str) -> None:
        self._work()
        self.started[conversation_id] = language

    def is_erased(self, conversation_id: str) -> bool:
        self._work()
        return conversation_id in self.erased

    def _work(self) -> None:
        if self.broken:
            raise OSError("disk")


@cache
def shipped() -> Knowledge:
    """The shipped knowledge, read once."""
    return load_knowledge()


def small_knowledge(**changes: Any) -> SimpleNamespace:
    """One host, one format, two programs."""
    host = SimpleNamespace(name=Bilingual("Riverside Chamber", "Chambre de Rive-Claire"), website=None)
    return SimpleNamespace(**{
        "intermediaries": {"host_chamber": host},
        "formats": {"consulting": a_format()},
        "programs": {each.id: each for each in (a_program(), a_program(id="nb-only", jurisdictions=("NB",)))},
        "rules": SimpleNamespace(outside_facts={"payroll": Bilingual("payroll", "salaire versé")}),
        "reason_codes": shipped().reason_codes,
        "tasks": shipped().tasks,
        "source_titles": {"SEED": SimpleNamespace(url="seed"), "PAGE": SimpleNamespace(url="https://example.org/page")},
        "as_of": date(2026, 11, 22),
        **changes,
    })  # fmt: skip


def a_format() -> Format:
    """A format with an unknown cost."""
    text = Bilingual("Consulting", "Consultation")
    return replace(shipped().formats["consulting"], name=text, sources=("SEED", "PAGE"))


def a_program(**changes: Any) -> Program:
    """A national program for consulting only."""
    fits = {id_: Fit("yes" if id_ == "consulting" else "no", "designed_for") for id_ in FORMATS}
    facts = {
        "id": "national", "name": Bilingual("National", "National"), "summary": Bilingual("Helps", "Aide"),
        "formats": fits, "requires": (Condition(outside_profile="payroll"),),
    }  # fmt: skip
    return replace(shipped().programs["bher-wil-partnerships"], **{**facts, **changes})


@dataclass
class FakeServices:
    """The services a door needs."""

    desk: FakeDesk = field(default_factory=FakeDesk)
    knowledge: Any = field(default_factory=small_knowledge)
    secret: str = "a secret of the tests"
    accounts: Any = None
    forgotten: list[str] = field(default_factory=list)

    def forget(self, conversation_id: str) -> None:
        self.forgotten.append(conversation_id)

    def advise(self, profile: Profile, not_again: Sequence[str] = ()) -> Mapping[str, Any]:
        return {"recommendations": [], "advice": "not_now", "language": profile.language, "note": "élan"}


@dataclass
class Clock:
    """Seconds that pass when told to."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class House:
    """An application with everything around it in the test's hands."""

    app: Starlette
    rasa: FakeRasa
    services: FakeServices
    clock: Clock

    def visitor(self, **options: Any) -> TestClient:
        """Somebody with a browser or a script."""
        return TestClient(self.app, raise_server_exceptions=False, **options)

    def say(self, message: Any = "hello", conversation: str | None = None, **more: Any) -> httpx.Response:
        """One turn."""
        headers = more.pop("headers", {})
        body = {"conversation": conversation, "message": message, "language": None, **more}
        return self.visitor().post("/api/chat", json=body, headers=headers)


def a_house(rasa: FakeRasa | None = None, services: FakeServices | None = None, **settings: Any) -> House:
    """An application with a scripted Rasa; `settings` are those that differ from the defaults."""
    rasa, services, clock = rasa or FakeRasa(), services or FakeServices(), Clock()
    chosen = Settings(**{"chat_deadline_seconds": 5.0, **settings})
    app = create_app(chosen, services, transport=httpx.MockTransport(rasa), clock=clock)
    return House(app, rasa, services, clock)


def ids_sent(rasa: FakeRasa) -> list[str]:
    """The senders Rasa saw, in order."""
    return [body["sender"] for body in rasa.sent]
