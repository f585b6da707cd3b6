"""How a request that is not served is answered: a page that says what to do where a person reads, else JSON."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.language import Language
from bot.web.headers import security_headers
from bot.web.pages import page, page_language, page_words, set_in
from bot.web.problem import Problem, problem_response
from bot.web.words import problem_title

log = logging.getLogger(__name__)
CODES: Final[Mapping[int, str]] = {404: "not_found", 405: "method_not_allowed"}
NO_PAGES: Final = ("/api/", "/console", "/health/", "/metrics", "/static/", "/widget.js")
TO_DO: Final[Mapping[int, str]] = {408: "again", 413: "shorten", 500: "again", 503: "again"}


def answer_to(problem: Problem, request: Request) -> Response:
    """The answer to a request with a problem, its headers included."""
    reads_pages = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(NO_PAGES)
    if not reads_pages:
        return problem_response(problem, request.headers.get("accept-language", ""))
    language = _language(problem, request)
    title = set_in(problem_title(problem.code, language, **problem.values), language)
    response = page(request, "problem.html", language, problem.status, title=title, todo=_to_do(problem, language))
    response.headers.update({"Cache-Control": "no-store", **problem.headers})
    return response


def _language(problem: Problem, request: Request) -> Language:
    """What the address asks for, else the request's own language, else the browser's."""
    asked = request.query_params.get("lang") in ("en", "fr")
    return page_language(request) if asked or not problem.language else problem.language


def _to_do(problem: Problem, language: Language) -> str:
    """What the visitor can do; where she is told how long to wait, reloading sends again what she sent."""
    words = page_words()["problem_to_do"][language]
    todo = "wait" if "Retry-After" in problem.headers else TO_DO.get(problem.status, "elsewhere")
    return str(set_in(words[todo], language))


async def on_problem(request: Request, error: Exception) -> Response:
    """Answer a `Problem` raised while serving."""
    assert isinstance(error, Problem)
    return _counted(request, answer_to(error, request))


async def on_http_error(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses (no such page, wrong method)."""
    assert isinstance(error, HTTPException)
    problem = Problem(error.status_code, CODES.get(error.status_code, "refused"), headers=error.headers)
    return _counted(request, answer_to(problem, request))


async def on_gone(request: Request, error: Exception) -> Response:
    """Answer nobody: the connection ended before the body did. Not a bug, so nothing is logged."""
    return Response(status_code=400)


async def on_bug(request: Request, error: Exception) -> Response:
    """Answer the unexpected without saying anything of it; the log has the trace, never the request."""
    shown = "/".join(request.url.path.split("/")[:2])  # what follows may be the token of somebody's link
    log.error("unexpected %s while serving %s", type(error).__name__, shown)
    response = answer_to(Problem(500, "unexpected"), request)
    response.headers.update(security_headers(request.url.scheme, request.url.path))
    return _counted(request, response)


def _counted(request: Request, response: Response) -> Response:
    request.app.state.metrics.problems.labels(str(response.status_code)).inc()
    return response
