"""What the command line does with deliveries; every function answers JSON-ready data."""

from __future__ import annotations

from typing import Any

from bot.delivery.receivers import Receiver, receiver_of, set_receiver
from bot.intake.desk import Desk


def show_receiver(desk: Desk, organization: str) -> dict[str, Any]:
    """Where an organization's notices go."""
    return _plain(receiver_of(desk.store, organization))


def change_receiver(
    desk: Desk,
    organization: str,
    email: str | None = None,
    language: str | None = None,
    webhook_url: str | None = None,
) -> dict[str, Any]:
    """Say where notices go: None leaves it, empty ends it. The secret of a new webhook is shown this once.

    Raises `ValueError` for an address or a language that cannot be used.
    """
    known = receiver_of(desk.store, organization)
    if language not in (None, "en", "fr"):
        raise ValueError(f"language {language!r} is neither en nor fr")
    asked = Receiver(
        organization,
        known.email if email is None else email,
        known.language if language is None else "fr" if language == "fr" else "en",
        known.webhook_url if webhook_url is None else webhook_url,
    )
    allowed = bool(desk.settings.webhook_private_allowed)
    kept = set_receiver(desk.store, asked, desk.clock(), allowed)
    return _plain(kept) | ({"secret": kept.secret} if kept.secret else {})


def _plain(receiver: Receiver) -> dict[str, Any]:
    return {name: value for name, value in vars(receiver).items() if name != "secret"}
