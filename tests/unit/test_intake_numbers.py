"""What is counted is right, and is the organization's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from intake_builders import Clock, a_desk, a_ticket, a_user

from bot.intake.numbers import WEEKS, nearest_rank, numbers


def test_requests_are_counted_by_what_may_be_counted(tmp_path: Path) -> None:
    clock = Clock()
    desk = a_desk(tmp_path, clock)
    for number, hours in enumerate((1, 2, 30)):
        reference = a_ticket(desk, f"c{number}").reference
        clock.pass_(hours=hours)
        desk.take_up(a_user(), reference, 1)
    desk.put_back(a_user(), reference, 2)
    clock.pass_(days=7)
    desk.take_up(a_user(), reference, 3)
    a_ticket(desk, "c9")
    counted = numbers(desk.store, a_user(), clock())
    assert (counted.total, counted.taken_up) == (4, 3)
    assert (counted.median_hours, counted.ninth_decile_hours) == (2.0, 30.0)
    assert counted.statuses == (("taken_up", 3), ("new", 1))
    assert (counted.provinces, counted.languages) == ((("NB", 4),), (("fr", 4),))
    assert counted.barriers == (("—", 4),)
    assert len(counted.weeks) == WEEKS
    assert dict(counted.weeks)[date(2026, 11, 23)] == 3
    assert sum(count for _, count in counted.weeks) == 4


def test_another_organization_counts_nothing(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_ticket(desk)
    counted = numbers(desk.store, a_user(organization="elsewhere"), desk.clock())
    assert (counted.total, counted.median_hours, counted.ninth_decile_hours) == (0, None, None)
    assert numbers(desk.store, a_user("administrator", None), desk.clock()).total == 1


def test_nine_out_of_ten_is_by_nearest_rank() -> None:
    assert nearest_rank([float(n) for n in range(1, 11)], 90) == 9.0
    assert nearest_rank([5.0], 90) == 5.0
    assert nearest_rank([], 90) is None
