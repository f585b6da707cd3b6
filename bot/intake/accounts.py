"""Who may come in: people with a password, their sessions, and other software's tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from bot.intake import attempts, totp
from bot.intake.account_rules import PASSWORD_MAX, ROLES, SCOPES, BadAccount, check_user, checked_name, read_own
from bot.intake.carried import carried, carry
from bot.intake.store import Conflict, Row, Store, Work
from bot.settings import Settings

WAITING: Final = "second step"


class LoginRefused(Exception):
    """The name or the password is wrong, or the account is disabled; which one is nobody's business."""


class CodeNeeded(Exception):
    """The first step is done and this account has a second; `waiting` is what `finish` asks for with the code."""

    def __init__(self, waiting: str) -> None:
        super().__init__("a code is needed")
        self.waiting = waiting


class StartAgain(Exception):
    """The first step was too long ago, or never."""


@dataclass(frozen=True)
class User:
    """Somebody who came in: a person (`kind` user), other software (token) or the command line (system).

    `two_steps` tells whether her log-in asks for a code.
    """

    name: str
    role: str
    organization: str | None
    kind: str = "user"
    may_write: bool = True
    two_steps: bool = False

    @property
    def signature(self) -> str:
        """How history names this user."""
        return f"{self.kind}:{self.name}"

    def is_at_least(self, role: str) -> bool:
        """Whether this user's role includes `role`."""
        return ROLES.index(self.role) >= ROLES.index(role)


OPERATOR: Final = User("operator", "administrator", None, "system")


class Accounts:
    """Users, sessions and tokens; every method blocks (call it from a thread)."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        settings: Settings,
        hasher: PasswordHasher | None = None,
    ) -> None:
        self.store = store
        self.clock = clock
        self.settings = settings
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe())  # an unknown name costs as long as a known one

    def add_user(
        self, name: str, password: str, role: str, organization: str | None = None, email: str = "", language: str = ""
    ) -> User:
        """Make an account; only an administrator has no organization. Raises `BadAccount`."""
        name = checked_name(name)
        check_user(password, role, organization)
        owned = {"role": role, "organization": organization, **read_own(email, language)}
        hashed = self._hasher.hash(password)
        try:
            with self.store.change() as work:
                if work.count("users", name=name):
                    raise BadAccount("name_taken")
                if organization:
                    work.add_if_absent("organizations", id=organization, created_at=self.clock())
                work.add("users", name=name, password=hashed, created_at=self.clock(), **owned)
        except Conflict:
            raise BadAccount("email_taken") from None
        return User(name, role, organization)

    def change_user(self, name: str, email: str | None = None, language: str | None = None) -> None:
        """Say where and in which language a person gets her e-mail: None leaves it, empty ends it.

        Raises `BadAccount`.
        """
        asked = {"email": email, "language": language}
        read = read_own(email or "", language or "")
        values = {column: read[column] for column, value in asked.items() if value is not None}
        try:
            with self.store.change() as work:
                row = work.one("users", name=name.strip().casefold())
                if row is None:
                    raise BadAccount("unknown_name")
                if values:
                    work.set("users", {"id": row["id"]}, **values)
        except Conflict:
            raise BadAccount("email_taken") from None

    def disable_user(self, name: str) -> None:
        """Close an account, end its sessions, and forget its address and second step; raises `BadAccount`."""
        with self.store.change() as work:
            row = work.one("users", name=name.strip().casefold())
            if row is None:
                raise BadAccount("unknown_name")
            work.set("users", {"id": row["id"]}, disabled_at=self.clock(), email=None)
            totp.forget(work, row)
            self.end_sessions(work, row)

    def log_in(self, name: str, password: str, address: str) -> str:
        """A new session's token; raises `CodeNeeded`, `LoginRefused` or `TooManyAttempts`."""
        return self._enter(self.check_password(name, password, address))

    def check_password(self, name: str, password: str, address: str) -> Row:
        """The account that a password opens, its guesses counted; raises `LoginRefused` or `TooManyAttempts`."""
        name = name.strip().casefold()
        attempt = self.attempt(f"name {name}", address)
        with self.store.look() as work:
            row = work.one("users", name=name)
        if not self._matches(row, password):
            raise LoginRefused
        assert row is not None
        attempts.forgive(self.store, attempt)
        if self._hasher.check_needs_rehash(row["password"]):
            with self.store.change() as work:
                work.set("users", {"id": row["id"]}, password=self._hasher.hash(password))
        return row

    def enter_as(self, email: str) -> str:
        """A new session's token for the person whose address a trusted provider has verified.

        Raises `LoginRefused` where no account has it, and `CodeNeeded`.
        """
        with self.store.change() as work:
            row = work.one("users", email=email.strip().casefold(), disabled_at=None)
            if row is None:
                raise LoginRefused
            work.add("audit", at=self.clock(), what="signed_in", facts={}, **signed(row))
        return self._enter(row)

    def finish(self, waiting: str, code: str, address: str) -> str:
        """A new session's token for who did the first step and has a code; no code is good twice.

        Raises `StartAgain`, `LoginRefused` or `TooManyAttempts`.
        """
        facts = carried(self.store.seal, WAITING, waiting, self.clock())
        with self.store.look() as work:
            row = work.one("users", id=facts["user"], disabled_at=None) if facts else None
        if row is None:
            raise StartAgain
        self.check_code(row, code, address)
        return self._begin_session(row)

    def check_code(self, row: Row, code: str, address: str) -> None:
        """Use up a code of an account, its guesses counted; raises `LoginRefused` or `TooManyAttempts`."""
        attempt = self.attempt(f"code {row['name']}", address)
        with self.store.change() as work:
            kind = totp.take(work, row, code[:100], self.clock())
            if kind == "recovery":
                work.add("audit", at=self.clock(), what="recovery_code", facts={}, **signed(row))
        if not kind:
            raise LoginRefused
        attempts.forgive(self.store, attempt)

    def attempt(self, who: str, address: str) -> attempts.Attempt:
        """Count a guess at `who`; raises `TooManyAttempts`."""
        return attempts.count(self.store, self.settings, self.clock(), who, address)

    def user_of(self, token: str) -> User | None:
        """Whose session this is, if it lives."""
        if not token:
            return None
        with self.store.look() as work:
            session = work.one("sessions", id=_hash(token))
            row = work.one("users", id=session["user_id"]) if session else None
        if session is None or row is None or row["disabled_at"] or session["expires_at"] <= self.clock():
            return None
        return User(row["name"], row["role"], row["organization"], two_steps=row["totp_since"] is not None)

    def log_out(self, token: str) -> None:
        """End a session; its token is dead from here on."""
        with self.store.change() as work:
            work.remove("sessions", id=_hash(token))

    def end_sessions(self, work: Work, row: Row, but: str = "") -> None:
        """End a person's sessions, but for one token's."""
        for session in work.all("sessions", user_id=row["id"]):
            if session["id"] != _hash(but):
                work.remove("sessions", id=session["id"])

    def add_token(self, name: str, organization: str, scope: str = "write") -> str:
        """A new token for an organization's software, shown once; raises `BadAccount`."""
        name = checked_name(name)
        if scope not in SCOPES:
            raise BadAccount("unknown_scope")
        if not organization:
            raise BadAccount("organization_missing")
        token = f"tremplin_{secrets.token_urlsafe(32)}"
        owned = {"scope": scope, "organization": organization, "created_at": self.clock()}
        try:
            with self.store.change() as work:
                work.add_if_absent("organizations", id=organization, created_at=self.clock())
                work.add("api_tokens", name=name, hash=_hash(token), **owned)
        except Conflict:
            raise BadAccount("name_taken") from None
        return token

    def revoke_token(self, name: str) -> None:
        """Kill a token; raises `BadAccount`."""
        with self.store.change() as work:
            found = work.set("api_tokens", {"name": name.strip().casefold()}, revoked_at=self.clock())
        if not found:
            raise BadAccount("unknown_name")

    def user_of_token(self, token: str) -> User | None:
        """The software behind a token, if the token lives; it acts for its organization only."""
        with self.store.look() as work:
            row = work.one("api_tokens", hash=_hash(token))
        if row is None or row["revoked_at"]:
            return None
        return User(row["name"], "coordinator", row["organization"], "token", row["scope"] == "write")

    def _matches(self, row: Row | None, password: str) -> bool:
        known = row is not None and not row["disabled_at"] and len(password) <= PASSWORD_MAX
        try:
            matches = self._hasher.verify(row["password"] if row and known else self._nobody, password[:PASSWORD_MAX])
        except VerificationError:
            return False
        return known and matches

    def _enter(self, row: Row) -> str:
        """A session, unless the account has a second step."""
        if row["totp_since"]:
            raise CodeNeeded(carry(self.store.seal, WAITING, {"user": row["id"]}, self.clock()))
        return self._begin_session(row)

    def _begin_session(self, row: Row) -> str:
        token, now = secrets.token_urlsafe(32), self.clock()
        until = now + timedelta(hours=self.settings.session_hours)
        with self.store.change() as work:
            work.add("sessions", id=_hash(token), user_id=row["id"], created_at=now, expires_at=until)
        return token


def signed(row: Row) -> dict[str, Any]:
    """Who and whose a line of the audit about a person's own account is."""
    return {"by": f"user:{row['name']}", "organization": row["organization"]}


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
