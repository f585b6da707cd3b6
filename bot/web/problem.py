"""Errors as `application/problem+json` (RFC 9457), titled in the language of the request."""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.responses import Response

from bot.language import LANGUAGES, Language
from bot.profile import InvalidProfile
from bot.web.words import field_problem, problem_title, reading_language


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
