"""The link to her rights: mailed to the address given with the request, signed as it leaves, to nobody else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from receivers_kit import Clock, a_desk, a_mail_receiver, a_ticket, a_web_receiver, listening

from bot.delivery.email import Mail
from bot.delivery.outbox import Delivered, deliver
from bot.delivery.webhook import Webhook, signature
from bot.intake.desk import Desk
from bot.intake.rights import ACTIONS, Action, Link, read_link_token, send_link
from bot.settings import Settings

PUBLIC = "https://chamber.example"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path, Clock())
    desk.settings = replace(desk.settings, smtp_url="smtp://mail.example")
    return desk


def _her_email(desk: Desk) -> str:
    return desk.see("c1")["email"]


@pytest.mark.parametrize("action", ACTIONS)
def test_the_link_goes_to_the_owner_and_opens_her_request(desk: Desk, action: Action) -> None:
    reference = a_ticket(desk)
    assert send_link(desk, reference, _her_email(desk).upper(), action)
    with a_mail_receiver() as mail:
        sender = Mail(mail.url, "tremplin@chamber.example", PUBLIC)
        assert deliver(desk.store, desk.clock, {"owner": sender}) == Delivered(sent=2)
        _, message = mail.taken  # the first says that her request came
    assert message["To"] == _her_email(desk)
    found = re.search(rf"{re.escape(PUBLIC)}/rights/(\S+)", message.get_content())
    assert found
    assert read_link_token(found[1], desk.store.seal.secret, desk.clock()) == Link(reference, action)


def test_a_stranger_gets_no_link(desk: Desk) -> None:
    reference = a_ticket(desk)
    assert not send_link(desk, reference, "stranger@example.org", "see")
    assert not send_link(desk, "WIL-222222", _her_email(desk), "see")
    assert _waiting(desk) == 0


def test_asking_again_at_once_sends_one_link(desk: Desk) -> None:
    reference = a_ticket(desk)
    for _ in range(3):
        send_link(desk, reference, _her_email(desk), "delete")
    assert _waiting(desk) == 1


def test_without_a_mail_server_nothing_is_queued(desk: Desk) -> None:
    desk.settings = Settings()
    assert not send_link(desk, a_ticket(desk), _her_email(desk), "see")
    assert _waiting(desk) == 0


def test_the_outbox_keeps_no_link(desk: Desk) -> None:
    send_link(desk, a_ticket(desk), _her_email(desk), "see")
    with desk.store.look() as work:
        assert work.all("outbox", kind="rights_see")[0]["facts"] == {"action": "see"}


def _waiting(desk: Desk) -> int:
    with desk.store.look() as work:
        return sum(row["kind"].startswith("rights_") for row in work.all("outbox"))


def test_an_organization_is_told_of_the_deletion_and_of_nothing_personal(desk: Desk) -> None:
    with a_web_receiver() as web:
        secret = listening(desk, webhook_url=web.url).secret
        reference = a_ticket(desk)
        desk.erase("c1")
        sent = deliver(desk.store, desk.clock, {"webhook": Webhook(PUBLIC, private_allowed=True)})
        assert sent == Delivered(sent=1)
        got = web.got[0]
    told = json.loads(got.body)
    assert told.keys() == {"id", "type", "at", "ticket"}
    assert (told["type"], told["ticket"]) == ("ticket.erased", {"reference": reference})
    time = got.headers["Tremplin-Timestamp"]
    assert got.headers["Tremplin-Signature"] == f"v1={signature(secret, time, got.body)}"
