"""What is answered when the database cannot serve: a page, or a problem where a program asked; always 503."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from bot.web.auth import visit_of
from bot.web.pages import page, page_language
from bot.web.problem import Problem, problem_response

AGAIN: Final = {"Retry-After": "60", "Cache-Control": "no-store"}


async def on_unavailable(request: Request, error: Exception) -> Response:
    """Answer `bot.intake.store.Unavailable`: nothing was changed, try again. Its reason is in the log."""
    request.app.state.metrics.problems.labels("503").inc()
    response = _answer(request)
    response.headers.update(AGAIN)
    return response


def _answer(request: Request) -> Response:
    if request.url.path.startswith("/console"):
        return visit_of(request).problem(503, "unavailable")
    if "text/html" in request.headers.get("accept", ""):
        return page(request, "unavailable.html", page_language(request), 503)
    return problem_response(Problem(503, "unavailable"), request.headers.get("accept-language", ""))
