"""A console with tickets in a temporary database, and people who visit it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.intake.accounts import Accounts
from bot.intake.desk import Desk, Request
from bot.intake.migrations import upgrade
from bot.intake.store import Store
from bot.language import Bilingual
from bot.settings import Settings
from bot.web.api_tickets import api_ticket_routes
from bot.web.console import console_routes
from bot.web.console_afterwards import afterwards_routes

PASSWORD = "marée haute à Shediac"
PEOPLE = {
    "rita": ("reviewer", "host_chamber"),
    "remi": ("reviewer", "host_chamber"),
    "odette": ("coordinator", "host_chamber"),
    "ada": ("administrator", None),
    "stella": ("coordinator", "other_chamber"),
}
ADVICE = {
    "recommendations": [
        {
            "format": "micro_placement",
            "fit": 0.86,
            "reasons": [{"code": "short", "text": "Quelques jours suffisent pour ce travail."}],
            "tradeoffs": [{"code": "light", "text": "Le résultat restera modeste."}],
            "what_would_change_it": [{"then": "industry_project", "text": "Avec plus de temps, un projet de cours."}],
            "employer_hours": {"low": 5, "high": 12},
            "earliest_start": "2026-12-07",
            "cost_cad": {"low": 230, "high": 2100, "after_funding_low": 0, "after_funding_high": 2100},
            "funding": [
                {
                    "program": "riipen-futurepath",
                    "eligibility": "unknown",
                    "paid_to": "provider",
                    "missing": ["province"],
                    "estimate_cad": {"low": None, "high": None},
                    "reasons": [{"code": "x", "text": "Réservé à certaines provinces."}],
                    "checked_on": "2026-11-22",
                    "source": "https://example.org/program",
                }
            ],
        },
        {"format": "competition", "fit": 0.6},
    ],
    "not_recommended": [{"format": "consulting", "reasons": [{"code": "b", "text": "Dépasse votre budget."}]}],
    "first_step": {"format": "competition", "text": "Être juge à un concours en janvier."},
    "advice": "go",
    "language": "fr",
}


class Clock:
    """A clock that stands still until told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now


class Console:
    """The application under test, its desk, and its visitors."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.clock = Clock()
        self.settings = Settings(**settings)
        url = str(settings.get("database_url", f"sqlite:///{folder / 'intake.db'}"))
        upgrade(url)
        store = Store(url, ("a secret for tests",))
        self.desk = Desk(store, self.clock, self.settings)
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        self.accounts = Accounts(store, self.clock, self.settings, quick)
        for name, (role, organization) in PEOPLE.items():
            self.accounts.add_user(name, PASSWORD, role, organization)
        self.app = Starlette(routes=[*console_routes(), *api_ticket_routes(), *afterwards_routes()])
        self.app.state.desk, self.app.state.accounts = self.desk, self.accounts
        self.app.state.settings, self.app.state.knowledge = self.settings, some_knowledge()

    def ticket(self, conversation_id: str = "c1", company: str = "Scierie Kouchibouguac", **more: Any) -> str:
        """Send a request; answers its reference."""
        self.desk.record_consent(conversation_id, "request", "2026-11", "fr", True)
        answers = {"contact_name": "Zénobie Thériault", "company_name": company, "email": "zenobie@scierie.example"}
        for field, value in {**answers, "phone": "506 555-0147"}.items():
            self.desk.keep(conversation_id, field, value)
        usual: dict[str, Any] = {
            "language": "fr",
            "profile": {"province": "NB", "headcount": 7, "budget_cad": 2500, "barriers": ["limited_hr"]},
            "advice": ADVICE,
            "transcript": [
                {"by": "assistant", "text": "Bonjour! Qu'est-ce qui vous amène?", "language": "fr"},
                {"by": "visitor", "text": "We need help with inventory", "language": "en"},
            ],
        }
        return self.desk.open(conversation_id, Request(**{**usual, **more})).reference

    def visitor(self, name: str | None = None, language: str = "en") -> TestClient:
        """A browser; logged in when `name` is given."""
        client = TestClient(self.app, follow_redirects=False, headers={"Accept-Language": language})
        if name:
            assert log_in(client, name).status_code == 303
        return client

    def wait(self, **much: float) -> None:
        """Let time pass."""
        self.clock.now += timedelta(**much)


@dataclass(frozen=True)
class SomeProgram:
    """What the console shows of a program."""

    name: Bilingual
    status: str = "open"
    checked_on: date = date(2026, 10, 1)
    next_check: date = date(2026, 11, 1)


def some_knowledge() -> Any:
    """Names for some ids; the others stay ids."""
    named = {"micro_placement": Bilingual("Micro-placement", "Microstage")}
    programs = {"riipen-futurepath": Bilingual("Riipen FuturePath", "Riipen FuturePath (projets)")}

    onward = SimpleNamespace(text=Bilingual("Give a class a larger question.", "Confiez une question plus vaste."))
    return SimpleNamespace(
        formats={key: SimpleNamespace(name=name, next_step=onward) for key, name in named.items()},
        programs={key: SomeProgram(name) for key, name in programs.items()},
        reason_codes={},
    )


def form_token(page: str) -> str:
    """The hidden token of a page's forms."""
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', page)
    assert found, page[:500]
    return found[1]


def log_in(client: TestClient, name: str, password: str = PASSWORD, **more: str) -> Any:
    """Fill the log-in form."""
    token = form_token(client.get("/console/login").text)
    return client.post("/console/login", data={"csrf": token, "name": name, "password": password, **more})


def act(client: TestClient, reference: str, step: str, **form: str) -> Any:
    """Send one of the forms of a ticket's page."""
    page = client.get(f"/console/tickets/{reference}").text
    version = re.search(r'name="version" value="(\d+)"', page)
    usual = {"csrf": form_token(page), "version": version[1] if version else "1"}
    return client.post(f"/console/tickets/{reference}/{step}", data={**usual, **form})
