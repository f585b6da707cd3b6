"""After a rotation the old secret opens nothing and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pyotp
import pytest
from cryptography.fernet import InvalidToken
from intake_builders import (
    PASSWORD,
    Clock,
    a_desk,
    a_request,
    a_store,
    a_ticket,
    a_user,
    agree,
    answer,
    some_accounts,
)

from bot.delivery.receivers import Receiver, set_receiver
from bot.intake.desk import Desk
from bot.intake.inbox import Filters
from bot.intake.own_account import begin, confirm, own
from bot.intake.rotation import SEALED, rotate
from bot.intake.store import Store
from bot.settings import Settings


def test_the_new_secret_alone_opens_and_finds_everything(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    reference = a_ticket(desk).reference
    desk.note(a_user(), reference, "rappeler lundi")
    agree(desk, "c2")
    answer(desk, "c2", company_name="Menuiserie du Quai")
    set_receiver(desk.store, Receiver("host_chamber", webhook_url="https://a.example/x"), desk.clock())
    code = a_second_step(desk)
    both = a_store(tmp_path, ("a newer secret", "a secret for tests"))
    assert rotate(both) == {"drafts": 2, "tickets": 1, "ticket_events": 1, "organizations": 1, "users": 1}
    after = Desk(a_store(tmp_path, ("a newer secret",)), Clock(), Settings())
    reading = after.read(a_user(), reference)
    assert reading.ticket.contact.contact_name == "Zénobie Thériault"
    assert list(reading.ticket.transcript) == list(a_request().transcript)
    assert reading.events[-1].text == "rappeler lundi"
    assert after.draft("c2").fields == {"company_name": "Menuiserie du Quai"}
    assert after.inbox(a_user(), Filters("kouchibouguac")).total == 1
    with after.store.look() as work:
        row = work.one("organizations", id="host_chamber")
        assert row is not None and work.seal.open(row["webhook_secret"])
    confirm(some_accounts(after, Clock()), a_user(), code)
    assert rotate(both)["tickets"] == 1


def test_the_old_secret_opens_nothing_any_more(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_ticket(desk)
    rotate(a_store(tmp_path, ("a newer secret", "a secret for tests")))
    with pytest.raises(InvalidToken):
        desk.ticket_of("c1")


def test_every_sealed_column_is_renewed(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    reference = a_ticket(desk).reference
    desk.note(a_user(), reference, "rappeler")
    set_receiver(desk.store, Receiver("host_chamber", webhook_url="https://a.example/x"), desk.clock())
    a_second_step(desk)
    before = _sealed(desk.store)
    rotate(desk.store)
    after = _sealed(desk.store)
    assert {(table, column) for table, column, _ in before} == {(t, c) for t, _, columns in SEALED for c in columns}
    assert not {text for _, _, text in before} & {text for _, _, text in after}


def a_second_step(desk: Desk) -> str:
    """Begin odette's; answers the code that confirms it."""
    accounts = some_accounts(desk, Clock())
    accounts.add_user("odette", PASSWORD, "coordinator", "host_chamber")
    begin(accounts, a_user(), PASSWORD, "::1")
    return str(pyotp.TOTP(own(accounts, a_user()).secret).at(Clock().now))


def _sealed(store: Store) -> set[tuple[str, str, str]]:
    from bot.intake.migrations.tables import METADATA

    with store.look() as work:
        rows = [(table, row) for table in METADATA.tables for row in work.all(table)]
    cells = [(table, name, value) for table, row in rows for name, value in row.items()]
    return {cell for cell in cells if isinstance(cell[2], str) and cell[2].startswith("gAAAA")}
