"""Serve the application with uvicorn."""

from __future__ import annotations

import resource
from typing import Any, Final

import uvicorn

from bot.observability.logs import set_up_logs
from bot.observability.tracing import set_up_traces
from bot.settings import Settings
from bot.web.app import create_app
from bot.web.punctual import PunctualProtocol
from bot.web.standing import Standing

MOST_CONNECTIONS: Final = 1000
OPEN_FILES: Final = 4096  # a burst of connections is taken in before any is ended, and 1024 is a usual limit


def serve_web(settings: Settings, services: Any) -> None:
    """Answer visitors until stopped. Addresses and queries are not logged; proxies are trusted by our own setting."""
    _allow_open_files()
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


def _allow_open_files() -> None:
    """Use as many as the machine lets us, up to what is needed."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(OPEN_FILES, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
