"""The same tickets for an intermediary's own software: tokens, cursors, ETags, problem details."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.intake.accounts import User
from bot.intake.inbox import Erased, Forbidden, NotFound, Reading, note, to_json
from bot.intake.ticket import STATUSES, IllegalChange, ReasonMissing, StaleTicket
from bot.web.console_words import Words
from bot.web.words import reading_language

LIMIT: Final = 25
LIMIT_MAX: Final = 100
BODY_MAX: Final = 16_384
CHANGES: Final = ("status", "why", "note")
NOT_LISTED: Final = ("transcript", "advice", "consent", "history")


class Refused(Exception):
    """An answer that is a problem; `code` names its title, `field` what is at fault."""

    def __init__(self, status: int, code: str, field: str = "", **headers: str) -> None:
        super().__init__(code)
        self.status, self.code, self.field = status, code, field
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


Act = Callable[[Request, User, bytes], Response]


def api_ticket_routes() -> list[BaseRoute]:
    """`/api/tickets` and one ticket; they expect desk and accounts on the application's state."""
    one = "/api/tickets/{reference}"
    return [
        Route("/api/tickets", _guarded(list_tickets), methods=["GET"]),
        Route(one, _guarded(serve_ticket), methods=["GET", "PATCH"]),
    ]


def list_tickets(request: Request, user: User, _: bytes) -> Response:
    """A page of the organization's tickets, newest first; `next` is the cursor of the following page or null."""
    statuses = tuple(request.query_params.getlist("status"))
    if any(status not in STATUSES for status in statuses):
        raise Refused(422, "invalid_field", "status")
    limit = _number(request, "limit", LIMIT, LIMIT_MAX)
    before = _number(request, "cursor", 0, 2**62) or None
    found = request.app.state.desk.newest(user, statuses, before, limit + 1)
    listed = [{k: v for k, v in to_json(ticket).items() if k not in NOT_LISTED} for ticket in found[:limit]]
    following = str(found[limit - 1].id) if len(found) > limit else None
    return JSONResponse({"tickets": listed, "next": following}, headers={"Cache-Control": "no-store"})


def serve_ticket(request: Request, user: User, body: bytes) -> Response:
    """One ticket, read or changed."""
    return (change_ticket if request.method == "PATCH" else read_ticket)(request, user, body)


def read_ticket(request: Request, user: User, _: bytes) -> Response:
    """One ticket with all it carries; 304 if the caller has this version."""
    reading = request.app.state.desk.read(user, _reference(request))
    headers = {"ETag": etag(reading), "Cache-Control": "private, no-cache"}
    if headers["ETag"] in _tags(request, "if-none-match"):
        return Response(status_code=304, headers=headers)
    return JSONResponse(to_json(reading.ticket, reading.events), headers=headers)


def change_ticket(request: Request, user: User, body: bytes) -> Response:
    """Move the ticket (`status`, `why`) and add a `note`; with `If-Match`, only the version that was read."""
    asked = _changes(body)
    desk, reference = request.app.state.desk, _reference(request)
    tags = _tags(request, "if-match")
    current = desk.read(user, reference)
    if tags and "*" not in tags and etag(current) not in tags:
        raise Refused(412, "stale", ETag=etag(current))
    if asked.get("status"):
        said = (asked["status"], asked.get("why", ""), asked.get("note", ""))
        desk.change(user, reference, current.ticket.version, *said)
    elif asked.get("note"):
        desk.note(user, reference, asked["note"])
    return read_ticket(request, user, b"")


def etag(reading: Reading) -> str:
    """The tag of a ticket and its history as they are now (a note adds to the history only)."""
    return f'"{reading.ticket.version}-{len(reading.events)}"'


def _guarded(act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            body = await _body(request)
            return await run_in_threadpool(_serve, act, request, body)
        except Refused as refused:
            return _problem(request, refused)

    endpoint.__name__ = act.__name__
    return endpoint


def _serve(act: Act, request: Request, body: bytes) -> Response:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    user = request.app.state.accounts.user_of_token(token.strip()) if kind.lower() == "bearer" else None
    if user is None:
        raise Refused(401, "unauthorized", WWW_Authenticate='Bearer realm="tickets"')
    if request.method == "PATCH" and not user.may_write:
        raise Refused(403, "read_only")
    try:
        return act(request, user, body)
    except Erased:
        raise Refused(410, "erased") from None
    except NotFound:
        raise Refused(404, "not_found") from None
    except Forbidden:
        raise Refused(403, "forbidden") from None
    except StaleTicket:
        raise Refused(412, "stale") from None
    except IllegalChange:
        raise Refused(409, "illegal_change", "status") from None
    except ReasonMissing:
        raise Refused(422, "reason_missing", "why") from None


def _changes(body: bytes) -> Mapping[str, str]:
    try:
        asked = json.loads(body)
        json.dumps(asked, ensure_ascii=False).encode()  # half a character can be written in JSON, and kept nowhere
    except (ValueError, RecursionError):
        raise Refused(400, "bad_json") from None
    if not isinstance(asked, dict):
        raise Refused(400, "bad_json")
    for name, value in asked.items():
        if name not in CHANGES or not isinstance(value, str) or len(value) > 4000:
            raise Refused(422, "invalid_field", str(name)[:60])
    if "status" in asked and asked["status"] not in STATUSES:
        raise Refused(422, "invalid_field", "status")
    if not asked.keys() & {"status", "note"}:
        raise Refused(422, "nothing_asked")
    return _with_tidy_note(asked)


def _with_tidy_note(asked: dict[str, str]) -> dict[str, str]:
    try:
        return {**asked, "note": note(asked["note"])} if "note" in asked else asked
    except ValueError:
        raise Refused(422, "invalid_field", "note") from None


def _number(request: Request, name: str, usual: int, most: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(most)) or not 1 <= int(text) <= most:
        raise Refused(422, "invalid_field", name)
    return int(text)


def _reference(request: Request) -> str:
    return str(request.path_params["reference"]).upper()


def _tags(request: Request, header: str) -> list[str]:
    return [tag.strip().removeprefix("W/") for tag in request.headers.get(header, "").split(",") if tag.strip()]


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_MAX:
            raise Refused(413, "too_large")
    return body


def _problem(request: Request, refused: Refused) -> Response:
    language = reading_language(request.headers.get("accept-language", ""))
    title = Words(language)(f"api.{refused.code}", field=refused.field)
    body = {"type": "about:blank", "title": title, "status": refused.status, "code": refused.code}
    if refused.field:
        body["field"] = refused.field
    headers = {"Content-Language": language, "Cache-Control": "no-store", **refused.headers}
    return JSONResponse(body, refused.status, headers, media_type="application/problem+json")
