"""Rasa's channel: the one that `credentials.yml` names, with the request's id around each message."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from rasa.core.run import create_http_input_channels

from bot.channel import Rest
from bot.observability.request import REQUEST
from bot.settings import ROOT

ID = "0123456789abcdef"


def test_the_credentials_name_it_and_it_answers_where_the_door_asks() -> None:
    channels = create_http_input_channels(None, str(ROOT / "credentials.yml"))
    assert [(type(channel), channel.url_prefix()) for channel in channels] == [(Rest, "rest")]


@pytest.mark.parametrize(("metadata", "seen"), [({"request_id": ID}, ID), ({}, ""), (None, "")])
async def test_a_message_is_handled_under_its_request(
    monkeypatch: pytest.MonkeyPatch, metadata: dict[str, Any] | None, seen: str
) -> None:
    monkeypatch.setattr(RestInput, "blueprint", lambda self, on_new_message: on_new_message)
    found: list[str] = []

    async def handle(message: UserMessage) -> None:
        found.append(REQUEST.get())

    followed: Any = Rest().blueprint(handle)
    await followed(UserMessage("hello", metadata=metadata))
    assert (found, REQUEST.get()) == ([seen], "")
