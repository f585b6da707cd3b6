"""The page that a closed request's owner opens from her e-mail: four questions, no log-in, no name."""

from __future__ import annotations

from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.intake.afterwards import QUESTIONS, Invitation, answer, invitation, stop
from bot.language import Language
from bot.web.auth import Visit
from bot.web.console_advice import advice_in, texts_of
from bot.web.console_words import Words

SAID: Final = {"yes": True, "no": False}
ANSWERS: Final = ("yes", "no", "early")
FIELDS_MAX: Final = 20
NEXT_MOST: Final = 2


def afterwards_routes() -> list[BaseRoute]:
    """The page and its form; they expect desk and settings on the application's state."""
    return [
        Route("/followup/{token}", _show, methods=["GET"]),
        Route("/followup/{token}", _take, methods=["POST"]),
    ]


async def _show(request: Request) -> Response:
    return await run_in_threadpool(_page, request)


async def _take(request: Request) -> Response:
    form = await request.form(max_files=0, max_fields=FIELDS_MAX)
    return await run_in_threadpool(_keep, request, form)


def _keep(request: Request, form: FormData) -> Response:
    desk, token = request.app.state.desk, request.path_params["token"]
    if (
        "stop" in form or form.get("List-Unsubscribe") == "One-Click"
    ):  # the page's button, or a mail program's (RFC 8058)
        stop(desk.store, token)
        return _back(request, "stopped")
    said = {question: SAID.get(str(form.get(question))) for question in QUESTIONS}
    kept = answer(desk.store, token, said, desk.clock())
    if not kept:
        return _page(request)
    return _back(request, "more" if said["offer_more"] else "thanks")


def _back(request: Request, done: str) -> Response:
    language = request.query_params.get("lang", "")
    kept = f"&lang={language}" if language in ("en", "fr") else ""
    return RedirectResponse(f"{request.url.path}?done={done}{kept}", 303)


def _page(request: Request) -> Response:
    found = invitation(request.app.state.desk.store, request.path_params["token"])
    asked = request.query_params.get("lang") or (found.ticket.language if found else "en")
    language: Language = "fr" if asked == "fr" else "en"
    visit = Visit(request, Words(language, request.app.state.settings.time_zone))
    if found is None:
        return visit.render("followup.html", 404, state="gone", steps=[], questions=[], answers=[])
    return visit.render("followup.html", **_shown(visit, found))


def _shown(visit: Visit, found: Invitation) -> dict[str, Any]:
    done = visit.ask("done", ("", "thanks", "more", "stopped"))
    state = "stopped" if done == "stopped" else "answered" if found.answered else "asked"
    steps = next_steps(visit, found) if state == "answered" and done == "more" else []
    return {"state": state, "steps": steps, "questions": QUESTIONS, "answers": ANSWERS}


def next_steps(visit: Visit, found: Invitation) -> list[dict[str, str]]:
    """The next rungs after the format that was advised, in the language of the page."""
    language = visit.words.language
    advice = advice_in(found.ticket, language, getattr(visit.services, "knowledge", None))
    ranked = advice.get("recommendations") or [{}]
    return texts_of(ranked[0], "next_steps", language)[:NEXT_MOST]
