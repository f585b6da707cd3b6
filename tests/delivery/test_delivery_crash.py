"""Killed at any point, the intake and the sender lose nothing and send nothing twice to who honours the key."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from receivers_kit import (
    ANSWERS,
    SECRET,
    STAFF,
    Clock,
    MailReceiver,
    WebReceiver,
    a_desk,
    a_ticket,
    listening,
)

from bot.delivery import webhook
from bot.delivery.email import Mail
from bot.delivery.outbox import Delivered, deliver, listing
from bot.delivery.webhook import Webhook
from bot.intake.afterwards import invitation
from bot.intake.desk import Desk
from bot.settings import ROOT

PUBLIC = "https://chamber.example"
START = """
import json, os, signal, sys
from datetime import datetime
from bot.delivery import outbox
from bot.delivery.webhook import Webhook
from bot.intake import records
from bot.intake.desk import Desk, Request
from bot.intake.store import Store
from bot.settings import Settings
url, now, secret, at, answers = sys.argv[1:]
now, answers = datetime.fromisoformat(now), json.loads(answers)
store = Store(url, (secret,))

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

"""
OPENING = """
desk = Desk(store, lambda: now, Settings())
desk.record_consent("c1", "request", "v", "fr", True)
for field, value in answers.items():
    desk.keep("c1", field, value)
if at == "before commit":
    records.announce = die
desk.open("c1", Request("fr", {}, {}))
die()
"""
SENDING = """
if at == "claimed":
    outbox._try = die
if at == "sent":
    outbox._settle = die
outbox.deliver(store, lambda: now, {"webhook": Webhook("https://chamber.example", True)})
"""


def killed(desk: Desk, clock: Clock, code: str, at: str) -> None:
    """Run `code` in a process of its own that kills itself, unasked and uncaught, at a point."""
    url = desk.store.engine.url.render_as_string()
    command = [sys.executable, "-c", START + code, url, clock().isoformat(), SECRET, at, json.dumps(ANSWERS)]
    assert subprocess.run(command, cwd=ROOT, timeout=60, check=False).returncode == -signal.SIGKILL


def a_round(desk: Desk) -> Delivered:
    return deliver(desk.store, desk.clock, {"webhook": Webhook(PUBLIC, True)})


def test_killed_before_the_commit_there_is_neither_ticket_nor_notice(
    desk: Desk, clock: Clock, web: WebReceiver
) -> None:
    listening(desk, webhook_url=web.url)
    killed(desk, clock, OPENING, "before commit")
    assert desk.ticket_of("c1") is None
    assert a_round(desk) == Delivered()
    a_ticket(desk)
    assert a_round(desk) == Delivered(sent=1)


def test_killed_right_after_the_commit_both_are_there(desk: Desk, clock: Clock, web: WebReceiver) -> None:
    listening(desk, webhook_url=web.url)
    killed(desk, clock, OPENING, "after commit")
    ticket = desk.ticket_of("c1")
    assert ticket is not None
    assert a_round(desk) == Delivered(sent=1)
    assert ticket.reference in web.got[0].body.decode()


@pytest.mark.parametrize(("at", "received"), [("claimed", 1), ("sent", 2)])
def test_a_sender_killed_half_way_is_taken_over_under_the_same_key(
    desk: Desk, clock: Clock, web: WebReceiver, at: str, received: int
) -> None:
    listening(desk, webhook_url=web.url)
    a_ticket(desk)
    killed(desk, clock, SENDING, at)
    assert a_round(desk) == Delivered()
    clock.pass_(minutes=3)
    assert a_round(desk) == Delivered(sent=1)
    assert (len(web.got), len(web.taken)) == (received, 1)
    assert len({each.body for each in web.got}) == 1


def test_two_senders_at_once_send_each_notice_once(desk: Desk, clock: Clock, web: WebReceiver) -> None:
    listening(desk, webhook_url=web.url)
    for number in range(12):
        a_ticket(desk, f"c{number}")
    url = desk.store.engine.url.render_as_string()
    command = [sys.executable, "-c", START + SENDING, url, clock().isoformat(), SECRET, "never", "{}"]
    senders = [subprocess.Popen(command, cwd=ROOT, env={**os.environ}) for _ in range(2)]
    assert [sender.wait(60) for sender in senders] == [0, 0]
    assert (len(web.got), len(web.taken)) == (12, 12)
    assert a_round(desk) == Delivered()


def test_a_receiver_that_does_not_answer_is_left_in_time(
    desk: Desk, clock: Clock, web: WebReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    listening(desk, webhook_url=web.url)
    a_ticket(desk)
    web.answer = "hang"
    with monkeypatch.context() as hurried:
        hurried.setattr(webhook, "SECONDS", (5.0, 0.2))
        began = time.monotonic()
        assert a_round(desk) == Delivered(failed=1)
        assert time.monotonic() - began < 10  # the receiver hangs for 20
    assert [notice.problem for notice in listing(desk.store, STAFF)] == ["timeout"]
    web.answer = 204
    clock.pass_(minutes=2)
    assert a_round(desk) == Delivered(sent=1)
    assert len(web.taken) == 1


@pytest.mark.parametrize(
    "answer",
    [b"", b"\x00" * 5000, b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200\xff OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n"],
)
def test_garbage_is_no_delivery_and_no_crash(desk: Desk, web: WebReceiver, answer: bytes) -> None:
    listening(desk, webhook_url=web.url)
    a_ticket(desk)
    web.answer = answer
    assert a_round(desk) == Delivered(failed=1)
    assert [notice.problem for notice in listing(desk.store, STAFF)] == ["no_connection"]


@pytest.mark.parametrize(
    ("language", "subject", "greetings"),
    [("fr", "Quatre courtes questions", ["Bonjour", "Hello"]), ("en", "Four short", ["Hello", "Bonjour"])],
)
def test_an_owner_is_asked_in_both_languages_hers_first(
    tmp_path: Path, clock: Clock, mail: MailReceiver, language: str, subject: str, greetings: list[str]
) -> None:
    desk = a_desk(tmp_path, clock, smtp_url=mail.url)
    reference = a_ticket(desk)
    with desk.store.change() as work:
        work.set("tickets", {"reference": reference}, language=language)
    desk.take_up(STAFF, reference, 1)
    desk.close(STAFF, reference, 2, "helped")
    senders = {"owner": Mail(mail.url, "tremplin@chamber.example", PUBLIC, "privacy@chamber.example")}
    assert deliver(desk.store, clock, senders) == Delivered(sent=2)  # that her request came, then the questions
    assert listing(desk.store, STAFF) == []  # the second waits for its day
    clock.pass_(days=30)
    assert deliver(desk.store, clock, senders) == Delivered(sent=1)
    assert deliver(desk.store, clock, senders) == Delivered()
    _, *asked = mail.taken
    text = asked[0].get_content()
    assert asked[0]["To"] == ANSWERS["email"] and asked[0]["Subject"].startswith(subject)
    assert re.findall("Bonjour|Hello", text) == greetings and "privacy@chamber.example" in text
    links = [re.findall(rf"{PUBLIC}/followup/(\S+)", message.get_content()) for message in asked]
    assert all(len(each) == 2 and each[0] == each[1] for each in links)
    rounds = [found.round for each in links if (found := invitation(desk.store, each[0]))]
    assert rounds == ["closing", "later"]
