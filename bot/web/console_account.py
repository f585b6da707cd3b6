"""A person's own account: her address, her language, and the second step of her log-in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from starlette.responses import RedirectResponse, Response

from bot.intake import own_account, totp
from bot.intake.account_rules import BadAccount
from bot.intake.accounts import LoginRefused
from bot.intake.attempts import TooManyAttempts
from bot.web.auth import ACCOUNT, SESSION, Visit
from bot.web.console_login import too_many

DONE: Final = ("", "account_kept", "second_step_begun", "second_step_off", "required")
FIELDS: Final[Mapping[str, str]] = {"bad_email": "email", "email_taken": "email", "unknown_language": "language"}


def show_account(visit: Visit) -> Response:
    """The account of who asks."""
    return _page(visit)


def change_account(visit: Visit) -> Response:
    """Keep the address and the language."""
    given = (visit.form.get("email", ""), visit.form.get("language", ""), visit.form.get("password", ""))
    change = partial(own_account.change, visit.services.accounts, visit.person, *given, visit.address)
    try:
        return _step(visit, change, "account_kept", "password")
    except BadAccount as refused:
        return _page(visit, 422, {FIELDS[refused.problem]: visit.words(f"error.{refused.problem}")})


def begin_second_step(visit: Visit) -> Response:
    """Make a secret for the person's app; nothing is asked of her before she gave a code of it."""
    given = (visit.form.get("password", ""), visit.address)
    begin = partial(own_account.begin, visit.services.accounts, visit.person, *given)
    return _step(visit, begin, "second_step_begun", "step_password")


def confirm_second_step(visit: Visit) -> Response:
    """Turn the second step on, and show the recovery codes."""
    code, session = visit.form.get("code", ""), visit.request.cookies[SESSION]
    try:
        codes = own_account.confirm(visit.services.accounts, visit.person, code, session)
    except LoginRefused:
        return _page(visit, 422, {"code": visit.words("error.code")})
    return visit.render("recovery.html", codes=codes)


def end_second_step(visit: Visit) -> Response:
    """Turn the second step off."""
    given = (visit.form.get("password", ""), visit.form.get("code", ""), visit.address)
    end = partial(own_account.turn_off, visit.services.accounts, visit.person, *given)
    return _step(visit, end, "second_step_off", "step_off")


def _step(visit: Visit, act: Callable[[], None], done: str, field: str) -> Response:
    try:
        act()
    except LoginRefused:
        return _page(visit, 422, {field: visit.words(f"error.{field}")})
    except TooManyAttempts as refused:
        return too_many(visit, refused, lambda visit, status, words: _page(visit, status, {field: words}))
    return RedirectResponse(f"{ACCOUNT}?done={done}", 303)


def _page(visit: Visit, status: int = 200, errors: Mapping[str, str] | None = None) -> Response:
    own = own_account.own(visit.services.accounts, visit.person)
    return visit.render(
        "account.html",
        status,
        own=own,
        email=visit.form.get("email", own.email)[:254],
        language=visit.form.get("language", own.language),
        secret=" ".join(own.secret[at : at + 4] for at in range(0, len(own.secret), 4)),
        link=totp.link(own.secret, visit.person.name) if own.secret else "",
        errors=errors or {},
        required=visit.must_enrol,
        done=visit.ask("done", DONE),
    )
