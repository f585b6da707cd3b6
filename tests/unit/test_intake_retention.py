"""What has served its purpose is deleted on time, and not before."""

from __future__ import annotations

from datetime import date

import pytest
from intake_builders import PASSWORD, Clock, a_ticket, a_user, agree, some_accounts

from bot.intake.desk import Desk
from bot.intake.retention import months_before, purge


def test_a_closed_ticket_goes_after_twelve_months_with_all_it_held(desk: Desk, clock: Clock) -> None:
    reference = a_ticket(desk).reference
    desk.close(a_user(), reference, 1, "not_for_us", "other province")
    clock.pass_(days=360)
    assert purge(desk.store, desk.today, desk.settings).tickets == 0
    clock.pass_(days=10)
    purged = purge(desk.store, desk.today, desk.settings)
    assert (purged.tickets, purged.conversations) == (1, 1)
    with desk.store.look() as work:
        for table in ("tickets", "ticket_words", "ticket_events", "consents", "drafts", "conversations"):
            assert work.count(table) == 0
        assert {row["what"] for row in work.all("audit")} == {"expired", "purged"}


def test_an_open_ticket_never_expires(desk: Desk, clock: Clock) -> None:
    a_ticket(desk)
    clock.pass_(days=2000)
    assert purge(desk.store, desk.today, desk.settings).tickets == 0
    assert desk.ticket_of("c1") is not None


def test_a_conversation_without_a_ticket_goes_after_thirty_days(desk: Desk, clock: Clock) -> None:
    agree(desk)
    desk.keep("c1", "email", "marie@exemple.ca")
    clock.pass_(days=30)
    assert purge(desk.store, desk.today, desk.settings).conversations == 0
    clock.pass_(days=2)
    purged = purge(desk.store, desk.today, desk.settings)
    assert (purged.drafts, purged.conversations) == (1, 1)


def test_dead_sessions_and_old_guesses_are_swept(desk: Desk, clock: Clock) -> None:
    accounts = some_accounts(desk, clock)
    accounts.add_user("odette", PASSWORD, "administrator")
    accounts.log_in("odette", PASSWORD, "::1")
    clock.pass_(days=3)
    assert purge(desk.store, desk.today, desk.settings).sessions == 1


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 23), 12, "2025-11-23"),
        (date(2026, 3, 31), 1, "2026-02-28"),
        (date(2026, 1, 15), 1, "2025-12-15"),
        (date(2026, 12, 31), 6, "2026-06-30"),
        (date(2028, 2, 29), 12, "2027-02-28"),
        (date(2026, 1, 31), 2, "2025-11-30"),
    ],
)
def test_months_are_counted_on_the_calendar(day: date, months: int, expected: str) -> None:
    assert months_before(day, months).date().isoformat() == expected
