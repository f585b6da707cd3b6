"""Serve the application with uvicorn."""

from __future__ import annotations

import logging
from typing import Any, Final

import uvicorn

from bot.settings import Settings
from bot.web.app import create_app
from bot.web.punctual import PunctualProtocol

MOST_CONNECTIONS: Final = 1000


def serve_web(settings: Settings, services: Any) -> None:
    """Answer visitors until stopped. Addresses and queries are not logged; proxies are trusted by our own setting."""
    logging.getLogger("httpx").setLevel(logging.WARNING)  # its INFO lines hold Rasa's token
    uvicorn.run(
        create_app(settings, services),
        host=settings.web_host,
        port=settings.web_port,
        http=PunctualProtocol,
        ws="none",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=5,
    )
