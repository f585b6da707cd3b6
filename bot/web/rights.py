"""Her rights over a request, from the link in her e-mail: see, receive, correct, take back, erase. No log-in.

Whoever opens the link reads her mail: each link therefore opens everything, with what she asked for first. A GET only
shows, since programs that check mail open links too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.advice.words import shown, word
from bot.intake.contact import READERS, InvalidContact
from bot.intake.rights import correct, opened, send_link
from bot.intake.ticket import OPEN, StaleTicket, Ticket
from bot.language import Language
from bot.profile import PROFILE_FIELDS
from bot.web.console_words import Words
from bot.web.pages import page, page_language, page_words

PRIVATE: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    # Only the site's name ever leaves: `no-referrer` would make browsers hide where our own forms come from.
    "Referrer-Policy": "strict-origin",
    "X-Robots-Tag": "noindex",
}
DONE: Final = ("corrected", "withdrawn")
FIELDS_MAX: Final = 12
Form = Mapping[str, str]


def rights_routes() -> list[BaseRoute]:
    """The page that asks for a link, and the page that a link opens."""
    return [
        Route("/rights", show_asking, methods=["GET"]),
        Route("/rights", take_asking, methods=["POST"]),
        Route("/rights/{token}", show_held, methods=["GET"]),
        Route("/rights/{token}", take_wish, methods=["POST"]),
    ]


async def show_asking(request: Request) -> Response:
    """The form: reference and e-mail."""
    return _page(request, "rights_ask.html", page_language(request), asked=False)


async def take_asking(request: Request) -> Response:
    """Have the link mailed if both go together; the answer is the same if they do not."""
    form = await _form(request)
    reference, email = form.get("reference", ""), form.get("email", "")
    await run_in_threadpool(send_link, request.app.state.desk, reference, email, "see")
    return _page(request, "rights_ask.html", page_language(request), asked=True)


async def show_held(request: Request) -> Response:
    """What is held, and the forms; 410 for a link that opens nothing (any more)."""
    return await run_in_threadpool(_held, request)


async def take_wish(request: Request) -> Response:
    """Do what one of the forms asks; a wish that is not ours, or not confirmed, changes nothing."""
    form = await _form(request)
    return await run_in_threadpool(_do, request, form)


def _held(request: Request, problem: str = "", status: int = 200) -> Response:
    found = opened(request.app.state.desk, request.path_params["token"])
    if found is None:
        return _gone(request)
    ticket, wish = found
    language = _language(request, ticket)
    done = request.query_params.get("done", "")
    return _page(
        request,
        "rights.html",
        language,
        status,
        problem=problem,
        done=done if done in DONE else "",
        wish=wish,
        **_shown(request, ticket, language),
    )


def _do(request: Request, form: Form) -> Response:
    found = opened(request.app.state.desk, request.path_params["token"])
    if found is None:
        return _gone(request)
    ticket, wish = found[0], form.get("wish", "")
    if wish == "export":
        return _export(request, ticket)
    if wish == "correct":
        return _correct(request, ticket, form)
    if wish not in ("withdraw", "delete") or form.get("confirm") != "yes":
        return _held(request, "rights_unconfirmed", 422)
    return (_withdraw if wish == "withdraw" else _delete)(request, ticket)


def _export(request: Request, ticket: Ticket) -> Response:
    held = request.app.state.desk.export(ticket.conversation_id)
    headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="{ticket.reference}.json"'}
    text = json.dumps(held, ensure_ascii=False, indent=2)
    return Response(text, 200, headers, media_type="application/json")


def _correct(request: Request, ticket: Ticket, form: Form) -> Response:
    try:
        correct(request.app.state.desk, ticket, form)
    except InvalidContact as error:
        return _held(request, f"rights_invalid_{error.field}", 422)
    except StaleTicket:
        return _held(request, "rights_stale", 409)
    return _back(request, "corrected")


def _withdraw(request: Request, ticket: Ticket) -> Response:
    if ticket.status not in OPEN:
        return _held(request, "rights_not_open", 409)
    request.app.state.desk.withdraw(ticket.conversation_id)
    return _back(request, "withdrawn")


def _delete(request: Request, ticket: Ticket) -> Response:
    """As the chat erases: the intake's rows, then what Rasa and this process keep of the conversation."""
    state, conversation = request.app.state, ticket.conversation_id
    held = state.desk.export(conversation)
    state.desk.erase(conversation)
    state.services.forget(conversation)
    state.reception.forget(conversation)
    references = [each["reference"] for each in held["tickets"]]
    return _page(request, "rights_gone.html", _language(request, ticket), erased=references)


def _gone(request: Request) -> Response:
    return _page(request, "rights_gone.html", page_language(request), 410, erased=[])


def _back(request: Request, done: str) -> Response:
    language = request.query_params.get("lang", "")
    kept = f"&lang={language}" if language in ("en", "fr") else ""
    return RedirectResponse(f"{request.url.path}?done={done}{kept}", 303, PRIVATE)


def _language(request: Request, ticket: Ticket) -> Language:
    asked = request.query_params.get("lang") or ticket.language
    return "fr" if asked == "fr" else "en"


def _shown(request: Request, ticket: Ticket, language: Language) -> dict[str, Any]:
    words = Words(language, request.app.state.settings.time_zone)
    known = [name for name in PROFILE_FIELDS if name != "language" and ticket.profile.get(name) not in (None, "", [])]
    proofs = [proof for proof in ticket.consent.values() if proof]
    said = page_words()["rights_consents"][language]
    return {
        "reference": ticket.reference,
        "open": ticket.status in OPEN,
        "state": words.one_of("status", ticket.status),
        "moments": {name: words.moment(at) for name, at in _moments(ticket).items() if at},
        "contact": {name: getattr(ticket.contact, name) for name in READERS},
        "field": partial(word, language, "fields"),
        "facts": [(word(language, "fields", name), shown(name, ticket.profile[name], language)) for name in known],
        "consents": [(said[proof["purpose"]], proof["given"], words.day(proof["at"])) for proof in proofs],
        "transcript": ticket.transcript,
    }


def _moments(ticket: Ticket) -> dict[str, Any]:
    return {"opened": ticket.created_at, "changed": ticket.changed_at, "closed": ticket.closed_at}


async def _form(request: Request) -> Form:
    form = await request.form(max_files=0, max_fields=FIELDS_MAX)
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _page(request: Request, template: str, language: Language, status: int = 200, **values: Any) -> Response:
    response = page(request, template, language, status, **values)
    response.headers.update(PRIVATE)
    return response
