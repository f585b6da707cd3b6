"""A request that was taken up has a next date, and can change hands."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from intake_builders import PASSWORD, Clock, a_desk, a_ticket, a_user, some_accounts

from bot.intake.desk import Desk
from bot.intake.followup import BadStep, colleagues, hand_over, plan
from bot.intake.inbox import Forbidden, NotFound
from bot.intake.ticket import IllegalChange, StaleTicket


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    accounts = some_accounts(desk, Clock())
    for name in ("rita", "odette", "gone"):
        accounts.add_user(name, PASSWORD, "reviewer", "host_chamber")
    accounts.add_user("stella", PASSWORD, "reviewer", "elsewhere")
    accounts.disable_user("gone")
    return desk


def test_a_ticket_without_an_owner_or_a_next_date_rots(desk: Desk) -> None:
    ticket = a_ticket(desk)
    assert ticket.rots(desk.today)
    ticket = desk.take_up(a_user(), ticket.reference, 1)
    assert ticket.rots(desk.today)
    ticket = plan(desk, a_user(), ticket.reference, 2, desk.today + timedelta(days=3))
    assert not ticket.rots(desk.today + timedelta(days=3))
    assert ticket.rots(desk.today + timedelta(days=4))
    assert desk.read(a_user(), ticket.reference).ticket.next_on == date(2026, 11, 26)
    ticket = desk.close(a_user(), ticket.reference, 3, "helped")
    assert not ticket.rots(date(2030, 1, 1))


@pytest.mark.parametrize(("days", "problem"), [(-1, "past"), (400, "too_far")])
def test_a_next_date_is_within_a_year(desk: Desk, days: int, problem: str) -> None:
    with pytest.raises(BadStep, match=problem):
        plan(desk, a_user(), a_ticket(desk).reference, 1, desk.today + timedelta(days=days))


def test_a_colleague_takes_over_and_history_says_so(desk: Desk) -> None:
    reference = desk.take_up(a_user(), a_ticket(desk).reference, 1).reference
    ticket = hand_over(desk, a_user(), reference, 2, "rita")
    assert (ticket.status, ticket.taken_up_by, ticket.version) == ("taken_up", "user:rita", 3)
    event = desk.read(a_user(), reference).events[-1]
    assert (event.kind, event.by, event.text) == ("handed_over", "user:odette", "rita")


@pytest.mark.parametrize(("name", "problem"), [("stella", "no_colleague"), ("gone", "no_colleague")])
def test_only_a_colleague_still_there_can_take_over(desk: Desk, name: str, problem: str) -> None:
    with pytest.raises(BadStep, match=problem):
        hand_over(desk, a_user(), a_ticket(desk).reference, 1, name)


def test_the_colleagues_are_the_organizations_own(desk: Desk) -> None:
    assert colleagues(desk, "host_chamber") == ["odette", "rita"]


def test_the_usual_rules_hold(desk: Desk) -> None:
    reference = desk.take_up(a_user(), a_ticket(desk).reference, 1).reference
    with pytest.raises(Forbidden):
        hand_over(desk, a_user("reviewer", name="rita"), reference, 2, "rita")
    with pytest.raises(NotFound):
        plan(desk, a_user(organization="elsewhere"), reference, 2, desk.today)
    with pytest.raises(StaleTicket):
        plan(desk, a_user(), reference, 1, desk.today)
    with pytest.raises(BadStep, match="same_person"):
        hand_over(desk, a_user(), reference, 2, "odette")
    desk.close(a_user(), reference, 2, "helped")
    with pytest.raises(IllegalChange):
        plan(desk, a_user(), reference, 3, desk.today)
