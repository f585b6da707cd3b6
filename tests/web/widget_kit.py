"""What the widget's tests share: the application under uvicorn on a free port, with a scripted bot behind it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import uvicorn
from door_kit import FakeRasa, FakeServices, House, a_house
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from bot.advice import wording
from bot.advice.advise import Adviser
from bot.advice.funding_card import funding_card
from bot.knowledge.load import load_knowledge
from bot.profile import Profile

TODAY = date(2026, 11, 22)
FRENCH_HINTS = ("bonjour", "besoin", "oui", "possibilités", "français", "personne", "site web", "payer")


@lru_cache(maxsize=1)
def adviser() -> Adviser:
    """The real advice over the real knowledge."""
    return Adviser(load_knowledge())


def a_bakery(language: str) -> Profile:
    """Seven people in New Brunswick who need a website and have nobody to supervise."""
    needs = {"need_areas": ("web_digital",), "barriers": ("limited_hr",), "budget_cad": 1500.0}
    return Profile(language=language, province="NB", headcount=7, **needs)  # type: ignore[arg-type]


class ScriptedBot:
    """Answers by keyword, in the language asked for or guessed, with every kind of message."""

    def __init__(self) -> None:
        self.languages: dict[str, str] = {}

    def __call__(self, body: dict[str, Any]) -> list[Mapping[str, Any]]:
        text = body["message"].lower()
        asked = body["metadata"].get("language")
        known = self.languages.get(body["sender"])
        guessed = "fr" if any(hint in text for hint in FRENCH_HINTS) else "en"
        language = self.languages[body["sender"]] = asked or known or guessed
        turn = {"custom": {"type": "turn", "language": language, "erased": False, "taken_up": False}}
        return [*self.items(text, language), turn]

    def items(self, text: str, language: str) -> list[Mapping[str, Any]]:
        """The messages for what was said."""
        fr = language == "fr"
        for words, make in KEYWORDS:
            if any(word in text for word in words):
                return make(fr)
        return [{"text": f"Vous avez dit : {text}" if fr else f"You said: {text}"}]


def question(fr: bool) -> list[Mapping[str, Any]]:
    """A question with buttons."""
    buttons = [
        {"title": "Moins de 5" if fr else "Fewer than 5", "payload": '/inform{"headcount": 4}'},
        {"title": "5 à 19" if fr else "5 to 19", "payload": '/inform{"headcount": 12}'},
        {"title": "20 et plus" if fr else "20 or more", "payload": '/inform{"headcount": 30}'},
        {"title": "Je ne sais pas" if fr else "I don't know", "payload": "/inform"},
    ]
    text = (
        "Un site Web, c'est noté. Combien de personnes travaillent dans l'entreprise, vous compris?"
        if fr
        else "A website, noted. How many people work in the business, you included?"
    )
    why = "La taille décide de certains programmes." if fr else "Some programs depend on size."
    return [{"text": text, "buttons": buttons}, {"custom": {"type": "question", "slot": "headcount", "why": why}}]


def recommendation(fr: bool) -> list[Mapping[str, Any]]:
    """The advice for the bakery."""
    language = "fr" if fr else "en"
    advice = adviser()
    answer = advice.answer(a_bakery(language), TODAY)
    buttons = [
        {"title": "Pourquoi celle-là?" if fr else "Why this one?", "payload": "/explain_recommendation"},
        {"title": "Autres possibilités" if fr else "Other options", "payload": "/compare_formats"},
        {"title": "Parler à quelqu'un" if fr else "Talk to a person", "payload": "/request_human"},
    ]
    text = wording.summary(answer, advice.knowledge, language)  # type: ignore[arg-type]
    custom = {"type": "recommendation", **answer, "profile": a_bakery(language).to_dict()}
    return [{"text": text, "buttons": buttons}, {"custom": custom}]


def comparison(fr: bool) -> list[Mapping[str, Any]]:
    """Two formats side by side."""
    custom = {"type": "comparison", "ids": ["online_project", "micro_placement"], "sources": ["https://example.org/a"]}
    return [{"text": "Voici les deux." if fr else "Here are both."}, {"custom": custom}]


def funding(fr: bool) -> list[Mapping[str, Any]]:
    """The money for the bakery's format."""
    language, advice = "fr" if fr else "en", adviser()
    chosen = advice.answer(a_bakery(language), TODAY)["recommendations"][0]
    card = funding_card(chosen, advice.knowledge, language)  # type: ignore[arg-type]
    text = wording.funding(chosen, card["programs"], advice.knowledge, language)  # type: ignore[arg-type]
    buttons = [{"title": "Parler à quelqu'un" if fr else "Talk to a person", "payload": "/request_human"}]
    return [{"text": text, "buttons": buttons}, {"custom": card}]


def consent(fr: bool) -> list[Mapping[str, Any]]:
    """The consent card."""
    text = "J'ai besoin de votre nom et d'un courriel. D'accord?" if fr else "I need your name and e-mail. Is that OK?"
    buttons = [
        {"title": "Oui" if fr else "Yes", "payload": "/affirm"},
        {"title": "Non" if fr else "No", "payload": "/deny"},
    ]
    return [{"text": text, "buttons": buttons}, {"custom": {"type": "consent", "purpose": "request", "version": "1"}}]


def review(fr: bool) -> list[Mapping[str, Any]]:
    """What is about to be sent."""
    contact = {"contact_name": "Aïcha Roy", "company_name": "Boulangerie du Pont", "email": "aicha@example.org"}
    fields = {**contact, "province": "NB"}
    buttons = [
        {"title": "Envoyer" if fr else "Send", "payload": "/affirm_send"},
        {"title": "Modifier" if fr else "Change something", "payload": "/deny"},
    ]
    listed = "\n".join(f"• {value}" for value in fields.values())
    text = f"Voici ce que je vais transmettre :\n{listed}\nJe l'envoie?" if fr else f"I will send:\n{listed}\nShall I?"
    return [
        {"text": text, "buttons": buttons},
        {"custom": {"type": "review", "fields": fields}},
    ]


def ticket(fr: bool) -> list[Mapping[str, Any]]:
    """A request that was opened."""
    text = "C'est fait! Votre référence est WIL-7F3K." if fr else "Done! Your reference is WIL-7F3K."
    name = "Chambre de commerce de Rive-Claire" if fr else "Riverside Chamber of Commerce"
    custom = {"type": "ticket", "reference": "WIL-7F3K", "status": "new", "intermediary": name, "reply_within": 3}
    return [{"text": text}, {"custom": custom}]


def long_answer(fr: bool) -> list[Mapping[str, Any]]:
    """More than fits on the screen."""
    line = "• Une ligne parmi beaucoup d'autres." if fr else "• One line among many others."
    return [{"text": "\n".join(["Début" if fr else "Beginning", *[line] * 60])}]


KEYWORDS = (
    (("/affirm_send",), ticket),
    (("/affirm",), review),
    (("/request_human", "person"), consent),
    (("/compare", "options", "possibilités"), comparison),
    (("/inform",), recommendation),
    (("money", "argent", "help pay", "payer"), funding),
    (("website", "site web", "français", "english"), question),
    (("long",), long_answer),
)


class AdvisingServices(FakeServices):
    """Services that advise as the real ones do."""

    def advise(self, profile: Profile, not_again: Sequence[str] = ()) -> Mapping[str, Any]:
        return adviser().answer(profile, TODAY, not_again)


@dataclass
class Served:
    """A running application."""

    url: str
    house: House


@contextmanager
def served(rasa: FakeRasa | None = None, **settings: Any) -> Iterator[Served]:
    """The application under uvicorn until the end of the block."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    services = AdvisingServices(knowledge=adviser().knowledge)
    house = a_house(rasa or FakeRasa(answer=ScriptedBot()), services, public_url=url, **settings)
    with running(house.app, port):
        yield Served(url, house)


@contextmanager
def running(app: Any, port: int) -> Iterator[None]:
    """An application answering on a port until the end of the block."""
    with running_server(uvicorn.Server(uvicorn.Config(app, port=port, ws="none", log_level="warning"))):
        yield


@contextmanager
def running_server(server: uvicorn.Server) -> Iterator[None]:
    """A server at work in a thread until the end of the block."""
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(5)


@contextmanager
def hosting(files: Mapping[str, tuple[str, str]], port: int, policy: str = "") -> Iterator[str]:
    """Another site with these files (path to media type and text) under a content security policy; its address."""

    def answer(path: str) -> Route:
        media_type, text = files[path]
        headers = {"Content-Security-Policy": policy} if policy else {}
        return Route(path, lambda request: Response(text, headers=headers, media_type=media_type))

    with running(Starlette(routes=[answer(path) for path in files]), port):
        yield f"http://localhost:{port}/"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(done: Any, seconds: float = 10) -> None:
    """Wait for `done()`; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "waited too long"
        threading.Event().wait(0.01)
