"""Where a webhook may go, and what its secret is worth."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from intake_builders import Clock, a_desk

from bot.delivery import webhook
from bot.delivery.commands import change_receiver, show_receiver
from bot.delivery.outbox import NotDelivered, Notice
from bot.delivery.receivers import Receiver, receiver_of, set_receiver
from bot.delivery.webhook import BadAddress, PrivateAddress, Webhook, check_url
from bot.intake.contact import InvalidContact
from bot.intake.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = a_desk(tmp_path)
    yield desk
    desk.store.close()


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://chamber.example/x", "not_https"),
        ("ftp://chamber.example/x", "not_https"),
        ("https://", "no_host"),
        ("https://name:word@chamber.example/", "has_password"),
        ("https://127.0.0.1/x", "private_address"),
        ("https://localhost/x", "private_address"),
        ("https://10.1.2.3/x", "private_address"),
        ("https://192.168.1.1/x", "private_address"),
        ("https://169.254.169.254/latest/meta-data", "private_address"),
        ("https://[::1]/x", "private_address"),
        ("https://[::ffff:10.0.0.1]/x", "private_address"),
        ("https://0.0.0.0/x", "private_address"),
        ("https://chamber.example/" + "x" * 500, "too_long"),
    ],
)
def test_an_unsafe_address_is_refused(url: str, problem: str) -> None:
    with pytest.raises(BadAddress, match=problem):
        check_url(url)


def test_a_public_https_address_is_taken() -> None:
    assert check_url("https://chamber.example/notices") == "https://chamber.example/notices"


def test_plain_http_is_for_this_machine_and_only_where_it_is_allowed() -> None:
    assert check_url("http://127.0.0.1:8099/x", private_allowed=True)
    with pytest.raises(BadAddress, match="not_https"):
        check_url("http://10.0.0.1/x", private_allowed=True)


def test_a_name_that_leads_to_this_machine_is_refused_before_a_byte_is_sent() -> None:
    closed: list[bool] = []
    connection = SimpleNamespace(getpeername=lambda: ("127.0.0.1", 443), close=lambda: closed.append(True))
    with pytest.raises(PrivateAddress):
        webhook._refuse_private(connection)
    assert closed == [True]


def test_such_a_name_is_found_out_when_connecting(monkeypatch: pytest.MonkeyPatch) -> None:
    from urllib3.connection import HTTPSConnection

    peer = SimpleNamespace(getpeername=lambda: ("10.0.0.7", 443), close=lambda: None)
    monkeypatch.setattr(HTTPSConnection, "_new_conn", lambda _: peer)
    send = Webhook("https://chamber.example")
    with pytest.raises(NotDelivered, match="private_address"):
        send(a_notice(), {"webhook_url": "https://rebound.example/x", "webhook_secret": "s"})


def test_a_new_address_gets_a_new_secret_and_the_same_one_keeps_it(desk: Desk) -> None:
    first = set_receiver(desk.store, Receiver("host_chamber", webhook_url="https://a.example/x"), desk.clock())
    again = set_receiver(desk.store, Receiver("host_chamber", webhook_url="https://a.example/x"), desk.clock())
    moved = set_receiver(desk.store, Receiver("host_chamber", webhook_url="https://b.example/x"), desk.clock())
    assert first.secret and moved.secret and first.secret != moved.secret
    assert again.secret == ""
    with desk.store.look() as work:
        row = work.one("organizations", id="host_chamber")
        assert row is not None and work.seal.open(row["webhook_secret"]) == moved.secret
        assert moved.secret not in str(row)


def test_an_organization_may_stop_listening(desk: Desk) -> None:
    asked = Receiver("host_chamber", "a@chamber.example", "fr", "https://a.example/x")
    set_receiver(desk.store, asked, desk.clock())
    assert receiver_of(desk.store, "host_chamber") == asked
    set_receiver(desk.store, Receiver("host_chamber"), desk.clock())
    assert receiver_of(desk.store, "host_chamber") == Receiver("host_chamber")


def test_an_address_that_is_none_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidContact):
        set_receiver(desk.store, Receiver("host_chamber", email="nowhere"), desk.clock())


def a_notice() -> Notice:
    now = Clock()()
    values: dict[str, Any] = {"organization": "host_chamber", "channel": "webhook", "kind": "opened", "facts": {}}
    state: dict[str, Any] = {"state": "pending", "attempts": 1, "problem": None, "sent_at": None}
    return Notice(1, "k", reference="WIL-7F3KQC", created_at=now, due_at=now, **values, **state)


def test_the_command_line_changes_only_what_it_is_told(desk: Desk) -> None:
    first = change_receiver(desk, "host_chamber", email="a@chamber.example", webhook_url="https://a.example/x")
    assert first["secret"]
    assert change_receiver(desk, "host_chamber", language="fr") == {
        "organization": "host_chamber",
        "email": "a@chamber.example",
        "language": "fr",
        "webhook_url": "https://a.example/x",
    }
    assert change_receiver(desk, "host_chamber", email="")["email"] == ""
    assert show_receiver(desk, "host_chamber")["language"] == "fr"
    with pytest.raises(ValueError, match="neither"):
        change_receiver(desk, "host_chamber", language="de")
