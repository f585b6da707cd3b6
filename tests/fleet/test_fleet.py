"""A fleet loses its parts one after the other, and no visitor loses a word: the short form of `fleet_kill.py`."""

from __future__ import annotations

import asyncio

import pytest
from fleet_kit import fleet
from servers_kit import NotInstalled
from trial_kit import faults, one_of_each, trial

pytestmark = [pytest.mark.live, pytest.mark.timeout(300)]


def test_no_turn_is_lost_and_no_ticket_doubled_while_parts_are_killed() -> None:
    try:
        with fleet() as running:
            seen = asyncio.run(trial(running, one_of_each(running), visitors=8, pause=1.0))
            assert not faults(running, seen)
    except NotInstalled as missing:
        pytest.skip(str(missing))
    assert seen.conversations >= 8
