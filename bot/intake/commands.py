"""What the command line does with the intake; every function answers JSON-ready data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from typing import Any

from bot.intake.accounts import OPERATOR, Accounts
from bot.intake.desk import Desk
from bot.intake.inbox import NotFound, to_json
from bot.intake.own_account import turn_off_for
from bot.intake.retention import purge

BATCH = 200


def add_user(
    accounts: Accounts,
    name: str,
    password: str,
    role: str,
    organization: str | None = None,
    email: str = "",
    language: str = "",
) -> dict[str, Any]:
    """Make an account (the first administrator too); raises `BadAccount`."""
    user = accounts.add_user(name, password, role, organization, email, language)
    return {"name": user.name, "role": user.role, "organization": user.organization}


def set_user(accounts: Accounts, name: str, email: str | None, language: str | None) -> dict[str, Any]:
    """Say where and in which language a person gets her e-mail: None leaves it, empty ends it; raises `BadAccount`."""
    accounts.change_user(name, email, language)
    return {
        "name": name,
        "changed": [what for what, given in (("email", email), ("language", language)) if given is not None],
    }


def end_second_step(accounts: Accounts, name: str) -> dict[str, Any]:
    """Let a person in with her password alone, and end her sessions; raises `BadAccount`."""
    turn_off_for(accounts, name)
    return {"name": name, "totp": False}


def disable_user(accounts: Accounts, name: str) -> dict[str, Any]:
    """Close an account and end its sessions; raises `BadAccount`."""
    accounts.disable_user(name)
    return {"name": name, "disabled": True}


def add_token(accounts: Accounts, name: str, organization: str, scope: str = "write") -> dict[str, Any]:
    """Make a token for an organization's software; it is shown this once. Raises `BadAccount`."""
    token = accounts.add_token(name, organization, scope)
    return {"name": name, "organization": organization, "scope": scope, "token": token}


def revoke_token(accounts: Accounts, name: str) -> dict[str, Any]:
    """Kill a token; raises `BadAccount`."""
    accounts.revoke_token(name)
    return {"name": name, "revoked": True}


def list_tickets(desk: Desk, statuses: tuple[str, ...] = (), most: int = BATCH) -> list[dict[str, Any]]:
    """The newest tickets of every organization, in short."""
    keys = ("reference", "status", "intermediary", "language", "format", "created_at", "due_on", "taken_up_by")
    tickets = [to_json(ticket) for ticket in desk.newest(OPERATOR, statuses, None, most)]
    return [{key: ticket[key] for key in keys} for ticket in tickets]


def show_ticket(desk: Desk, reference: str) -> dict[str, Any]:
    """One ticket with its history; raises `NotFound`."""
    reading = desk.read(OPERATOR, reference.upper())
    return to_json(reading.ticket, reading.events)


def export_tickets(desk: Desk, statuses: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """Every ticket with its history, newest first, a batch at a time."""
    before: int | None = None
    while batch := desk.newest(OPERATOR, statuses, before, BATCH):
        for ticket in batch:
            with suppress(NotFound):  # erased since the batch was read
                yield show_ticket(desk, ticket.reference)
        before = batch[-1].id


def purge_old(desk: Desk, today: date) -> dict[str, int]:
    """Delete what has served its purpose; answers how many of each."""
    return asdict(purge(desk.store, today, desk.settings))
