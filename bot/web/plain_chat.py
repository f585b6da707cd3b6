"""The conversation as a plain page: form posts, no script."""

from __future__ import annotations

import secrets
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.language import Language
from bot.web.chat import Incoming, clean
from bot.web.door import address_of
from bot.web.gateway import Reply
from bot.web.pages import page, page_language
from bot.web.plain_message import blocks, told
from bot.web.problem import Problem
from bot.web.tokens import Tokens
from bot.web.words import problem_title

SHOWN_AT_MOST: Final = 12
LONGEST_PAGE: Final = 10_000  # characters: what the page carries must leave room for her words in a post


def plain_chat_routes() -> list[BaseRoute]:
    """The page and its posts."""
    return [
        Route("/chat", show_chat, methods=["GET"]),
        Route("/chat", take_post, methods=["POST"]),
    ]


async def show_chat(request: Request) -> Response:
    """An empty conversation."""
    return _page(request, page_language(request), None, [])


async def take_post(request: Request) -> Response:
    """One turn; what was said before travels in the page, signed."""
    form = await request.form()
    incoming = _incoming(form)
    language = incoming.language or page_language(request)
    tokens: Tokens = request.app.state.tokens
    before = _shown(tokens, incoming, str(form.get("shown") or ""))
    try:
        reply = await request.app.state.reception.serve(incoming, language, address_of(request.scope))
    except Problem as problem:
        title = problem_title(problem.code, language, **problem.values)
        held = incoming.conversation if problem.code != "forged_conversation" else None
        draft = str(form.get("message") or "")
        answer = _page(request, language, held, before, problem=title, status=problem.status, draft=draft)
        answer.headers.update(problem.headers)
        return answer
    earlier = [{key: each[key] for key in each if key != "buttons"} for each in before]
    shown = [*earlier, *_said(request, incoming, reply)][-SHOWN_AT_MOST:]
    while len(page_sign := tokens.page(reply.conversation, shown)) > LONGEST_PAGE and len(shown) > 1:
        shown = shown[1:]
    return _page(request, reply.language, reply.conversation.token, shown, page_sign=page_sign)


def _incoming(form: FormData) -> Incoming:
    """The turn in a form; a pressed button wins over typed text."""

    def text(name: str) -> str | None:
        value = form.get(name)
        return value if isinstance(value, str) and value else None

    asked = text("language")
    language: Language | None = "fr" if asked == "fr" else "en" if asked == "en" else None
    return Incoming(text("conversation"), text("choice") or text("message") or "", language, text("message_id"))


def _shown(tokens: Tokens, incoming: Incoming, signed: str) -> list[dict[str, Any]]:
    try:
        held = tokens.read(incoming.conversation or "")
    except Problem:
        return []
    return tokens.shown(held, signed) or []


def _said(request: Request, incoming: Incoming, reply: Reply) -> list[dict[str, Any]]:
    """Her words, then the bot's; buttons stay only under the last answer."""
    language, knowledge = reply.language, request.app.state.services.knowledge
    mine = _own_words(request.app.state.tokens, incoming)
    theirs = [{"by": "bot", **told(each, knowledge, language), "language": language} for each in reply.messages]
    buttons: list[Any] = next((each["buttons"] for each in reversed(reply.messages) if each.get("buttons")), [])
    if theirs:
        theirs[-1] = {**theirs[-1], "buttons": buttons}
    asked = [{"by": "visitor", "text": mine, "language": language}] if mine else []
    return [*asked, *theirs]


def _latest(shown: list[dict[str, Any]]) -> int:
    """Where the page begins after a post: the number of her last words, counted from 1."""
    asked = [number for number, each in enumerate(shown, 1) if each["by"] == "visitor"]
    return asked[-1] if asked else len(shown)


def _own_words(tokens: Tokens, incoming: Incoming) -> str:
    if incoming.conversation:
        button = tokens.pressed(tokens.read(incoming.conversation), incoming.message)
        if button:
            return button.title
    return clean(incoming.message)


def _page(
    request: Request,
    language: Language,
    token: str | None,
    shown: list[dict[str, Any]],
    *,
    problem: str = "",
    status: int = 200,
    draft: str = "",
    page_sign: str = "",
) -> Response:
    tokens: Tokens = request.app.state.tokens
    if token and not page_sign:
        page_sign = tokens.page(tokens.read(token), shown)
    response = page(
        request,
        "chat.html",
        language,
        status,
        token=token or "",
        shown=shown,
        shown_signed=page_sign,
        blocks=blocks,
        latest=_latest(shown),
        buttons=shown[-1].get("buttons", []) if shown else [],
        message_id=secrets.token_urlsafe(18),
        problem=problem,
        draft=draft,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
