"""The codes of an authenticator app (RFC 6238), and the recovery codes for who lost hers.

The secret is sealed with the keys of the contact facts; recovery codes are random enough for a plain hash.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Final

import pyotp

from bot.intake.store import Row, Work

ISSUER: Final = "Tremplin"  # how the app names us
SECONDS: Final = 30  # each code's time
SLIP: Final = 1  # how many codes a telephone's clock may be early or late
RECOVERY_CODES: Final = 10
RECOVERY_BYTES: Final = 10


def new_secret() -> str:
    """A random secret, in the letters that apps read."""
    return pyotp.random_base32()


def link(secret: str, name: str) -> str:
    """The `otpauth:` address that hands a secret to an app on the same machine."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The number of the 30 seconds whose code this is, near `now` and later than `after`; None if it is none."""
    given = "".join(code.split()).encode()
    app, present = pyotp.TOTP(secret), int(now.timestamp()) // SECONDS
    near = range(max(present - SLIP, after + 1), present + SLIP + 1)
    return next((step for step in near if hmac.compare_digest(app.generate_otp(step).encode(), given)), None)


def take(work: Work, user: Row, code: str, now: datetime) -> str:
    """Use up a code of an account; answers what it was (`app` or `recovery`), or nothing if it is not good.

    The row is locked, and no code is good twice.
    """
    row = work.one("users", lock=True, id=user["id"])
    if row is None or not row["totp_since"]:
        return ""
    step = step_of(work.seal.open(row["totp_secret"]), code, now, row["totp_step"] or 0)
    if step is not None:
        work.set("users", {"id": row["id"]}, totp_step=step)
        return "app"
    return "recovery" if work.remove("recovery_codes", user_id=row["id"], hash=_hash(code)) else ""


def new_recovery_codes(work: Work, user: Row) -> tuple[str, ...]:
    """Ten new codes in place of those an account has; only their hashes are kept."""
    codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
    work.remove("recovery_codes", user_id=user["id"])
    work.add_all("recovery_codes", [{"user_id": user["id"], "hash": _hash(code)} for code in codes])
    return codes


def forget(work: Work, user: Row) -> None:
    """Leave the account without a second step."""
    work.remove("recovery_codes", user_id=user["id"])
    work.set("users", {"id": user["id"]}, totp_secret=None, totp_step=None, totp_since=None)


def _recovery_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower()
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def _hash(code: str) -> str:
    tidy = "".join(code.split()).replace("-", "").casefold()
    return hashlib.sha256(tidy.encode()).hexdigest()
