"""The only way in: who may ask, how often, how much; and the headers of every answer."""

from __future__ import annotations

import asyncio
import ipaddress
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.settings import Settings
from bot.web.headers import security_headers
from bot.web.limits import Take
from bot.web.metrics import Metrics
from bot.web.problem import Problem
from bot.web.refusals import answer_to

UNSAFE: Final = ("POST", "PUT", "PATCH", "DELETE")
SHARED_PATHS: Final = ("/api/chat", "/api/recommendations", "/api/formats", "/api/programs", "/api/openapi.json")
WITHOUT_EFFECT: Final = ("/plan",)  # any page may post here: it changes nothing, and some hosts hide their origin
LIMITED_POSTS: Final = ("/chat", "/plan", "/rights")
BODY_SECONDS: Final = 10.0


def too_many(seconds: int) -> Problem:
    """The problem of asking too often."""
    return Problem(429, "too_many_requests", headers={"Retry-After": str(seconds)}, values={"seconds": seconds})


def allowed_origins(settings: Settings) -> tuple[str, ...]:
    """The sites that may embed the assistant, as browsers write their origins; first our own."""
    named = (settings.public_url, *settings.allowed_origins.split(","))
    return tuple(dict.fromkeys(_origin(each) for each in named if each.strip()))


def address_of(scope: Scope) -> str:
    """Whom a request counts for: an IPv4 address, or the /64 network of an IPv6 one."""
    host = scope["client"][0] if scope.get("client") else "unknown"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return str(host)
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))


class Headed:
    """Middleware: security headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, with the headers."""
        if scope["type"] == "http":
            send = _with_headers(send, security_headers(scope["scheme"], scope["path"]))
        await self._app(scope, receive, send)


class Origins:
    """Middleware: other sites may only call what a widget needs, and only if they are allowed to embed it.

    Checked here and not left to browsers: they would let a simple cross-site post run and only hide its answer.
    """

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app, self._metrics, self._allowed = app, metrics, allowed_origins(settings)
        self._shared = CORSMiddleware(
            app,
            allow_origins=self._allowed,
            allow_methods=("GET", "POST"),
            allow_headers=("content-type",),
            expose_headers=("retry-after",),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse; cross-origin headers only where they belong."""
        if scope["type"] == "http" and self._is_foreign(scope, Headers(scope=scope)):
            return await _refuse(Problem(403, "foreign_origin"), self._metrics)(scope, receive, send)
        app = self._shared if scope.get("path") in SHARED_PATHS else self._app
        await app(scope, receive, send)

    def _is_foreign(self, scope: Scope, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is None or scope["method"] not in (*UNSAFE, "OPTIONS") or scope["path"] in WITHOUT_EFFECT:
            return False
        own = origin == self._allowed[0] or (origin != "null" and origin.partition("://")[2] == headers.get("host"))
        if own:
            return False
        return scope["path"] not in SHARED_PATHS or origin not in self._allowed


class Door:
    """Middleware: rate and body limits."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics, addresses: Take) -> None:
        """`addresses` says how long an address has to wait."""
        self._app, self._settings, self._metrics, self._addresses = app, settings, metrics, addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer why not."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        try:
            await self._check_rate(scope)
            self._check_length(Headers(scope=scope))
        except Problem as problem:
            return await _refuse(problem, self._metrics)(scope, receive, send)
        await self._app(scope, self._capped(receive), send)

    async def _check_rate(self, scope: Scope) -> None:
        limited_post = scope["method"] == "POST" and scope["path"].startswith(LIMITED_POSTS)
        if not scope["path"].startswith("/api/") and not limited_post:
            return
        seconds = await self._addresses(address_of(scope))
        if seconds:
            raise too_many(seconds)

    def _check_length(self, headers: Headers) -> None:
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._settings.body_max_bytes:
            raise Problem(413, "body_too_large")

    def _capped(self, receive: Receive) -> Receive:
        """The same body, refused while it streams once it is too large or too slow (chunked bodies tell no length)."""
        total, complete = 0, False
        deadline = asyncio.get_running_loop().time() + BODY_SECONDS

        async def capped() -> Message:
            nonlocal total, complete
            if complete:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), deadline - asyncio.get_running_loop().time())
            except asyncio.TimeoutError:
                raise Problem(408, "body_too_slow", headers={"Connection": "close"}) from None
            total += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if total > self._settings.body_max_bytes:
                raise Problem(413, "body_too_large", headers={"Connection": "close"})
            return message

        return capped


def _refuse(problem: Problem, metrics: Metrics) -> ASGIApp:
    async def refusing(scope: Scope, receive: Receive, send: Send) -> None:
        metrics.problems.labels(str(problem.status)).inc()
        await answer_to(problem, Request(scope))(scope, receive, send)

    return refusing


def _origin(url: str) -> str:
    parts = urlsplit(url.strip())
    return f"{parts.scheme}://{parts.netloc}".lower()


def _with_headers(send: Send, extra: dict[str, str]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in extra.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
