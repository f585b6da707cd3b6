"""The second step of the log-in: a code of the person's authenticator app, or one of her recovery codes."""

from __future__ import annotations

from functools import partial

from starlette.responses import RedirectResponse, Response

from bot.intake.accounts import StartAgain
from bot.web.auth import HOME, LOGIN, Visit
from bot.web.console_login import WAITING, entering, outside


def show_code(visit: Visit) -> Response:
    """The form for the code, for who did the first step in this browser."""
    if visit.user:
        return RedirectResponse(HOME, 303)
    return _page(visit) if visit.request.cookies.get(WAITING) else _again()


def give_code(visit: Visit) -> Response:
    """Begin the session, or say what was wrong."""
    waiting, code = visit.request.cookies.get(WAITING, ""), visit.form.get("code", "")
    finish = partial(visit.services.accounts.finish, waiting, code, visit.address)
    try:
        return entering(visit, finish, _page, "code.refused")
    except StartAgain:
        return _again()


def _page(visit: Visit, status: int = 200, error: str = "") -> Response:
    return outside(visit, "code.html", status, error=error)


def _again() -> Response:
    response = RedirectResponse(f"{LOGIN}?done=start_again", 303)
    response.delete_cookie(WAITING, "/console")
    return response
