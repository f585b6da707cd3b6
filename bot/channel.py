"""Rasa's REST channel, with the request's id in the log and, where they are collected, a span in the traces."""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, Sanic

from bot.action_replies import prepare_once
from bot.observability.request import during, request_of
from bot.observability.tracing import set_up_traces, span
from bot.quick_rasa import KeptOpen, copy_slots_straight, quicken, remember_event_types
from bot.settings import load_settings


class Rest(RestInput):  # type: ignore[misc]
    """The channel `rest`, named in `credentials.yml` by its path."""

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Rasa's routes, around a followed message."""
        set_up_traces("rasa", load_settings())
        prepare_once()
        remember_event_types()
        copy_slots_straight()

        async def followed(message: UserMessage) -> None:
            with during(request_of(message.metadata)), span("rasa", message.metadata):
                await on_new_message(message)

        routes: Blueprint = super().blueprint(followed)
        routes.listener(_started, "after_server_start")
        routes.listener(_stopping, "before_server_stop")
        return routes


async def _started(app: Sanic, _loop: Any) -> None:
    quicken(app.ctx.agent)
    gc.collect()
    gc.freeze()  # what is loaded now stays: walking it again took 180 ms, in the middle of somebody's turn


async def _stopping(app: Sanic, _loop: Any) -> None:
    if isinstance(endpoint := app.ctx.agent.action_endpoint, KeptOpen):
        await endpoint.close()
