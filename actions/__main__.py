"""Run the action server: `python -m actions`."""

from __future__ import annotations

from typing import Final

from rasa_sdk.endpoint import create_app
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from bot.observability.logs import set_up_logs
from bot.observability.moves import TEXT, moves
from bot.observability.tracing import set_up_traces
from bot.settings import load_settings

KEPT_SECONDS: Final = 75  # a silent connection; Rasa (bot/quick_rasa.py) drops it before, so no call meets a closed one


def main() -> None:
    """Answer Rasa until stopped; visitors never reach this port, where Prometheus finds `/metrics` too."""
    settings = load_settings()
    set_up_logs("actions", settings)
    set_up_traces("actions", settings)
    app = create_app("actions")
    app.config.KEEP_ALIVE_TIMEOUT = KEPT_SECONDS
    app.add_route(show_metrics, "/metrics")
    app.run(host=settings.actions_host, port=settings.actions_port, access_log=False)


async def show_metrics(request: Request) -> HTTPResponse:
    """Every figure, as Prometheus reads it."""
    return raw(moves().text(), content_type=TEXT)


if __name__ == "__main__":
    main()
