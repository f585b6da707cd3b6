"""HTTP connections that must keep to time and measure: thousands of slow ones would otherwise hold every place."""

from __future__ import annotations

import asyncio
from heapq import nsmallest
from typing import ClassVar, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

TOO_SLOW: Final = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
TOO_LONG: Final = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
LONGEST_HEAD: Final = 32_768
MOST_QUEUED: Final = 16
PUT_OUT_AT_ONCE: Final = 20


class BadHead(Exception):
    """A request line and headers that the parser takes and we do not: the answer is 400, the connection ends."""


class PunctualProtocol(HttpToolsProtocol):
    """Ends a connection whose other side is late: with its headers, or with taking what it asked for.

    `header_seconds` count from the first moment, and again from the end of each answer; `exchange_seconds` from the
    end of the headers to the end of the answer, whether it is the body that does not come (`bot.web.door` has less
    patience) or the answer that is not read. When every place is taken, those who have waited for the other side the
    longest make room; who is being served stays.
    """

    header_seconds: ClassVar[float] = 10.0
    exchange_seconds: ClassVar[float] = 60.0
    _limit: asyncio.TimerHandle | None = None
    _since: float = 0.0
    _formless: int = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection counts from its first moment, before it has sent anything."""
        super().connection_made(transport)
        self._allow(self.header_seconds)
        if self.limit_concurrency is not None and len(self.connections) >= self.limit_concurrency:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        """Bytes that are neither whole headers nor a body are counted: the parser itself would keep any number."""
        self._formless += len(data)
        super().data_received(data)
        if self._formless > LONGEST_HEAD and not self.transport.is_closing():
            self._end(TOO_LONG)

    def on_headers_complete(self) -> None:
        """In time; raises `BadHead` for what only an attack would send."""
        self._formless = 0
        self._check_head()
        self._allow(self.exchange_seconds)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A body is measured by the door."""
        self._formless = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """What follows is another request."""
        self._formless = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Answered: the next request is awaited, unless it is already here."""
        super().on_response_complete()
        self._allow(self.exchange_seconds if self._is_answering() else self.header_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Gone by itself."""
        if self._limit is not None:
            self._limit.cancel()
        super().connection_lost(exc)

    def _check_head(self) -> None:
        hosts = sum(name == b"host" for name, _ in self.headers)
        version = self.parser.get_http_version()
        if version not in ("1.0", "1.1") or hosts > 1 or (version == "1.1" and hosts == 0):
            raise BadHead("not an HTTP/1 request to one host")
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > LONGEST_HEAD:
            raise BadHead("too long")
        if len(self.pipeline) >= MOST_QUEUED:
            raise BadHead("too many requests before the first answer")

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _awaits_the_other_side(self) -> bool:
        return not self._is_answering() or self.cycle.more_body or self.flow.write_paused

    def _make_room(self) -> None:
        """End those that have been waited for longest; several, so that a flood does not cost a search each time."""
        others = [each for each in self.connections if isinstance(each, PunctualProtocol) and each is not self]
        awaited = [each for each in others if each._awaits_the_other_side()]
        for each in nsmallest(PUT_OUT_AT_ONCE, awaited, key=lambda other: other._since):
            self.connections.discard(each)
            each.transport.abort()

    def _allow(self, seconds: float) -> None:
        if self._limit is not None:
            self._limit.cancel()
        self._since = self.loop.time()
        self._limit = self.loop.call_later(seconds, self._end, TOO_SLOW)

    def _end(self, answer: bytes) -> None:
        """Say why where that can be understood; what is not read in the same time again is dropped."""
        if self.transport.is_closing() or self._is_answering() or self.transport.get_write_buffer_size():
            self.transport.abort()
            return
        self.transport.write(answer)
        self.transport.close()
        self._allow(self.header_seconds)
