"""Rasa's channel: the one that `credentials.yml` names, with the request's id around each message."""

from __future__ import annotations

import gc
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from rasa.core.run import create_http_input_channels
from rasa.utils.endpoints import EndpointConfig

from bot.channel import Rest
from bot.observability.request import REQUEST
from bot.quick_rasa import KeptOpen
from bot.settings import ROOT

ID = "0123456789abcdef"


class Routes:
    """What Sanic's blueprint keeps, without a server."""

    def __init__(self, handle: Any) -> None:
        self.handle = handle
        self.listeners: dict[str, Any] = {}

    def listener(self, told: Any, event: str) -> None:
        self.listeners[event] = told


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RestInput, "blueprint", lambda self, on_new_message: Routes(on_new_message))


def test_the_credentials_name_it_and_it_answers_where_the_door_asks() -> None:
    channels = create_http_input_channels(None, str(ROOT / "credentials.yml"))
    assert [(type(channel), channel.url_prefix()) for channel in channels] == [(Rest, "rest")]


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(("metadata", "seen"), [({"request_id": ID}, ID), ({}, ""), (None, "")])
async def test_a_message_is_handled_under_its_request(metadata: dict[str, Any] | None, seen: str) -> None:
    found: list[str] = []

    async def handle(message: UserMessage) -> None:
        found.append(REQUEST.get())

    followed: Any = Rest().blueprint(handle)
    await followed.handle(UserMessage("hello", metadata=metadata))
    assert (found, REQUEST.get()) == ([seen], "")


@pytest.mark.usefixtures("bare")
async def test_a_started_server_has_the_quicker_parts_and_closes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    frozen: list[bool] = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(True))  # the test run's own objects stay collectable
    agent = Agent(action_endpoint=EndpointConfig("http://127.0.0.1:1/webhook"))
    routes: Any = Rest().blueprint(lambda message: None)  # type: ignore[arg-type,return-value]
    app = SimpleNamespace(ctx=SimpleNamespace(agent=agent))
    await routes.listeners["after_server_start"](app, None)
    assert isinstance(agent.action_endpoint, KeptOpen)
    assert frozen
    async with agent.action_endpoint.session() as session:
        await routes.listeners["before_server_stop"](app, None)
        assert session.closed
