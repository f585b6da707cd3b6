"""Who may come in: people with a password, their sessions, and other software's tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from bot.intake.store import Conflict, Row, Store
from bot.settings import Settings

ROLES: Final = ("reviewer", "coordinator", "administrator")
SCOPES: Final = ("read", "write")
PASSWORD_MIN: Final = 12
PASSWORD_MAX: Final = 200
ADDRESS_ALLOWANCE: Final = 5  # an office shares one address


class LoginRefused(Exception):
    """The name or the password is wrong, or the account is disabled; which one is nobody's business."""


class TooManyAttempts(Exception):
    """Too many refused log-ins; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"try again in {retry_after} s")
        self.retry_after = retry_after


class BadAccount(ValueError):
    """An account or token cannot be made or changed as asked; `problem` is a code.

    Codes: bad_name, name_taken, unknown_name, unknown_role, unknown_scope, organization_missing, password_short,
    password_long.
    """

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class User:
    """Somebody who came in: a person (`kind` user), other software (token) or the command line (system)."""

    name: str
    role: str
    organization: str | None
    kind: str = "user"
    may_write: bool = True

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
        self._store = store
        self._clock = clock
        self._settings = settings
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe())  # an unknown name costs as long as a known one

    def add_user(self, name: str, password: str, role: str, organization: str | None = None) -> User:
        """Make an account; only an administrator has no organization. Raises `BadAccount`."""
        name = _checked_name(name)
        _check_user(password, role, organization)
        hashed = self._hasher.hash(password)
        try:
            with self._store.change() as work:
                if organization:
                    work.add_if_absent("organizations", id=organization, created_at=self._clock())
                owned = {"role": role, "organization": organization, "created_at": self._clock()}
                work.add("users", name=name, password=hashed, **owned)
        except Conflict:
            raise BadAccount("name_taken") from None
        return User(name, role, organization)

    def disable_user(self, name: str) -> None:
        """Close an account and end its sessions; raises `BadAccount`."""
        with self._store.change() as work:
            row = work.one("users", name=name.strip().casefold())
            if row is None:
                raise BadAccount("unknown_name")
            work.set("users", {"id": row["id"]}, disabled_at=self._clock())
            work.remove("sessions", user_id=row["id"])

    def log_in(self, name: str, password: str, address: str) -> str:
        """A new session's token; raises `LoginRefused` or `TooManyAttempts`."""
        name = name.strip().casefold()
        attempts = self._count_attempt(name, address)
        with self._store.look() as work:
            row = work.one("users", name=name)
        if not self._matches(row, password):
            raise LoginRefused
        assert row is not None
        return self._begin_session(row, password, attempts)

    def user_of(self, token: str) -> User | None:
        """Whose session this is, if it lives."""
        if not token:
            return None
        with self._store.look() as work:
            session = work.one("sessions", id=_hash(token))
            row = work.one("users", id=session["user_id"]) if session else None
        if session is None or row is None or row["disabled_at"] or session["expires_at"] <= self._clock():
            return None
        return User(row["name"], row["role"], row["organization"])

    def log_out(self, token: str) -> None:
        """End a session; its token is dead from here on."""
        with self._store.change() as work:
            work.remove("sessions", id=_hash(token))

    def add_token(self, name: str, organization: str, scope: str = "write") -> str:
        """A new token for an organization's software, shown once; raises `BadAccount`."""
        name = _checked_name(name)
        if scope not in SCOPES:
            raise BadAccount("unknown_scope")
        if not organization:
            raise BadAccount("organization_missing")
        token = f"tremplin_{secrets.token_urlsafe(32)}"
        owned = {"scope": scope, "organization": organization, "created_at": self._clock()}
        try:
            with self._store.change() as work:
                work.add_if_absent("organizations", id=organization, created_at=self._clock())
                work.add("api_tokens", name=name, hash=_hash(token), **owned)
        except Conflict:
            raise BadAccount("name_taken") from None
        return token

    def revoke_token(self, name: str) -> None:
        """Kill a token; raises `BadAccount`."""
        with self._store.change() as work:
            found = work.set("api_tokens", {"name": name.strip().casefold()}, revoked_at=self._clock())
        if not found:
            raise BadAccount("unknown_name")

    def user_of_token(self, token: str) -> User | None:
        """The software behind a token, if the token lives; it acts for its organization only."""
        with self._store.look() as work:
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

    def _count_attempt(self, name: str, address: str) -> list[int]:
        """Count before checking, so that guesses made at the same time are counted too."""
        counted = []
        since = self._clock() - timedelta(minutes=self._settings.login_window_minutes)
        allowed = self._settings.login_attempts
        with self._store.change() as work:
            for who, limit in ((f"name {name}", allowed), (f"from {address}", allowed * ADDRESS_ALLOWANCE)):
                digest = work.seal.digest(who)
                if work.count("login_attempts", {"at": since}, who=digest) >= limit:
                    raise TooManyAttempts(self._settings.login_window_minutes * 60)
                counted.append(work.add("login_attempts", who=digest, at=self._clock()))
        return counted

    def _begin_session(self, row: Row, password: str, attempts: list[int]) -> str:
        token, now = secrets.token_urlsafe(32), self._clock()
        until = now + timedelta(hours=self._settings.session_hours)
        with self._store.change() as work:
            work.remove("login_attempts", id=attempts)
            work.remove("login_attempts", who=work.seal.digest(f"name {row['name']}"))
            work.add("sessions", id=_hash(token), user_id=row["id"], created_at=now, expires_at=until)
            if self._hasher.check_needs_rehash(row["password"]):
                work.set("users", {"id": row["id"]}, password=self._hasher.hash(password))
        return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _checked_name(name: str) -> str:
    tidy = name.strip().casefold()
    if not 2 <= len(tidy) <= 100 or not tidy.isprintable() or any(c.isspace() for c in tidy):
        raise BadAccount("bad_name")
    return tidy


def _check_user(password: str, role: str, organization: str | None) -> None:
    if role not in ROLES:
        raise BadAccount("unknown_role")
    if not organization and role != "administrator":
        raise BadAccount("organization_missing")
    if len(password) < PASSWORD_MIN:
        raise BadAccount("password_short")
    if len(password) > PASSWORD_MAX:
        raise BadAccount("password_long")
