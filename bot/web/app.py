"""The public web application, built from its settings and services."""

from __future__ import annotations

import importlib
import importlib.util
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.intake.store import Unavailable
from bot.settings import Settings
from bot.web.api import api_routes
from bot.web.chat import Reception, chat
from bot.web.door import Door, Headed, Origins
from bot.web.followed import Followed
from bot.web.gateway import Gateway
from bot.web.health import show_live, show_ready
from bot.web.limits import limiter
from bot.web.metrics import Metrics, show_metrics
from bot.web.plain_chat import plain_chat_routes
from bot.web.plan import plan_routes
from bot.web.problem import Problem
from bot.web.rasa import Rasa
from bot.web.refusals import on_bug, on_gone, on_http_error, on_problem
from bot.web.rights import rights_routes
from bot.web.site import site_routes, widget_script
from bot.web.tokens import Tokens
from bot.web.unavailable import on_unavailable

HERE: Final = Path(__file__).parent
ELSEWHERE: Final = (
    ("bot.web.api_tickets", "api_ticket_routes"),
    ("bot.web.console", "console_routes"),
    ("bot.web.console_afterwards", "afterwards_routes"),
)


def create_app(
    settings: Settings,
    services: Any,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Starlette:
    """The application.

    `services` offers `desk`, `knowledge`, `secret`, `accounts`, `advise(profile)` and `forget(conversation_id)`;
    `transport` stands in for the network to Rasa and the actions; `clock` counts seconds for the limits.
    """
    client = httpx.AsyncClient(transport=transport, timeout=settings.chat_deadline_seconds, trust_env=False)
    metrics = Metrics()
    rasa = Rasa(settings, client)
    tokens = Tokens(services.secret, settings.conversation_days)
    gateway = Gateway(settings, services, rasa, tokens, metrics, clock)
    app = Starlette(
        routes=_routes(),
        middleware=_middleware(settings, metrics, services.secret, clock),
        exception_handlers={
            Problem: on_problem,
            HTTPException: on_http_error,
            Unavailable: on_unavailable,
            ClientDisconnect: on_gone,
            Exception: on_bug,
        },
        lifespan=partial(_closing, client),
    )
    conversations = limiter("chat", settings.rate_per_conversation_per_minute, settings, services.secret, clock)
    app.router.redirect_slashes = False  # its redirects would go to whatever site the Host header names
    app.state.settings, app.state.services, app.state.metrics = settings, services, metrics
    app.state.desk, app.state.accounts, app.state.knowledge = services.desk, services.accounts, services.knowledge
    app.state.client, app.state.rasa, app.state.tokens = client, rasa, tokens
    app.state.reception = Reception(settings, gateway, tokens, conversations, clock)
    app.state.widget = widget_script(services.knowledge)
    return app


def _routes() -> list[BaseRoute]:
    return [
        Route("/api/chat", chat, methods=["POST"]),
        *api_routes(),
        Route("/health/live", show_live),
        Route("/health/ready", show_ready),
        Route("/metrics", show_metrics),
        *site_routes(),
        *plain_chat_routes(),
        *plan_routes(),
        *rights_routes(),
        *(route for module, function in ELSEWHERE for route in _routes_of(module, function)),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]


def _routes_of(module: str, function: str) -> list[BaseRoute]:
    """The routes of a part that may not be installed."""
    if importlib.util.find_spec(module) is None:
        return []
    routes: list[BaseRoute] = list(getattr(importlib.import_module(module), function)())
    return routes


def _middleware(settings: Settings, metrics: Metrics, secret: str, clock: Callable[[], float]) -> list[Middleware]:
    """Outermost first: who is asking, headers, which sites may, then how often and how much."""
    proxies = [each.strip() for each in settings.trusted_proxies.split(",") if each.strip()]
    addresses = limiter("address", settings.rate_per_minute, settings, secret, clock)
    trusted = [Middleware(ProxyHeadersMiddleware, trusted_hosts=proxies)] if proxies else []
    return [
        *trusted,
        Middleware(Followed),
        Middleware(Headed),
        Middleware(Origins, settings=settings, metrics=metrics),
        Middleware(Door, settings=settings, metrics=metrics, addresses=addresses),
    ]


@asynccontextmanager
async def _closing(client: httpx.AsyncClient, app: Starlette) -> AsyncIterator[None]:
    async with client:
        yield
