"""HTTP connections that must send their headers in time: thousands of slow ones would otherwise hold every place."""

from __future__ import annotations

import asyncio
from typing import ClassVar, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

TOO_SLOW: Final = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class PunctualProtocol(HttpToolsProtocol):
    """Closes a connection whose request line and headers are not complete `header_seconds` after they began.

    Bodies have their own deadline (`bot.web.door`), idle connections uvicorn's `timeout_keep_alive`.
    """

    header_seconds: ClassVar[float] = 10.0
    _limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection counts from its first moment, before it has sent anything."""
        super().connection_made(transport)
        self._start()

    def on_message_begin(self) -> None:
        """A further request on the same connection counts from its first byte."""
        super().on_message_begin()
        self._start()

    def on_headers_complete(self) -> None:
        """In time."""
        self._stop()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Gone by itself."""
        self._stop()
        super().connection_lost(exc)

    def _start(self) -> None:
        if self._limit is None:
            self._limit = self.loop.call_later(self.header_seconds, self._too_slow)

    def _stop(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None

    def _too_slow(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(TOO_SLOW)
            self.transport.close()
