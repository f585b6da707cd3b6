"""What an account may be: names, passwords, roles, addresses."""

from __future__ import annotations

from typing import Final

from bot.intake.contact import InvalidContact, normalise
from bot.language import LANGUAGES

ROLES: Final = ("reviewer", "coordinator", "administrator")
SCOPES: Final = ("read", "write")
PASSWORD_MIN: Final = 12
PASSWORD_MAX: Final = 200


class BadAccount(ValueError):
    """An account or token cannot be made or changed as asked; `problem` is a code.

    Codes: bad_name, name_taken, unknown_name, unknown_role, unknown_scope, unknown_language, organization_missing,
    password_short, password_long, bad_email, email_taken.
    """

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def checked_name(name: str) -> str:
    """A name as it is kept; raises `BadAccount`."""
    tidy = name.strip().casefold()
    if not 2 <= len(tidy) <= 100 or not tidy.isprintable() or any(c.isspace() for c in tidy):
        raise BadAccount("bad_name")
    return tidy


def check_user(password: str, role: str, organization: str | None) -> None:
    """Raise `BadAccount` unless an account can be like this."""
    if role not in ROLES:
        raise BadAccount("unknown_role")
    if not organization and role != "administrator":
        raise BadAccount("organization_missing")
    if len(password) < PASSWORD_MIN:
        raise BadAccount("password_short")
    if len(password) > PASSWORD_MAX:
        raise BadAccount("password_long")


def read_own(email: str, language: str) -> dict[str, str | None]:
    """Where and in which language a person gets her e-mail, as it is kept; raises `BadAccount`."""
    if language and language not in LANGUAGES:
        raise BadAccount("unknown_language")
    try:
        address = normalise("email", email).casefold() if email.strip() else None
    except InvalidContact:
        raise BadAccount("bad_email") from None
    return {"email": address, "language": language or None}
