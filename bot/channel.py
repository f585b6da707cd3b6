"""Rasa's REST channel, with the request's id in the log and, where they are collected, a span in the traces."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint

from bot.action_replies import prepare_once
from bot.observability.request import during, request_of
from bot.observability.tracing import set_up_traces, span
from bot.settings import load_settings


class Rest(RestInput):  # type: ignore[misc]
    """The channel `rest`, named in `credentials.yml` by its path."""

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Rasa's routes, around a followed message."""
        set_up_traces("rasa", load_settings())
        prepare_once()

        async def followed(message: UserMessage) -> None:
            with during(request_of(message.metadata)), span("rasa", message.metadata):
                await on_new_message(message)

        routes: Blueprint = super().blueprint(followed)
        return routes
