"""What the command line does with accounts, tokens and tickets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from intake_builders import PASSWORD, Clock, a_desk, a_request, a_ticket, agree, answer, some_accounts

from bot.intake import commands
from bot.intake.inbox import NotFound


def test_the_first_administrator_is_made_by_a_command(tmp_path: Path) -> None:
    clock = Clock()
    accounts = some_accounts(a_desk(tmp_path, clock), clock)
    made = commands.add_user(accounts, "Ada", PASSWORD, "administrator")
    assert made == {"name": "ada", "role": "administrator", "organization": None}
    user = accounts.user_of(accounts.log_in("ada", PASSWORD, "::1"))
    assert user is not None and user.role == "administrator"
    assert commands.disable_user(accounts, "ada")["disabled"]


def test_a_token_is_shown_once_and_can_be_revoked(tmp_path: Path) -> None:
    clock = Clock()
    accounts = some_accounts(a_desk(tmp_path, clock), clock)
    token = commands.add_token(accounts, "zammad", "host_chamber", "read")["token"]
    assert accounts.user_of_token(token)
    commands.revoke_token(accounts, "zammad")
    assert accounts.user_of_token(token) is None


def test_tickets_are_listed_shown_and_exported_as_json(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    references = [a_ticket(desk, f"c{number}").reference for number in range(3)]
    listed = commands.list_tickets(desk)
    assert [line["reference"] for line in listed] == references[::-1] and "contact" not in listed[0]
    exported = list(commands.export_tickets(desk, ("new",)))
    assert exported[-1] == commands.show_ticket(desk, references[0].lower())
    assert json.loads(json.dumps(exported))[0]["contact"]["contact_name"]
    with pytest.raises(NotFound):
        commands.show_ticket(desk, "WIL-234679")


def test_an_export_of_many_tickets_misses_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "BATCH", 2)
    desk = a_desk(tmp_path)
    for number in range(5):
        agree(desk, f"c{number}")
        answer(desk, f"c{number}")
        desk.open(f"c{number}", a_request())
    assert len({ticket["reference"] for ticket in commands.export_tickets(desk)}) == 5


def test_a_purge_says_how_much_went(tmp_path: Path) -> None:
    clock = Clock()
    desk = a_desk(tmp_path, clock)
    agree(desk)
    clock.pass_(days=40)
    assert commands.purge_old(desk, desk.today)["conversations"] == 1
