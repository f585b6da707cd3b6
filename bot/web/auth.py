"""Who is at the console: sessions, roles and forms that cannot be forged from elsewhere."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.intake.accounts import User
from bot.intake.inbox import Erased, Forbidden, NotFound
from bot.language import Language
from bot.web.console_words import CATALOGUE, Words
from bot.web.door import address_of
from bot.web.words import reading_language

SESSION: Final = "tremplin_session"
LOGIN_FORM: Final = "tremplin_login"
LANGUAGE: Final = "tremplin_console_language"
HOME: Final = "/console/tickets"
LOGIN: Final = "/console/login"
ACCOUNT: Final = "/console/account"
FORM_MAX: Final = 32_768
A_YEAR: Final = 365 * 24 * 3600


@dataclass
class Visit:
    """One request to the console: who, in which language, with which form."""

    request: Request
    words: Words
    form: Mapping[str, str] = field(default_factory=dict)
    user: User | None = None

    @property
    def person(self) -> User:
        """The user behind a page that needs one."""
        assert self.user is not None
        return self.user

    @property
    def must_enrol(self) -> bool:
        """Whether this person has to turn her second step on before anything else."""
        return bool(self.services.settings.console_totp_required) and not self.person.two_steps

    @property
    def address(self) -> str:
        """Whom this request counts for."""
        return address_of(self.request.scope)

    @property
    def services(self) -> Any:
        """The application's state: desk, accounts, settings, knowledge."""
        return self.request.app.state

    def ask(self, name: str, allowed: tuple[str, ...]) -> str:
        """A query value, or the first allowed one when it is anything else."""
        value = self.request.query_params.get(name, "")
        return value if value in allowed else allowed[0]

    def render(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page from its template."""
        token = self.request.cookies.get(SESSION if self.user else LOGIN_FORM, "")
        shared = {"t": self.words, "user": self.user, "csrf": form_token(token), "here": self._other_language()}
        html = _templates(self).get_template(template).render(**shared, **values)
        return HTMLResponse(html, status, {"Cache-Control": "no-store"})

    def problem(self, status: int, name: str) -> Response:
        """A page that says what went wrong and how to go on."""
        return self.render("problem.html", status, name=name)

    def _other_language(self) -> str:
        other = "en" if self.words.language == "fr" else "fr"
        path, query = self.request.url.path, dict(self.request.query_params)
        if self.request.method == "POST" and path.startswith((f"{HOME}/", f"{ACCOUNT}/")):
            path = path.rsplit("/", 1)[0]  # the page that the refused form was on
        if path.startswith("/console/oidc/"):
            path, query = LOGIN, {}  # what the provider sent along is good once
        kept = self.request.url.replace(path=path, query="").include_query_params(**{**query, "lang": other})
        return f"{kept.path}?{kept.query}"


Act = Callable[[Visit], Response]


def page(act: Act, role: str | None = "reviewer", enrolling: bool = False) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that lets in only people of at least `role` (`None`: anybody), and only forms that are ours.

    `enrolling` lets in also who has no second step yet where `CONSOLE_TOTP_REQUIRED` asks for one.
    """

    async def endpoint(request: Request) -> Response:
        form = await _read_form(request) if request.method == "POST" else {}
        visit = visit_of(request, form or {})
        if form is None:
            return visit.problem(413, "too_large")
        response = await run_in_threadpool(_admit, visit, act, role, enrolling)
        if request.query_params.get("lang") in ("en", "fr"):
            response.set_cookie(LANGUAGE, visit.words.language, A_YEAR, **cookie_flags(request))
        return response

    endpoint.__name__ = act.__name__
    return endpoint


def visit_of(request: Request, form: Mapping[str, str] | None = None) -> Visit:
    """One request, in its reader's language."""
    return Visit(request, Words(_language(request), request.app.state.settings.time_zone), form or {})


def form_token(cookie: str) -> str:
    """The value a form must carry for the cookie it was made under; other sites can read neither."""
    return hashlib.sha256(f"form {cookie}".encode()).hexdigest()


def _admit(visit: Visit, act: Act, role: str | None, enrolling: bool) -> Response:
    cookie = visit.request.cookies.get(SESSION, "")
    visit.user = visit.services.accounts.user_of(cookie)
    if role is not None and visit.user is None:
        return RedirectResponse(_login_link(visit), 303)
    if visit.request.method == "POST" and not _is_ours(visit, SESSION if role else LOGIN_FORM):
        return visit.problem(403, "form")
    if role is not None and not visit.person.is_at_least(role):
        return visit.problem(403, "forbidden")
    if role is not None and not enrolling and visit.must_enrol:
        return RedirectResponse(f"{ACCOUNT}?done=required", 303)
    try:
        return act(visit)
    except Erased:
        return visit.problem(410, "erased")
    except NotFound:
        return visit.problem(404, "not_found")
    except Forbidden:
        return visit.problem(403, "forbidden")


def _is_ours(visit: Visit, cookie_name: str) -> bool:
    cookie = visit.request.cookies.get(cookie_name, "")
    given = visit.form.get("csrf", "")
    return bool(cookie) and hmac.compare_digest(given.encode(), form_token(cookie).encode())


def _login_link(visit: Visit) -> str:
    path = visit.request.url.path
    return f"{LOGIN}?next={path}" if visit.request.method == "GET" and path != HOME else LOGIN


def next_page(visit: Visit) -> str:
    """Where to go after logging in: a ticket's page if one was asked for, never another site."""
    asked = visit.form.get("next") or visit.request.query_params.get("next", "")
    known = asked.removeprefix(f"{HOME}/")
    return asked if asked.startswith(f"{HOME}/") and known.replace("-", "").isalnum() else HOME


async def _read_form(request: Request) -> dict[str, str] | None:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_MAX:
            return None
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=50))
    except ValueError:
        return {}


def _language(request: Request) -> Language:
    asked = request.query_params.get("lang") or request.cookies.get(LANGUAGE)
    if asked in ("en", "fr"):
        return "fr" if asked == "fr" else "en"
    return reading_language(request.headers.get("accept-language", ""))


def cookie_flags(request: Request) -> dict[str, Any]:
    """For the console alone; out of reach of scripts, other sites' forms and, where there is https, wires."""
    return {"path": "/console", "samesite": "lax", "secure": request.url.scheme == "https", "httponly": True}


def _templates(visit: Visit) -> Environment:
    state = visit.services
    if getattr(state, "console_templates", None) is None:
        loader = FileSystemLoader(CATALOGUE.parent)
        state.console_templates = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
    environment: Environment = state.console_templates
    return environment
