"""What most tests of delivery start from: a clock, a desk, and receivers on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from receivers_kit import Clock, MailReceiver, WebReceiver, a_desk, a_mail_receiver, a_web_receiver

from bot.intake.desk import Desk


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Desk:
    return a_desk(tmp_path, clock)


@pytest.fixture
def web() -> Iterator[WebReceiver]:
    with a_web_receiver() as receiver:
        yield receiver


@pytest.fixture
def mail() -> Iterator[MailReceiver]:
    with a_mail_receiver() as receiver:
        yield receiver
