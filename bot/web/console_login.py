"""The way in to the console: name and password, what follows from them, and the way out."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from starlette.responses import RedirectResponse, Response

from bot.intake.accounts import CodeNeeded, LoginRefused
from bot.intake.attempts import TooManyAttempts
from bot.intake.carried import LASTS
from bot.web.auth import HOME, LOGIN, LOGIN_FORM, SESSION, Visit, cookie_flags, next_page

WAITING: Final = "tremplin_step"
CODE: Final = f"{LOGIN}/code"
Refuse = Callable[[Visit, int, str], Response]


def show_login(visit: Visit) -> Response:
    """The form to log in, for who is not in yet."""
    if visit.user:
        return RedirectResponse(HOME, 303)
    return login_page(visit)


def log_in(visit: Visit) -> Response:
    """Begin a session, under a token made for it."""
    name, password = visit.form.get("name", ""), visit.form.get("password", "")
    return entering(visit, partial(visit.services.accounts.log_in, name, password, visit.address), login_page)


def entering(visit: Visit, step: Callable[[], str], refuse: Refuse, wrong: str = "login.refused") -> Response:
    """What a step of the log-in leads to: a session, the next step, or `refuse` with a status and a sentence."""
    try:
        return let_in(visit, step())
    except CodeNeeded as needed:
        return _ask_code(visit, needed.waiting)
    except LoginRefused:
        return refuse(visit, 401, visit.words(wrong))
    except TooManyAttempts as refused:
        return too_many(visit, refused, refuse)


def too_many(visit: Visit, refused: TooManyAttempts, refuse: Refuse) -> Response:
    """What `refuse` shows, with how long to wait."""
    response = refuse(visit, 429, visit.words("login.wait", minutes=-(-refused.retry_after // 60)))
    response.headers["Retry-After"] = str(refused.retry_after)
    return response


def let_in(visit: Visit, token: str) -> Response:
    """Begin the session `token` in this browser, where its person wanted to go."""
    response = RedirectResponse(next_page(visit), 303)
    hours = visit.services.settings.session_hours
    response.set_cookie(SESSION, token, hours * 3600, **cookie_flags(visit.request))
    for over in (LOGIN_FORM, WAITING):
        response.delete_cookie(over, "/console")
    return response


def _ask_code(visit: Visit, waiting: str) -> Response:
    response = RedirectResponse(f"{CODE}?next={next_page(visit)}", 303)
    response.set_cookie(WAITING, waiting, int(LASTS.total_seconds()), **cookie_flags(visit.request))
    return response


def log_out(visit: Visit) -> Response:
    """End the session here and in the database."""
    visit.services.accounts.log_out(visit.request.cookies[SESSION])
    response = RedirectResponse(f"{LOGIN}?done=logged_out", 303)
    response.delete_cookie(SESSION, "/console")
    return response


def login_page(visit: Visit, status: int = 200, error: str = "") -> Response:
    """The form to log in, with what was wrong."""
    values = {"name": visit.form.get("name", "")[:100], "provider": provider_name(visit)}
    return outside(
        visit, "login.html", status, error=error, done=visit.ask("done", ("", "logged_out", "start_again")), **values
    )


def outside(visit: Visit, template: str, status: int, **values: Any) -> Response:
    """A page for who is not in yet; its form goes with a cookie of its own."""
    visit.user = None
    cookie = visit.request.cookies.get(LOGIN_FORM) or secrets.token_urlsafe(24)
    visit.request.cookies[LOGIN_FORM] = cookie
    response = visit.render(template, status, next=next_page(visit), **values)
    response.set_cookie(LOGIN_FORM, cookie, 3600, **cookie_flags(visit.request))
    return response


def provider_name(visit: Visit) -> str:
    """What people call the accounts that open this console too; empty if there are none."""
    settings = visit.services.settings
    return (settings.oidc_name or visit.words("oidc.name")) if settings.oidc_issuer else ""
