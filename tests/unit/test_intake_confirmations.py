"""What a coordinator confirmed is applied over the files, and never over something newer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from intake_builders import Clock, a_desk, a_user

from bot.intake.confirmations import (
    STATUSES,
    BadConfirmation,
    apply_confirmations,
    confirm,
    confirmations,
)
from bot.intake.desk import Desk
from bot.intake.inbox import Forbidden
from bot.knowledge.load import load_knowledge


@dataclass(frozen=True)
class Program:
    status: str = "open"
    checked_on: date = date(2026, 11, 1)
    next_check: date = date(2026, 12, 1)


@dataclass(frozen=True)
class Knowledge:
    programs: dict[str, Program]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


def found(desk: Desk, **more: Any) -> None:
    usual: dict[str, Any] = {"program": "p1", "checked_on": date(2026, 11, 20), "status": "intermittent", "why": "page"}
    user = more.pop("user", a_user())
    confirm(desk.store, user, now=Clock()(), **{**usual, **more})


def applied(desk: Desk) -> dict[str, Program]:
    known = Knowledge({"p1": Program(), "p2": Program()})
    programs: dict[str, Program] = apply_confirmations(known, confirmations(desk.store)).programs
    return programs


def test_the_last_word_counts_and_the_others_stay_in_history(desk: Desk) -> None:
    found(desk)
    found(desk, checked_on=date(2026, 11, 22), status="unverified", why="page gone")
    after = applied(desk)
    assert after["p1"] == Program("unverified", date(2026, 11, 22), date(2026, 12, 22))
    assert after["p2"] == Program()
    assert [(each.status, each.by) for each in confirmations(desk.store)] == [
        ("intermittent", "user:odette"),
        ("unverified", "user:odette"),
    ]


def test_a_file_that_was_checked_later_wins(desk: Desk) -> None:
    found(desk, checked_on=date(2026, 10, 1))
    assert applied(desk)["p1"] == Program()


def test_a_program_that_is_gone_is_passed_over(desk: Desk) -> None:
    found(desk, program="gone")
    assert set(applied(desk)) == {"p1", "p2"}


@pytest.mark.parametrize(
    ("field", "value"), [("checked_on", date(2027, 1, 1)), ("status", "closed"), ("why", "x" * 501)]
)
def test_what_cannot_be_is_refused(desk: Desk, field: str, value: Any) -> None:
    with pytest.raises(BadConfirmation) as refused:
        found(desk, **{field: value})
    assert refused.value.field == field
    assert confirmations(desk.store) == []


def test_a_reviewer_may_not_confirm(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        found(desk, user=a_user("reviewer"))


def test_the_real_knowledge_takes_them(desk: Desk) -> None:
    knowledge = load_knowledge()
    id_, program = next(iter(knowledge.programs.items()))
    confirm(desk.store, a_user(), id_, program.checked_on, "unverified", "", Clock()())
    assert apply_confirmations(knowledge, confirmations(desk.store)).programs[id_].status == "unverified"
    assert {each.status for each in knowledge.programs.values()} <= set(STATUSES)
