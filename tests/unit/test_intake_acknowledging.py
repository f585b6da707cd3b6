"""That a request came is told in writing, where there is an address and a mail server to tell it by."""

from __future__ import annotations

from pathlib import Path

import pytest
from intake_builders import Clock, a_desk, a_ticket

from bot.intake.desk import Desk
from bot.intake.store import Row


def told(desk: Desk) -> list[Row]:
    with desk.store.look() as work:
        return work.all("outbox", kind="received")


def test_an_owner_with_an_address_is_told_once_with_the_day_of_the_reply_and_nothing_of_herself(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, Clock(), smtp_url="smtp://127.0.0.1:9")
    ticket = a_ticket(desk)
    a_ticket(desk)
    (row,) = told(desk)
    assert row["reference"] == ticket.reference and row["facts"] == {"due_on": ticket.due_on.isoformat()}
    desk.erase("c1")
    assert told(desk) == []


@pytest.mark.parametrize(("smtp_url", "email"), [("", "zoe@scierie.example"), ("smtp://127.0.0.1:9", "")])
def test_nobody_is_told_without_a_mail_server_or_an_address(tmp_path: Path, smtp_url: str, email: str) -> None:
    desk = a_desk(tmp_path, Clock(), smtp_url=smtp_url)
    answers = {"contact_name": "Zoé Roy", "company_name": "Scierie", "phone": "506 555-0147"}
    a_ticket(desk, "c1", **({**answers, "email": email} if email else answers))
    assert told(desk) == []
