"""Serve the application with uvicorn."""

from __future__ import annotations

from typing import Any, Final

import uvicorn

from bot.observability.logs import set_up_logs
from bot.observability.tracing import set_up_traces
from bot.settings import Settings
from bot.web.app import create_app
from bot.web.punctual import PunctualProtocol
from bot.web.standing import Standing

MOST_CONNECTIONS: Final = 1000


def serve_web(settings: Settings, services: Any) -> None:
    """Answer visitors until stopped. Addresses and queries are not logged; proxies are trusted by our own setting."""
    set_up_logs("web", settings)
    set_up_traces("web", settings)
    app = create_app(settings, services)
    app.state.metrics.registry.register(Standing(services))
    uvicorn.run(
        app,
        host=settings.web_host,
        port=settings.web_port,
        http=PunctualProtocol,
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=5,
    )
