"""A ticket moves only along the honest paths."""

from __future__ import annotations

from datetime import date, datetime, timezone
from itertools import product

import pytest

from bot.intake.ticket import (
    CLOSED,
    NEEDS_WHY,
    NEXT,
    OPEN,
    STATUSES,
    IllegalChange,
    ReasonMissing,
    Ticket,
    move,
    new_reference,
    reference_in,
    reply_day,
)

NOW = datetime(2026, 11, 23, 15, tzinfo=timezone.utc)


def a_ticket(status: str = "new", **more: object) -> Ticket:
    return Ticket("WIL-234679", "c1", "host_chamber", "fr", NOW, NOW, date(2026, 11, 26), 3, status=status, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("old", "new"), list(product(STATUSES, STATUSES)))
def test_every_pair_of_statuses_is_either_a_legal_step_or_refused(old: str, new: str) -> None:
    if new not in NEXT[old]:
        with pytest.raises(IllegalChange):
            move(a_ticket(old), new, "user:odette", NOW, "why")
        return
    moved, event = move(a_ticket(old), new, "user:odette", NOW, "why")
    assert (moved.status, moved.version, event.old, event.new, event.by) == (new, 2, old, new, "user:odette")
    assert (moved.closed_at is None) == (new in OPEN)


def test_withdrawn_is_reachable_from_every_open_status() -> None:
    assert all("withdrawn" in NEXT[status] for status in OPEN)
    assert all(NEXT[status] == () for status in CLOSED)


@pytest.mark.parametrize("status", NEEDS_WHY)
def test_an_unhappy_ending_needs_a_reason(status: str) -> None:
    with pytest.raises(ReasonMissing):
        move(a_ticket("taken_up"), status, "user:odette", NOW, "  ")


def test_what_is_not_seen_is_no_reason_and_no_part_of_one() -> None:
    with pytest.raises(ReasonMissing):
        move(a_ticket("taken_up"), "unreachable", "user:odette", NOW, "\u200b\x00 \u202e")
    _, event = move(
        a_ticket("taken_up"), "unreachable", "user:odette", NOW, " Appelée 3\u00a0fois\x00\u202e:\r\nrien. "
    )
    assert event.text == "Appelée 3\u00a0fois:\nrien."


def test_putting_a_ticket_back_frees_it() -> None:
    moved, _ = move(a_ticket("taken_up", taken_up_by="user:odette"), "new", "user:odette", NOW)
    assert moved.taken_up_by is None


def test_a_reference_can_be_read_back_as_typed() -> None:
    reference = new_reference()
    assert reference_in(f"mon numéro est {reference.lower().replace('-', ' ')}, merci") == reference
    assert reference_in("WIL-0O1I8B") is None
    assert reference_in("nothing here") is None


def test_a_thousand_references_are_all_different() -> None:
    assert len({new_reference() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(("days", "day"), [(0, 27), (1, 30), (3, 32)])
def test_a_reply_is_due_in_working_days(days: int, day: int) -> None:
    friday = date(2026, 11, 27)
    assert (reply_day(friday, days) - date(2026, 11, 1)).days + 1 == day


def test_a_ticket_is_overdue_only_the_day_after_and_only_while_nobody_took_it_up() -> None:
    assert not a_ticket().is_overdue(date(2026, 11, 26))
    assert a_ticket().is_overdue(date(2026, 11, 27))
    assert not a_ticket("taken_up").is_overdue(date(2026, 12, 27))
