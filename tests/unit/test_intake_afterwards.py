"""An owner is asked twice, answers once each time, and her answers name nobody."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from intake_builders import Clock, a_desk, a_ticket, a_user

from bot.intake.afterwards import QUESTIONS, ROUNDS, Share, answer, invitation, shares, stop, token_of
from bot.intake.desk import Desk
from bot.intake.records import find
from bot.intake.store import Row

YES = dict.fromkeys(QUESTIONS, True)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Desk:
    return a_desk(tmp_path, clock, smtp_url="smtp://127.0.0.1:9")


def closed(desk: Desk, status: str = "helped", conversation: str = "c1") -> str:
    reference = str(a_ticket(desk, conversation).reference)
    desk.take_up(a_user(), reference, 1)
    desk.close(a_user(), reference, 2, status, "parce que")
    return reference


def messages(desk: Desk) -> list[Row]:
    with desk.store.look() as work:
        return work.all("outbox", channel="owner", kind=("followup_closing", "followup_later"))


def tokens(desk: Desk, reference: str) -> list[str]:
    with desk.store.look() as work:
        ticket = find(work, reference=reference)
        assert ticket is not None
        return [token_of(work, row["id"], ticket) for row in work.all("followups", ticket_id=ticket.id)]


def test_she_is_asked_at_closing_and_thirty_days_later(desk: Desk, clock: Clock) -> None:
    closed(desk)
    kinds = [(row["kind"], row["due_at"] - clock.now) for row in messages(desk)]
    assert kinds == [("followup_closing", timedelta(0)), ("followup_later", timedelta(days=30))]


@pytest.mark.parametrize("status", ["unreachable", "not_for_us", "withdrawn"])
def test_who_left_or_was_sent_elsewhere_is_not_asked(desk: Desk, status: str) -> None:
    closed(desk, status)
    assert messages(desk) == []


def test_nobody_is_asked_where_no_mail_is_sent_or_no_address_was_given(tmp_path: Path, desk: Desk) -> None:
    a_ticket(desk, "c2", contact_name="Zénobie", company_name="Scierie", phone="506 555-0147")
    reference = desk.ticket_of("c2").reference  # type: ignore[union-attr]
    desk.take_up(a_user(), reference, 1)
    desk.close(a_user(), reference, 2, "helped")
    assert messages(desk) == []
    silent = a_desk(tmp_path / "silent", Clock())
    closed(silent)
    assert messages(silent) == []


def test_each_round_is_answered_once_and_kept_without_her(desk: Desk, clock: Clock) -> None:
    reference = closed(desk)
    first, later = tokens(desk, reference)
    assert answer(desk.store, first, {**YES, "offer_more": False, "skills_gap": None}, clock())
    assert not answer(desk.store, first, YES, clock())
    assert answer(desk.store, later, YES, clock())
    found = invitation(desk.store, first)
    assert found is not None and found.answered
    with desk.store.look() as work:
        rows = work.all("followup_answers")
        told = shares(work, "host_chamber", date(2026, 11, 23))
        assert shares(work, "elsewhere", date(2026, 1, 1))["later"]["new_ideas"] == Share(0, 0)
    assert set(rows[0]) == {"id", "organization", "round", "format", "week", *QUESTIONS}
    assert told["closing"]["offer_more"] == Share(0, 1) and told["closing"]["skills_gap"] == Share(0, 0)
    assert [told[name]["new_ideas"] for name in ROUNDS] == [Share(1, 1), Share(1, 1)]


def test_saying_nothing_adds_nothing(desk: Desk, clock: Clock) -> None:
    token = tokens(desk, closed(desk))[0]
    assert answer(desk.store, token, {}, clock())
    with desk.store.look() as work:
        assert work.count("followup_answers") == 0


def test_a_token_is_good_for_its_own_invitation_only(desk: Desk, clock: Clock) -> None:
    mine, other = tokens(desk, closed(desk))[0], tokens(desk, closed(desk, conversation="c2"))[0]
    mac = mine.partition(".")[2]
    for forged in (
        f"{other.partition('.')[0]}.{mac}",
        mine[:-1],
        f"{mine}é",
        "",
        ".",
        "1",
        "x.y",
        f"{10**30}.{mac}",
        "².",
    ):
        assert invitation(desk.store, forged) is None
        assert not answer(desk.store, forged, YES, clock())


def test_she_may_say_that_once_was_enough(desk: Desk) -> None:
    reference = closed(desk)
    stop(desk.store, tokens(desk, reference)[0])
    assert messages(desk) == []


def test_erasing_ends_the_questions_and_keeps_the_figures(desk: Desk, clock: Clock) -> None:
    first, later = tokens(desk, closed(desk))
    answer(desk.store, first, YES, clock())
    desk.erase("c1")
    assert messages(desk) == [] and invitation(desk.store, later) is None
    with desk.store.look() as work:
        assert (work.count("followups"), work.count("followup_answers")) == (0, 1)
