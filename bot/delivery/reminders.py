"""Remind organizations of requests that stay open, by the rules of `reminders.yml`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import yaml

from bot.intake import records
from bot.intake.notices import announce
from bot.intake.store import Search, Store
from bot.intake.ticket import OPEN, Event, Ticket

RULES: Final = Path(__file__).parent / "reminders.yml"
BATCH: Final = 200


@dataclass(frozen=True)
class Rule:
    """Remind on this day after the request came, if its status is one of these."""

    day: int
    statuses: tuple[str, ...]


def load_rules(path: Path = RULES) -> tuple[Rule, ...]:
    """The rules, earliest day first; raises `ValueError` naming the rule that cannot be kept."""
    rules = [Rule(int(each["day"]), tuple(each["statuses"])) for each in yaml.safe_load(path.read_text("utf-8"))]
    for rule in rules:
        if rule.day < 1 or not rule.statuses or not set(rule.statuses) <= set(OPEN):
            raise ValueError(f"{path.name}: {rule} needs a day from 1 and statuses among {', '.join(OPEN)}")
    return tuple(sorted(rules, key=lambda rule: rule.day))


def remind(store: Store, rules: Sequence[Rule], now: datetime) -> int:
    """Write the reminders due by `now`, each once, only the latest where several were missed; answers how many."""
    return sum(_remind_one(store, key, rules, now) for key in _open_tickets(store))


def due_rule(ticket: Ticket, rules: Sequence[Rule], now: datetime) -> Rule | None:
    """The latest rule this ticket has reached and was not reminded by."""
    age = (now - ticket.created_at).days
    reached = [r for r in rules if ticket.reminded_day < r.day <= age and ticket.status in r.statuses]
    return reached[-1] if reached else None


def _open_tickets(store: Store) -> list[int]:
    keys: list[int] = []
    with store.look() as work:
        while batch := work.tickets(Search(statuses=OPEN), "oldest", BATCH, len(keys)):
            keys += [row["id"] for row in batch]
    return keys


def _remind_one(store: Store, key: int, rules: Sequence[Rule], now: datetime) -> bool:
    with store.change() as work:
        ticket = records.find(work, id=key)
        rule = due_rule(ticket, rules, now) if ticket else None
        if ticket is None or rule is None:
            return False
        work.set("tickets", {"id": key}, reminded_day=rule.day)
        records.add_event(work, key, Event(now, "system", "reminder", text=str(rule.day)))
        announce(work, "reminder", ticket, now, {"day": rule.day})
    return True
