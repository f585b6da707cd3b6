"""Requests that stay open are brought up again, on the days of the rules and once each."""

from __future__ import annotations

from pathlib import Path

import pytest
from intake_builders import Clock, a_desk, a_ticket, a_user

from bot.delivery.email import templates
from bot.delivery.receivers import Receiver, set_receiver
from bot.delivery.reminders import Rule, load_rules, remind
from bot.intake.desk import Desk
from bot.intake.notices import CHANNELS


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Desk:
    desk = a_desk(tmp_path, clock)
    set_receiver(desk.store, Receiver("host_chamber", "demandes@chambre.example", "fr"), clock())
    return desk


def reminded(desk: Desk) -> list[int]:
    with desk.store.look() as work:
        return [row["facts"]["day"] for row in work.all("outbox", kind="reminder")]


def test_the_rules_are_those_of_the_best_peer() -> None:
    assert [rule.day for rule in load_rules()] == [2, 9, 21, 45]


def test_a_forgotten_ticket_is_brought_up_on_each_day_once(desk: Desk, clock: Clock) -> None:
    a_ticket(desk)
    for _ in range(60 * 2):
        clock.pass_(hours=12)
        remind(desk.store, load_rules(), clock())
    assert reminded(desk) == [2, 9, 21, 45]


def test_after_a_long_stop_only_the_latest_is_written(desk: Desk, clock: Clock) -> None:
    reference = a_ticket(desk).reference
    clock.pass_(days=30)
    assert remind(desk.store, load_rules(), clock()) == 1
    assert reminded(desk) == [21]
    assert desk.read(a_user(), reference).events[-1].kind == "reminder"


def test_a_ticket_taken_up_is_left_alone_on_day_two(desk: Desk, clock: Clock) -> None:
    desk.take_up(a_user(), a_ticket(desk).reference, 1)
    clock.pass_(days=3)
    assert remind(desk.store, load_rules(), clock()) == 0
    clock.pass_(days=7)
    assert remind(desk.store, load_rules(), clock()) == 1


def test_a_closed_ticket_is_never_brought_up(desk: Desk, clock: Clock) -> None:
    desk.close(a_user(), a_ticket(desk).reference, 1, "not_for_us", "elsewhere")
    clock.pass_(days=50)
    assert remind(desk.store, load_rules(), clock()) == 0


@pytest.mark.parametrize("text", ["- {day: 0, statuses: [new]}", "- {day: 2, statuses: [helped]}"])
def test_a_rule_that_cannot_be_kept_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "reminders.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"reminders\.yml.*Rule"):
        load_rules(path)


def test_rules_are_kept_in_the_order_of_their_days(tmp_path: Path) -> None:
    path = tmp_path / "reminders.yml"
    path.write_text("- {day: 9, statuses: [new]}\n- {day: 2, statuses: [new]}", "utf-8")
    assert load_rules(path) == (Rule(2, ("new",)), Rule(9, ("new",)))


def test_every_email_is_written_in_both_languages() -> None:
    for kind, channels in CHANNELS.items():
        if "email" in channels:
            for part in ("subject", "text"):
                assert set(templates()[f"{kind}.{part}"]) == {"en", "fr"}
