"""Who is at the console: sessions, roles and forms that cannot be forged from elsewhere."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.intake.accounts import LoginRefused, TooManyAttempts, User
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
        if self.request.method == "POST" and path.startswith(f"{HOME}/"):
            path = path.rsplit("/", 1)[0]  # the page that the refused form was on
        kept = self.request.url.replace(path=path, query="").include_query_params(**{**query, "lang": other})
        return f"{kept.path}?{kept.query}"


Act = Callable[[Visit], Response]


def page(act: Act, role: str | None = "reviewer") -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that lets in only people of at least `role` (`None`: anybody), and only forms that are ours."""

    async def endpoint(request: Request) -> Response:
        form = await _read_form(request) if request.method == "POST" else {}
        language = _language(request)
        visit = Visit(request, Words(language, request.app.state.settings.time_zone), form or {})
        if form is None:
            return visit.problem(413, "too_large")
        response = await run_in_threadpool(_admit, visit, act, role)
        if request.query_params.get("lang") in ("en", "fr"):
            response.set_cookie(LANGUAGE, language, A_YEAR, "/console", httponly=True, **_cookie(request))
        return response

    endpoint.__name__ = act.__name__
    return endpoint


def show_login(visit: Visit) -> Response:
    """The form to log in, for who is not in yet."""
    if visit.user:
        return RedirectResponse(HOME, 303)
    if not visit.request.cookies.get(LOGIN_FORM):
        visit.request.cookies[LOGIN_FORM] = secrets.token_urlsafe(24)
    return _login_page(visit)


def log_in(visit: Visit) -> Response:
    """Begin a session, under a token made for it."""
    address = address_of(visit.request.scope)
    try:
        token = visit.services.accounts.log_in(visit.form.get("name", ""), visit.form.get("password", ""), address)
    except LoginRefused:
        return _login_page(visit, 401, visit.words("login.refused"))
    except TooManyAttempts as refused:
        wait = visit.words("login.wait", minutes=-(-refused.retry_after // 60))
        response = _login_page(visit, 429, wait)
        response.headers["Retry-After"] = str(refused.retry_after)
        return response
    response = RedirectResponse(_next(visit), 303)
    hours = visit.services.settings.session_hours
    response.set_cookie(SESSION, token, hours * 3600, "/console", httponly=True, **_cookie(visit.request))
    response.delete_cookie(LOGIN_FORM, "/console")
    return response


def log_out(visit: Visit) -> Response:
    """End the session here and in the database."""
    visit.services.accounts.log_out(visit.request.cookies[SESSION])
    response = RedirectResponse(f"{LOGIN}?done=logged_out", 303)
    response.delete_cookie(SESSION, "/console")
    return response


def form_token(cookie: str) -> str:
    """The value a form must carry for the cookie it was made under; other sites can read neither."""
    return hashlib.sha256(f"form {cookie}".encode()).hexdigest()


def _admit(visit: Visit, act: Act, role: str | None) -> Response:
    cookie = visit.request.cookies.get(SESSION, "")
    visit.user = visit.services.accounts.user_of(cookie)
    if role is not None and visit.user is None:
        return RedirectResponse(_login_link(visit), 303)
    if visit.request.method == "POST" and not _is_ours(visit, SESSION if role else LOGIN_FORM):
        return visit.problem(403, "form")
    if role is not None and not visit.person.is_at_least(role):
        return visit.problem(403, "forbidden")
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


def _login_page(visit: Visit, status: int = 200, error: str = "") -> Response:
    visit.user = None
    done = visit.ask("done", ("", "logged_out"))
    name = visit.form.get("name", "")[:100]
    response = visit.render("login.html", status, error=error, done=done, name=name, next=_next(visit))
    cookie = visit.request.cookies.get(LOGIN_FORM, "")
    response.set_cookie(LOGIN_FORM, cookie, 3600, "/console", httponly=True, **_cookie(visit.request))
    return response


def _login_link(visit: Visit) -> str:
    path = visit.request.url.path
    return f"{LOGIN}?next={path}" if visit.request.method == "GET" and path != HOME else LOGIN


def _next(visit: Visit) -> str:
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


def _cookie(request: Request) -> dict[str, Any]:
    return {"samesite": "lax", "secure": request.url.scheme == "https"}


def _templates(visit: Visit) -> Environment:
    state = visit.services
    if getattr(state, "console_templates", None) is None:
        loader = FileSystemLoader(CATALOGUE.parent)
        state.console_templates = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
    environment: Environment = state.console_templates
    return environment
