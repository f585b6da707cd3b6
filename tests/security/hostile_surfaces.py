"""Everywhere a text that somebody wrote comes out, and what must hold of an answer whatever it carries."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import timedelta
from email import message_from_bytes
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from hostile_places import TICKET, Hand
from openpyxl import load_workbook
from page_shape import shape_of_page

from bot.delivery.email import Mail
from bot.delivery.outbox import Notice, deliver
from bot.delivery.webhook import body_of
from bot.intake.store import Row

KINDS: Final = {
    "text/html", "application/json", "application/problem+json", "text/csv", "text/calendar", "text/plain",
    "text/javascript", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
HEADERS: Final = {
    "allow", "cache-control", "content-disposition", "content-encoding", "content-language", "content-length",
    "content-security-policy", "content-type", "cross-origin-opener-policy", "cross-origin-resource-policy", "etag",
    "location", "permissions-policy", "referrer-policy", "retry-after", "set-cookie", "vary", "www-authenticate",
    "x-content-type-options", "x-frame-options", "x-request-id", "x-robots-tag",
}  # fmt: skip
UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
SCHEMES: Final = {"", "http", "https", "mailto", "tel"}
FORMULA: Final = re.compile(r"[\s\"]*[=+\-@]")
PROPERTY: Final = re.compile(r"[A-Z-]+(?=[:;])")
PUBLIC: Final = "https://chamber.example"


def surfaces(hand: Hand) -> Iterator[tuple[str, httpx.Response]]:
    """Every page and file on which what was written is shown; her request in both languages."""
    one = f"{TICKET}{hand.reference}"
    for language in ("en", "fr"):
        yield f"{TICKET} {language}", hand.staff.get(f"{one}?lang={language}")
    for path in ("tickets?show=all", "knowledge", "audit", "numbers", "deliveries"):
        yield f"/console/{path}", hand.staff.get(f"/console/{path}")
    for path in ("tickets.csv?show=all", "tickets.xlsx?show=all"):
        yield path, hand.staff.get(f"/console/{path}")
    yield "sheet", hand.staff.get(f"{one}/sheet")
    yield "calendar", hand.staff.get(f"{one}/meetings.ics")
    yield "rights", hand.nobody.get(hand.link)
    for path in ("/api/tickets", f"/api/tickets/{hand.reference}"):
        yield path.split("WIL")[0], hand.software.get(path)
    yield "export", hand.post(hand.link, wish="export")
    yield "followup", hand.nobody.get(hand.followup)


def hidden(answer: httpx.Response) -> list[str]:
    """Signs that are kept and not seen: they end a line, turn a word around or make two names look the same."""
    if "spreadsheet" in answer.headers["content-type"]:
        return []
    text = answer.text.removeprefix("\ufeff")  # a mark of its own, before a table
    return [f"not seen: {found[0]!r}" for found in UNSEEN.finditer(text)][:1]


def notices(hand: Hand) -> Iterator[tuple[str, bytes]]:
    """Every e-mail and every webhook's body that goes out, now and in a month."""
    sent: list[tuple[str, bytes]] = []
    mail = Mail("smtp://mail.example", "desk@chamber.example", PUBLIC)

    def by_mail(notice: Notice, receiver: Row) -> None:
        sent.append((f"mail {notice.kind}", mail.compose(notice, receiver).as_bytes()))

    def by_webhook(notice: Notice, receiver: Row) -> None:
        sent.append((f"webhook {notice.kind}", body_of(notice, PUBLIC)))

    for days in (0, 31):
        hand.site.console.clock.now += timedelta(days=days)
        deliver(hand.desk.store, hand.desk.clock, {"email": by_mail, "owner": by_mail, "webhook": by_webhook})
    return iter(sent)


def faults(answer: httpx.Response) -> list[str]:
    """What is wrong with an answer, whatever was written before."""
    kind = answer.headers.get("content-type", "text/html").split(";")[0]
    wrong = {
        f"status {answer.status_code}": answer.status_code >= 500,
        f"kind {kind}": kind not in KINDS,
        "sniffed": answer.headers.get("x-content-type-options") != "nosniff",
        "scripts allowed": "script-src 'self';" not in answer.headers.get("content-security-policy", ""),
        f"headers {set(answer.headers) - HEADERS}": not set(answer.headers) <= HEADERS,
        "a line in a header": any(set(value) & set("\r\n\0") for value in answer.headers.values()),
        "elsewhere": not _is_ours(answer.headers.get("location", "/").removeprefix("http://testserver")),
    }
    return [name for name, is_wrong in wrong.items() if is_wrong] + list(READERS.get(kind, _nothing)(answer))


def _is_ours(location: str) -> bool:
    parts = urlsplit(location)
    return not parts.scheme and not parts.netloc and location.startswith("/") and "\\" not in location


def _nothing(answer: httpx.Response) -> Iterator[str]:
    return iter(())


def _page(answer: httpx.Response) -> Iterator[str]:
    for address in shape_of_page(answer.text).addresses:
        parts = urlsplit(address)
        if parts.scheme not in SCHEMES or "evil.example" in parts.netloc:
            yield f"leads to {address[:80]}"


def _json(answer: httpx.Response) -> Iterator[str]:
    json.loads(answer.content.decode())
    return iter(())


def _csv(answer: httpx.Response) -> Iterator[str]:
    """A spreadsheet cuts at commas, semicolons or tabs, as its own language has it; none of its cells may begin one."""
    text = answer.content.decode("utf-8-sig")
    for sign in ",;\t":
        yield from _formulas(cell for row in csv.reader(io.StringIO(text), delimiter=sign) for cell in row)


def _workbook(answer: httpx.Response) -> Iterator[str]:
    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    yield from (f"a cell that is no text: {cell.value!r}" for cell in cells if cell.value and cell.data_type != "s")
    yield from _formulas(str(cell.value or "") for cell in cells)


def _formulas(cells: Iterable[str]) -> Iterator[str]:
    yield from (f"a formula: {cell[:60]!r}" for cell in cells if FORMULA.match(unicodedata.normalize("NFKC", cell)))


def _calendar(answer: httpx.Response) -> Iterator[str]:
    lines = answer.content.decode().split("\r\n")
    assert lines.pop() == ""
    for line in lines:
        if len(line.encode()) > 75 or set(line) & set("\r\n"):
            yield f"a line no calendar has: {line[:80]!r}"
        if not (line.startswith(" ") or PROPERTY.match(line)):
            yield f"no property: {line[:80]!r}"


def shape_of(answer: httpx.Response) -> frozenset[Any]:
    """What of an answer no text may change: its elements, its properties, or its kind."""
    kind = answer.headers.get("content-type", "").split(";")[0]
    if kind == "text/calendar":
        return frozenset(enumerate(found[0] for line in answer.text.split("\r\n") if (found := PROPERTY.match(line))))
    return frozenset(shape_of_page(answer.text).paths if kind == "text/html" else {kind})


def shape_of_notice(raw: bytes) -> frozenset[Any]:
    """The fields of a webhook's body; or the headers of a message, each counted, and its kind."""
    if raw.startswith(b"{"):
        return frozenset(json.loads(raw)["ticket"])
    message = message_from_bytes(raw)
    return frozenset([*enumerate(message.keys()), message.get_content_type()])


READERS: Final[dict[str, Any]] = {
    "text/html": _page, "application/json": _json, "application/problem+json": _json, "text/csv": _csv,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _workbook, "text/calendar": _calendar,
}  # fmt: skip
