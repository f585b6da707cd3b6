"""Where an organization wants its notices: an e-mail address and its language, a webhook and its secret."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.delivery.webhook import check_url
from bot.intake.contact import normalise
from bot.intake.store import Store
from bot.language import Language

LANGUAGES: Final = ("en", "fr")


@dataclass(frozen=True)
class Receiver:
    """Where notices go; empty means "not there". `secret` is known only where a new one was just made."""

    organization: str
    email: str = ""
    language: Language = "en"
    webhook_url: str = ""
    secret: str = ""


def receiver_of(store: Store, organization: str) -> Receiver:
    """Where an organization's notices go."""
    with store.look() as work:
        row = work.one("organizations", id=organization) or {}
    language: Language = "fr" if row.get("language") == "fr" else "en"
    return Receiver(organization, row.get("email") or "", language, row.get("webhook_url") or "")


def set_receiver(store: Store, asked: Receiver, now: datetime, private_allowed: bool = False) -> Receiver:
    """Keep where notices go; a webhook with a new address gets a new secret, answered this once.

    Raises `bot.intake.contact.InvalidContact` or `bot.delivery.webhook.BadAddress`.
    """
    email = normalise("email", asked.email) if asked.email else ""
    url = check_url(asked.webhook_url, private_allowed) if asked.webhook_url else ""
    secret = secrets.token_urlsafe(32) if url and url != receiver_of(store, asked.organization).webhook_url else ""
    values: dict[str, Any] = {"email": email or None, "language": asked.language, "webhook_url": url or None}
    with store.change() as work:
        if secret or not url:
            values["webhook_secret"] = work.seal.close(secret) if secret else None
        work.add_if_absent("organizations", id=asked.organization, created_at=now)
        work.set("organizations", {"id": asked.organization}, **values)
    return Receiver(asked.organization, email, asked.language, url, secret)
