"""A ticket and its notices are kept together, and every notice arrives once at a receiver that honours its key."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from receivers_kit import (
    SECRET,
    STAFF,
    Clock,
    MailReceiver,
    WebReceiver,
    a_ticket,
    listening,
)

from bot.delivery.email import Mail
from bot.delivery.outbox import LEASE, LONGEST_WAIT, MOST_ATTEMPTS, Delivered, claim, deliver, listing, send_again, wait
from bot.delivery.webhook import Webhook
from bot.intake import notices
from bot.intake.accounts import User
from bot.intake.desk import Desk
from bot.intake.inbox import NotFound
from bot.intake.retention import purge
from bot.settings import ROOT

PUBLIC = "https://chamber.example"


def a_round(desk: Desk, smtp_url: str = "") -> Delivered:
    senders: dict[str, Any] = {
        "webhook": Webhook(PUBLIC, True),
        "email": Mail(smtp_url, "tremplin@chamber.example", PUBLIC),
    }
    return deliver(desk.store, desk.clock, senders)


def kinds(desk: Desk) -> list[tuple[str, str]]:
    with desk.store.look() as work:
        return [(row["kind"], row["channel"]) for row in work.all("outbox")]


def test_nobody_is_told_where_nobody_listens(desk: Desk) -> None:
    a_ticket(desk)
    assert kinds(desk) == []


def test_a_new_ticket_and_each_change_leave_their_notices(desk: Desk) -> None:
    listening(desk, email="demandes@chambre.example", webhook_url="http://127.0.0.1:9/x")
    reference = a_ticket(desk)
    desk.take_up(STAFF, reference, 1)
    desk.withdraw("c1")
    both = ("email", "webhook")
    assert kinds(desk) == [
        *(("opened", channel) for channel in both),
        ("changed", "webhook"),
        *(("withdrawn", channel) for channel in both),
    ]


def test_a_ticket_that_is_not_kept_leaves_no_notice(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    listening(desk, webhook_url="http://127.0.0.1:9/x")
    with pytest.raises(ZeroDivisionError), monkeypatch.context() as broken:
        broken.setattr(notices, "_facts", lambda *_: 1 / 0)
        a_ticket(desk)
    assert kinds(desk) == []
    assert desk.ticket_of("c1") is None


def test_erasing_calls_off_what_waits_and_says_to_delete(desk: Desk) -> None:
    listening(desk, webhook_url="http://127.0.0.1:9/x")
    a_ticket(desk)
    desk.erase("c1")
    assert kinds(desk) == [("erased", "webhook")]


def test_a_notice_holds_nothing_personal(desk: Desk, web: WebReceiver, mail: MailReceiver) -> None:
    listening(desk, email="demandes@chambre.example", webhook_url=web.url)
    a_ticket(desk)
    assert a_round(desk, mail.url) == Delivered(sent=2)
    told = (web.got[0].body.decode() + mail.taken[0].as_string()).casefold()
    for personal in ("zénobie", "zenobie", "kouchibouguac", "555-0147", "scierie"):
        assert personal not in told


def test_a_webhook_is_signed_over_its_time_and_body(desk: Desk, web: WebReceiver) -> None:
    secret = listening(desk, webhook_url=web.url).secret
    reference = a_ticket(desk)
    a_round(desk)
    headers, body = web.got[0].headers, web.got[0].body
    signed = f"{headers['Tremplin-Timestamp']}.".encode() + body
    assert headers["Tremplin-Signature"] == "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    told = json.loads(body)
    assert (told["type"], told["ticket"]["reference"], told["id"]) == (
        "ticket.opened",
        reference,
        headers["Idempotency-Key"],
    )


@pytest.mark.parametrize(("language", "words"), [("en", "New request"), ("fr", "Nouvelle demande")])
def test_an_email_is_in_the_readers_language(desk: Desk, mail: MailReceiver, language: str, words: str) -> None:
    listening(desk, email="demandes@chambre.example", language=language)
    reference = a_ticket(desk)
    assert a_round(desk, mail.url) == Delivered(sent=1)
    message = mail.taken[0]
    assert message["Subject"] == f"{words} {reference}"
    assert message["To"] == "demandes@chambre.example"
    assert f"{PUBLIC}/console/tickets/{reference}" in message.get_content()


@pytest.mark.parametrize(
    ("answer", "problem"),
    [(500, "status 500"), (301, "status 301"), (404, "status 404"), (b"garbage\r\n\r\n", "no_connection")],
)
def test_a_receiver_in_trouble_gets_the_same_notice_later(
    desk: Desk, clock: Clock, web: WebReceiver, answer: Any, problem: str
) -> None:
    listening(desk, webhook_url=web.url)
    a_ticket(desk)
    web.answer = answer
    assert a_round(desk) == Delivered(failed=1)
    assert [notice.problem for notice in listing(desk.store, STAFF)] == [problem]
    assert a_round(desk) == Delivered()
    clock.pass_(minutes=2)
    web.answer = 204
    assert a_round(desk) == Delivered(sent=1)
    assert len(web.taken) == 1
    assert len({each.body for each in web.got}) == 1
    assert all("/elsewhere" not in str(each.headers) for each in web.got)


def test_a_mail_server_that_refuses_the_address_is_named(desk: Desk, mail: MailReceiver) -> None:
    listening(desk, email="demandes@chambre.example")
    a_ticket(desk)
    mail.refusal = "550 nobody here"
    assert a_round(desk, mail.url) == Delivered(failed=1)
    assert [notice.problem for notice in listing(desk.store, STAFF)] == ["address_refused"]


def test_an_email_without_a_mail_server_waits_in_sight(desk: Desk) -> None:
    listening(desk, email="demandes@chambre.example")
    a_ticket(desk)
    assert a_round(desk) == Delivered(failed=1)
    assert [notice.problem for notice in listing(desk.store, STAFF)] == ["smtp_off"]


def test_after_many_failures_a_person_decides(desk: Desk, clock: Clock, web: WebReceiver) -> None:
    listening(desk, webhook_url=web.url)
    a_ticket(desk)
    web.answer = 500
    for _ in range(MOST_ATTEMPTS):
        a_round(desk)
        clock.pass_(hours=7)
    assert len(web.got) == MOST_ATTEMPTS
    dead = listing(desk.store, STAFF)[0]
    assert dead.state == "dead"
    web.answer = 204
    assert a_round(desk) == Delivered()
    send_again(desk.store, STAFF, dead.id, clock())
    assert a_round(desk) == Delivered(sent=1)
    assert len(web.taken) == 1


def test_another_organization_neither_sees_nor_sends_a_notice(desk: Desk, clock: Clock) -> None:
    stranger = User("stella", "coordinator", "elsewhere")
    listening(desk, webhook_url="http://127.0.0.1:9/x")
    a_ticket(desk)
    for _ in range(MOST_ATTEMPTS):
        a_round(desk)
        clock.pass_(hours=7)
    assert listing(desk.store, stranger) == []
    with pytest.raises(NotFound):
        send_again(desk.store, stranger, listing(desk.store, STAFF)[0].id, clock())


def test_two_senders_never_hold_the_same_notice(desk: Desk, clock: Clock) -> None:
    listening(desk, webhook_url="http://127.0.0.1:9/x")
    a_ticket(desk)
    assert claim(desk.store, clock()) is not None
    assert claim(desk.store, clock()) is None
    clock.pass_(seconds=LEASE.total_seconds())
    assert claim(desk.store, clock()) is not None


def test_the_wait_doubles_within_its_limits() -> None:
    assert wait(1, lambda: 0.5) == timedelta(seconds=30)
    assert wait(4, lambda: 0.5) == timedelta(minutes=4)
    assert wait(1, lambda: 0.0) < wait(1, lambda: 0.99)
    assert wait(500, lambda: 0.99) == LONGEST_WAIT


def test_sent_notices_are_purged_in_time(desk: Desk, clock: Clock, web: WebReceiver) -> None:
    listening(desk, webhook_url=web.url)
    a_ticket(desk)
    a_round(desk)
    clock.pass_(days=29)
    assert purge(desk.store, desk.today, desk.settings).notices == 0
    clock.pass_(days=3)
    assert purge(desk.store, desk.today, desk.settings).notices == 1


SENDER = """
import sys
from datetime import datetime
from bot.delivery.outbox import deliver
from bot.delivery.webhook import Webhook
from bot.intake.store import Store
now = datetime.fromisoformat(sys.argv[2])
deliver(Store(sys.argv[1], (sys.argv[3],)), lambda: now, {"webhook": Webhook("https://chamber.example", True)})
"""


def test_a_sender_killed_between_the_sending_and_its_note_loses_and_doubles_nothing(
    desk: Desk, clock: Clock, web: WebReceiver
) -> None:
    listening(desk, webhook_url=web.url)
    references = {a_ticket(desk, f"c{number}") for number in range(3)}
    web.answer = "hang"
    process = a_sender(desk, clock)
    assert web.arrived.wait(20)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL
    web.answer = 204
    web.free.set()
    assert a_round(desk) == Delivered(sent=2)
    clock.pass_(minutes=3)
    assert a_round(desk) == Delivered(sent=1)
    assert len(web.got) == 4
    assert len(web.taken) == 3
    assert {json.loads(each.body)["ticket"]["reference"] for each in web.got} == references
    assert len({each.body for each in web.got}) == 3


def a_sender(desk: Desk, clock: Clock) -> subprocess.Popen[bytes]:
    """Another process that sends what is due."""
    url = desk.store.engine.url.render_as_string()
    command = [sys.executable, "-c", SENDER, url, clock().isoformat(), SECRET]
    return subprocess.Popen(command, cwd=ROOT)
