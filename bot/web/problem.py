"""Errors as `application/problem+json` (RFC 9457), titled in the language of the request."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.language import LANGUAGES, Language
from bot.profile import InvalidProfile
from bot.web.headers import security_headers
from bot.web.words import field_problem, problem_title, reading_language

log = logging.getLogger(__name__)
CODES: Final[Mapping[int, str]] = {404: "not_found", 405: "method_not_allowed"}


class Problem(Exception):
    """A request that cannot be served.

    `code` names the words; `field` the field at fault and `fault` what is wrong with it; `language` the request's own,
    when it said one; `headers` go with the answer; `values` fill the title.
    """

    def __init__(
        self,
        status: int,
        code: str,
        *,
        field: str | None = None,
        fault: str | None = None,
        language: Language | None = None,
        headers: Mapping[str, str] | None = None,
        values: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.field, self.fault = status, code, field, fault
        self.language, self.headers, self.values = language, dict(headers or {}), dict(values or {})


def invalid_field(field: str, fault: str, language: Language | None = None) -> Problem:
    """The problem of a field that holds what it cannot hold."""
    field = field[:60].encode("utf-8", "replace").decode()  # a name may hold half a character
    return Problem(422, "invalid_field", field=field, fault=fault, language=language, values={"field": field})


def invalid_profile(error: InvalidProfile, language: Language | None = None) -> Problem:
    """The problem of a profile, naming its field."""
    return invalid_field(error.field, error.problem, language)


def stated_language(data: Mapping[str, object]) -> Language | None:
    """The `language` of a request's body, if it is one of the two."""
    language = data.get("language")
    return "fr" if language == "fr" else "en" if language == "en" else None


def problem_response(problem: Problem, accept_language: str) -> Response:
    """The answer to a request with a problem."""
    language = problem.language or reading_language(accept_language)
    assert language in LANGUAGES
    body: dict[str, object] = {
        "type": "about:blank",
        "title": problem_title(problem.code, language, **problem.values),
        "status": problem.status,
        "code": problem.code,
    }
    if problem.field is not None:
        body["field"] = problem.field
        body["detail"] = field_problem(problem.fault or "unknown_value", language)
    text = json.dumps(body, ensure_ascii=False)
    headers = {"Content-Language": language, "Cache-Control": "no-store", **problem.headers}
    return Response(text, problem.status, headers, media_type="application/problem+json")


async def on_problem(request: Request, error: Exception) -> Response:
    """Answer a `Problem` raised while serving."""
    assert isinstance(error, Problem)
    return _counted(request, problem_response(error, request.headers.get("accept-language", "")))


async def on_http_error(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses (no such page, wrong method)."""
    assert isinstance(error, HTTPException)
    problem = Problem(error.status_code, CODES.get(error.status_code, "refused"), headers=error.headers)
    return _counted(request, problem_response(problem, request.headers.get("accept-language", "")))


async def on_bug(request: Request, error: Exception) -> Response:
    """Answer the unexpected without saying anything of it; the log has the trace, never the request."""
    shown = "/".join(request.url.path.split("/")[:2])  # what follows may be the token of somebody's link
    log.error("unexpected %s while serving %s", type(error).__name__, shown)
    response = problem_response(Problem(500, "unexpected"), request.headers.get("accept-language", ""))
    response.headers.update(security_headers(request.url.scheme, request.url.path))
    return _counted(request, response)


def _counted(request: Request, response: Response) -> Response:
    request.app.state.metrics.problems.labels(str(response.status_code)).inc()
    return response
