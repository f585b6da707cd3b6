"""Every request has an id: of the proxy in front, or ours; it goes along to Rasa and the actions, and back."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.observability.request import HEADER, during, named


class Followed:
    """Middleware: log lines of a request carry its id, and its answer too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve under the request's id."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        request = named(Headers(scope=scope).get(HEADER))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = request
            await send(message)

        with during(request):
            await self._app(scope, receive, sending)
