"""What a person changes of her own account: address, language, and the second step of her log-in."""

from __future__ import annotations

from dataclasses import dataclass

from bot.intake import totp
from bot.intake.account_rules import BadAccount, read_own
from bot.intake.accounts import Accounts, LoginRefused, User, signed
from bot.intake.store import Row, Work


@dataclass(frozen=True)
class Own:
    """A person's account as she sees it; `secret` waits for its first code, and is not shown once it is on."""

    email: str
    language: str
    two_steps: bool
    secret: str
    codes_left: int


def own(accounts: Accounts, user: User) -> Own:
    """The account of who asks."""
    with accounts.store.look() as work:
        row = _row(work, user.name)
        on, waiting = row["totp_since"] is not None, row["totp_secret"]
        secret = "" if on or not waiting else str(work.seal.open(waiting))
        left = work.count("recovery_codes", user_id=row["id"])
    return Own(row["email"] or "", row["language"] or "", on, secret, left)


def change(accounts: Accounts, user: User, email: str, language: str, password: str, address: str) -> None:
    """Replace the e-mail address and the language; another address needs the password, because it may open a log-in.

    Raises `BadAccount`, `LoginRefused` or `TooManyAttempts`.
    """
    moved = (read_own(email, language)["email"] or "") != own(accounts, user).email
    if moved:
        accounts.check_password(user.name, password, address)
    accounts.change_user(user.name, email, language)
    if moved:
        with accounts.store.change() as work:
            line = {"by": user.signature, "organization": user.organization}
            work.add("audit", at=accounts.clock(), what="address_changed", facts={}, **line)


def begin(accounts: Accounts, user: User, password: str, address: str) -> None:
    """Make the secret of a second step, which counts once `confirm` has seen a code of it.

    Raises `LoginRefused` or `TooManyAttempts`.
    """
    row = accounts.check_password(user.name, password, address)
    if not row["totp_since"]:
        with accounts.store.change() as work:
            work.set("users", {"id": row["id"], "totp_since": None}, totp_secret=work.seal.close(totp.new_secret()))


def confirm(accounts: Accounts, user: User, code: str, session: str = "") -> tuple[str, ...]:
    """Turn the second step on with a code of the app; answers the recovery codes, this once.

    Every session of hers that began with a password alone ends, but for `session`. Raises `LoginRefused` for a wrong
    code and where nothing was begun.
    """
    now = accounts.clock()
    with accounts.store.change() as work:
        row = _row(work, user.name, lock=True)
        begun = row["totp_secret"] and not row["totp_since"]
        step = totp.step_of(work.seal.open(row["totp_secret"]), code[:100], now, 0) if begun else None
        if step is None:
            raise LoginRefused
        work.set("users", {"id": row["id"]}, totp_since=now, totp_step=step)
        work.add("audit", at=now, what="totp_on", facts={}, **signed(row))
        accounts.end_sessions(work, row, but=session)
        return totp.new_recovery_codes(work, row)


def turn_off(accounts: Accounts, user: User, password: str, code: str, address: str) -> None:
    """End the second step, with the password and a code; raises `LoginRefused` or `TooManyAttempts`."""
    row = accounts.check_password(user.name, password, address)
    accounts.check_code(row, code, address)
    with accounts.store.change() as work:
        totp.forget(work, row)
        work.add("audit", at=accounts.clock(), what="totp_off", facts={}, **signed(row))


def turn_off_for(accounts: Accounts, name: str) -> None:
    """End the second step of who lost both telephone and recovery codes, and her sessions; raises `BadAccount`."""
    with accounts.store.change() as work:
        row = _row(work, name.strip().casefold())
        totp.forget(work, row)
        accounts.end_sessions(work, row)
        line = {**signed(row), "by": "system:operator"}
        work.add("audit", at=accounts.clock(), what="totp_off", facts={"name": row["name"]}, **line)


def _row(work: Work, name: str, lock: bool = False) -> Row:
    row = work.one("users", lock=lock, name=name)
    if row is None:
        raise BadAccount("unknown_name")
    return row
