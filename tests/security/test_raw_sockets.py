"""Bytes no browser sends, to the web process as it is started: one answer each, and the next visitor is served."""

from __future__ import annotations

import gzip
import resource
import select
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from raw_kit import PATIENCE_SECONDS, Web, last, statuses, web_process

from bot.web.punctual import LONGEST_HEAD, MOST_QUEUED
from bot.web.serve import MOST_CONNECTIONS

LIVE = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /api/recommendations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n"
FLOOD = 2 * MOST_CONNECTIONS + 100
DRIP_SECONDS = 0.5

SMUGGLED = {
    "CL.TE": POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + LIVE,
    "TE.CL": CHUNKED + b"Content-Length: 4\r\n\r\n26\r\n" + LIVE + b"\r\n0\r\n\r\n",
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}" + LIVE,
    "the same length twice": POST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}" + LIVE,
    "a list of lengths": POST + b"Content-Length: 2, 2\r\n\r\n{}" + LIVE,
    "a signed length": POST + b"Content-Length: +2\r\n\r\n{}" + LIVE,
    "a negative length": POST + b"Content-Length: -2\r\n\r\n{}" + LIVE,
    "a length past any number": POST + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n{}" + LIVE,
    "a space before the colon": POST + b"Content-Length : 2\r\n\r\n{}" + LIVE,
    "a folded header": b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\n\r\n" + LIVE,
    "a folded encoding": POST + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + LIVE,
    "bare line feeds": b"GET /health/live HTTP/1.1\nHost: x\n\n" + LIVE,
    "a bare line feed in the headers": b"GET /health/live HTTP/1.1\r\nHost: x\nX-A: b\r\n\r\n" + LIVE,
    "a bare carriage return": b"GET /health/live HTTP/1.1\r\nHost: x\rX-A: b\r\n\r\n" + LIVE,
    "xchunked": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + LIVE,
    "chunked, then identity": CHUNKED + b"Transfer-Encoding: identity\r\n\r\n0\r\n\r\n" + LIVE,
    "identity beside a length": POST + b"Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}" + LIVE,
    "a line feed in a chunk's extension": CHUNKED + b"\r\n2;a\nb\r\n{}\r\n0\r\n\r\n" + LIVE,
    "a negative chunk": CHUNKED + b"\r\n-2\r\n{}\r\n0\r\n\r\n" + LIVE,
    "a chunk size in 0x": CHUNKED + b"\r\n0x2\r\n{}\r\n0\r\n\r\n" + LIVE,
    "a chunk size past any number": CHUNKED + b"\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n" + LIVE,
    "chunks between line feeds": CHUNKED + b"\r\n2\n{}\n0\n\n" + LIVE,
    "a chunk longer than it says": CHUNKED + b"\r\n2\r\n{}XX0\r\n\r\n" + LIVE,
}
NOT_HTTP = {
    "HTTP/0.9": b"GET /health/live\r\n\r\n",
    "HTTP/1.2": b"GET /health/live HTTP/1.2\r\nHost: x\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "no host": b"GET /health/live HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /health/live HTTP/1.1\r\nHost: a.example\r\nHost: b.example\r\n\r\n",
    "CONNECT": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "a site and no path": b"GET http://evil.example HTTP/1.1\r\nHost: x\r\n\r\n",
    "NUL in the path": b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "NUL in a header": b"GET / HTTP/1.1\r\nHost: x\r\nX-A: a\x00b\r\n\r\n",
    "bytes in the path": b"GET /\xe9 HTTP/1.1\r\nHost: x\r\n\r\n",
}
TOO_LONG = {
    "address": b"GET /" + b"a" * 3_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "one header": b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 3_000_000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: b\r\n" * 300_000 + b"\r\n",
    "headers just over": b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * LONGEST_HEAD + b"\r\n\r\n",
    "trailers": CHUNKED + b"\r\n2\r\n{}\r\n0\r\nX-A: " + b"a" * 3_000_000 + b"\r\n\r\n",
    "a chunk's extension": CHUNKED + b"\r\n2;a=" + b"a" * 3_000_000 + b"\r\n{}\r\n0\r\n\r\n",
}
BODIES = {
    "a length over the limit": (POST + b"Content-Length: 99999999\r\n\r\n{}", 413),
    "a length over the limit, asked first": (POST + b"Expect: 100-continue\r\nContent-Length: 99999999\r\n\r\n", 413),
    "one huge chunk": (CHUNKED + b"\r\nffffffff\r\n" + b"x" * 200_000, 413),
    "many small chunks": (CHUNKED + b"\r\n" + b"4\r\nxxxx\r\n" * 50_000, 413),
    "chunks over HTTP/1.0": (CHUNKED.replace(b"1.1", b"1.0") + b"\r\n4\r\n\xff\xfe{}\r\n0\r\n\r\n", 400),
    "invalid UTF-8": (POST + b'Content-Length: 4\r\n\r\n"\xff\xfe"', 400),
    "a form": (POST.replace(b"application/json", b"application/x-www-form-urlencoded") + b"\r\n", 415),
    "no type": (b"POST /api/recommendations HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", 415),
    "two types": (POST + b"Content-Type: text/html\r\nContent-Length: 0\r\n\r\n", 400),
}
ODD = {
    "TRACE": (b"TRACE / HTTP/1.1\r\nHost: x\r\nX-Own: tell-nobody\r\n\r\n", 405),
    "a method of its own": (b"PROPFIND / HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    "the whole server": (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    "another site's address": (b"GET http://evil.example/health/live HTTP/1.1\r\nHost: x\r\n\r\n", 200),
    "another site's port": (b"GET http://127.0.0.1:22/ HTTP/1.1\r\nHost: x\r\n\r\n", 200),
    "two slashes": (b"GET //evil.example/chat/ HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    "bytes in the path, written out": (b"GET /%ff%fe%00 HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    "NUL in the name of a file": (b"GET /static/%00 HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    "bytes in the query": (b"GET /?lang=%ff%00 HTTP/1.1\r\nHost: x\r\n\r\n", 200),
    "an upgrade": (LIVE[:-2] + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n" + LIVE, 200),
}


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web_process(tmp_path_factory.mktemp("web")) as web:
        yield web
        assert "Traceback" not in web.output, web.output[-3000:]


@pytest.fixture(scope="module", autouse=True)
def as_many_lines_as_it_takes() -> None:
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FLOOD + 500
    if most != resource.RLIM_INFINITY and most < wanted:
        pytest.skip(f"this machine allows {most} open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(now, wanted), most))


@pytest.fixture(autouse=True)
def afterwards(web: Web) -> Iterator[None]:
    yield
    assert web.serves_an_honest_visitor()


@pytest.mark.parametrize("attack", SMUGGLED.values(), ids=SMUGGLED)
def test_a_request_with_two_readings_is_refused_and_nothing_after_it_is_read(web: Web, attack: bytes) -> None:
    answer = web.answer(attack)
    assert statuses(answer) in ([400], [413])
    assert b'"live"' not in answer


@pytest.mark.parametrize("attack", NOT_HTTP.values(), ids=NOT_HTTP)
def test_what_is_not_a_request_to_us_ends_the_connection(web: Web, attack: bytes) -> None:
    assert statuses(web.answer(attack)) == [400]


@pytest.mark.parametrize("attack", TOO_LONG.values(), ids=TOO_LONG)
def test_what_goes_on_and_on_is_cut_and_not_kept(web: Web, attack: bytes) -> None:
    before = web.memory_megabytes
    assert statuses(web.answer(attack)) in ([400], [431], [])  # none: we were still sending when it hung up
    assert web.memory_megabytes < before + 20


@pytest.mark.parametrize(("attack", "status"), BODIES.values(), ids=BODIES)
def test_a_body_we_do_not_take_is_refused(web: Web, attack: bytes, status: int) -> None:
    assert statuses(web.answer(last(attack)))[:1] == [status]


@pytest.mark.parametrize(("attack", "status"), ODD.values(), ids=ODD)
def test_an_odd_request_has_one_plain_answer(web: Web, attack: bytes, status: int) -> None:
    answer = web.answer(last(attack))
    assert statuses(answer) == [status]
    assert b"evil.example" not in answer and b"tell-nobody" not in answer


@pytest.mark.parametrize("path", [b"/", b"/chat", b"/chat/", b"/plan", b"/console", b"/console/login", b"/widget.js"])
def test_no_answer_repeats_the_host_it_was_told(web: Web, path: bytes) -> None:
    for more in (b"", b"X-Forwarded-Host: evil.example\r\nForwarded: host=evil.example\r\n"):
        head = b"GET " + path + b" HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n"
        answer = web.answer(head + more + b"\r\n")
        assert len(statuses(answer)) == 1
        assert b"evil.example" not in answer


def test_a_small_file_that_unpacks_to_a_large_one_is_not_unpacked(web: Web) -> None:
    bomb = gzip.compress(b'{"language": "en"' + b" " * 10_000_000 + b"}")
    before = web.memory_megabytes
    head = POST + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    assert statuses(web.answer(last(head + bomb))) == [400]
    assert web.memory_megabytes < before + 5


def test_requests_in_a_row_are_answered_in_their_order(web: Web) -> None:
    missing = LIVE.replace(b"/health/live", b"/missing")
    assert statuses(web.answer((LIVE + missing) * 5 + last(LIVE))) == [200, 404] * 5 + [200]


def test_thousands_of_requests_at_once_are_not_kept_in_memory(web: Web) -> None:
    before = web.memory_megabytes
    answers = statuses(web.answer(LIVE * 20_000))
    assert len(answers) <= MOST_QUEUED + 2
    assert web.memory_megabytes < before + 20


def test_a_body_left_half_way_is_no_bug(web: Web) -> None:
    for _ in range(5):
        with web.line() as line:
            line.sendall(POST + b"Content-Length: 100\r\n\r\n{")
    assert web.serves_an_honest_visitor()
    assert "Traceback" not in web.output


def test_more_silent_connections_than_there_are_places_keep_nobody_out(web: Web) -> None:
    with ExitStack() as lines:
        for number in range(FLOOD):
            line = lines.enter_context(web.line())
            if number % 3:
                line.sendall(
                    (b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", POST + b"Content-Length: 9\r\n\r\n{")[number % 2]
                )
            if number % 500 == 0:
                assert web.serves_an_honest_visitor()
        assert web.serves_an_honest_visitor()


def test_whoever_drips_loses_the_place_whatever_drips(web: Web) -> None:
    beginnings = {
        "nothing": (b"", b""),
        "headers": (b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"a"),
        "a request line": (b"GET /", b"a"),
        "empty lines": (b"", b"\r\n"),
        "empty lines after an answer": (LIVE, b"\r\n"),
        "a body": (POST + b"Content-Length: 9999\r\n\r\n", b" "),
        "a body without end": (CHUNKED + b"\r\n", b"1\r\n \r\n"),
        "a body nobody asked for": (LIVE[:-2] + b"Content-Length: 9999\r\n\r\n", b"a"),
        "a body already refused": (POST + b"Content-Length: 99999999\r\n\r\n", b"a"),
        "what follows an upgrade": (LIVE[:-2] + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", b"a"),
    }
    with ExitStack() as stack:
        lines = {name: stack.enter_context(web.line()) for name in beginnings}
        for name, (beginning, _) in beginnings.items():
            lines[name].sendall(beginning)
        held = _drip(lines, {name: drop for name, (_, drop) in beginnings.items()})
    assert held == set()


def _drip(lines: dict[str, socket.socket], drops: dict[str, bytes]) -> set[str]:
    """Send a drop now and then until the other side has ended every connection; those it never ended."""
    held, end = set(lines), time.monotonic() + PATIENCE_SECONDS
    while held and time.monotonic() < end:
        readable, _, _ = select.select([lines[name] for name in held], [], [], DRIP_SECONDS)
        for name in sorted(held):
            try:
                lines[name].sendall(drops[name])
                ended = lines[name] in readable and not lines[name].recv(65536)
            except ConnectionError:
                ended = True
            if ended:
                held.discard(name)
    return held
