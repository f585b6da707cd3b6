"""What a browser carries for a few minutes between two steps of a log-in: sealed, for one purpose, soon over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography.fernet import InvalidToken

from bot.intake.seal import Seal

LASTS: Final = timedelta(minutes=10)
LONGEST: Final = 4000  # characters; browsers keep no longer cookie


def carry(seal: Seal, purpose: str, facts: Mapping[str, Any], now: datetime) -> str:
    """`facts` as a text that only `carried` reads, for `LASTS`."""
    return seal.close({"purpose": purpose, "until": (now + LASTS).timestamp(), "facts": dict(facts)})


def carried(seal: Seal, purpose: str, text: str, now: datetime) -> dict[str, Any] | None:
    """The facts of a text that `carry` made for this purpose; None for any other text, and once it is over."""
    if not text or len(text) > LONGEST:
        return None
    try:
        held = seal.open(text)
    except (InvalidToken, ValueError):
        return None
    if not isinstance(held, dict) or held.get("purpose") != purpose or held["until"] <= now.timestamp():
        return None
    facts: dict[str, Any] = held["facts"]
    return facts
