"""Builders and fakes for the intake tests."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from bot.intake.accounts import Accounts, User
from bot.intake.desk import Desk, Request
from bot.intake.migrations import upgrade
from bot.intake.store import Store
from bot.settings import Settings

ANSWERS = {
    "contact_name": "Zénobie Thériault",
    "company_name": "Scierie Kouchibouguac",
    "email": "Zenobie@Scierie.example",
    "phone": "(506) 555-0147",
}
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "marée haute à Shediac"


class Clock:
    """A clock that stands still until told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)  # a Monday

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **much: float) -> None:
        self.now += timedelta(**much)


def a_store(folder: Path, secrets: tuple[str, ...] = ("a secret for tests",)) -> Store:
    url = f"sqlite:///{folder / 'intake.db'}"
    upgrade(url)
    return Store(url, secrets)


def a_desk(folder: Path, clock: Clock | None = None, **settings: Any) -> Desk:
    return Desk(a_store(folder), clock or Clock(), Settings(**settings))


def some_accounts(desk: Desk, clock: Clock, **settings: Any) -> Accounts:
    return Accounts(desk.store, clock, Settings(**settings), QUICK)


def a_request(**more: Any) -> Request:
    usual: dict[str, Any] = {
        "language": "fr",
        "profile": {"province": "NB", "headcount": 7, "need_areas": ["operations"]},
        "advice": {"advice": "go", "recommendations": [{"format": "micro_placement", "fit": 0.9}]},
        "transcript": [{"by": "visitor", "text": "On manque de bras à la scierie", "language": "fr"}],
        "cautions": ("first_time",),
    }
    return Request(**{**usual, **more})


def agree(desk: Desk, conversation_id: str = "c1", purpose: str = "request") -> None:
    desk.record_consent(conversation_id, purpose, "2026-11", "fr", True)


def answer(desk: Desk, conversation_id: str = "c1", **answers: str) -> None:
    for field, value in (answers or ANSWERS).items():
        desk.keep(conversation_id, field, value)


def a_ticket(desk: Desk, conversation_id: str = "c1", **answers: str) -> Any:
    agree(desk, conversation_id)
    answer(desk, conversation_id, **answers)
    return desk.open(conversation_id, a_request())


def a_user(role: str = "coordinator", organization: str | None = "host_chamber", name: str = "odette") -> User:
    return User(name, role, organization)
