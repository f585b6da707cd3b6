"""What the tests of the request book start from: a clock that they set, and a desk on an empty database."""

from __future__ import annotations

from pathlib import Path

import pytest
from intake_builders import Clock, a_desk

from bot.intake.desk import Desk


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Desk:
    return a_desk(tmp_path, clock)
