"""Guesses are counted: after too many wrong ones, from one address or at one name, the right one has to wait too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.intake.store import Store
from bot.settings import Settings

ADDRESS_ALLOWANCE: Final = 5  # an office shares one address


class TooManyAttempts(Exception):
    """Too many refused log-ins; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"try again in {retry_after} s")
        self.retry_after = retry_after


@dataclass(frozen=True)
class Attempt:
    """One guess, written down before it is judged; `keys` are its rows and `who` names what was guessed at."""

    keys: tuple[int, ...]
    who: str


def count(store: Store, settings: Settings, now: datetime, who: str, address: str) -> Attempt:
    """Count before checking, so that guesses made at the same time are counted too; raises `TooManyAttempts`."""
    counted = []
    since = now - timedelta(minutes=settings.login_window_minutes)
    allowed = settings.login_attempts
    with store.change() as work:
        for name, limit in ((who, allowed), (f"from {address}", allowed * ADDRESS_ALLOWANCE)):
            digest = work.seal.digest(name)
            if work.count("login_attempts", {"at": since}, who=digest) >= limit:
                raise TooManyAttempts(settings.login_window_minutes * 60)
            counted.append(work.add("login_attempts", who=digest, at=now))
    return Attempt(tuple(counted), who)


def forgive(store: Store, attempt: Attempt) -> None:
    """The guess was right: neither it nor those before it at the same name count any more."""
    with store.change() as work:
        work.remove("login_attempts", id=attempt.keys)
        work.remove("login_attempts", who=work.seal.digest(attempt.who))
