"""Notices by e-mail, in the language the organization reads."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

import yaml
from babel.dates import format_date

from bot.delivery.outbox import NotDelivered, Notice
from bot.intake.store import Row

TEMPLATES: Final = Path(__file__).parent / "emails.yml"
LOCALES: Final = {"en": "en_CA", "fr": "fr_CA"}
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
SECONDS: Final = 15.0


class Mail:
    """Sends notices through the server of `smtp_url`; empty means that this installation sends no e-mail.

    `smtp://user:password@host:587` begins TLS before it logs in; `smtps://` speaks TLS from the start. Only a server
    on this machine is spoken to without TLS.
    """

    def __init__(self, smtp_url: str, sender: str, public_url: str) -> None:
        self._server = urlsplit(smtp_url) if smtp_url else None
        self._sender = sender
        self._public_url = public_url.rstrip("/")

    def __call__(self, notice: Notice, receiver: Row) -> None:
        """Send one notice; raises `NotDelivered` unless the server took it for every address."""
        if self._server is None:
            raise NotDelivered("smtp_off")
        message = self.compose(notice, receiver)
        try:
            self._send(self._server, message)
        except TimeoutError:
            raise NotDelivered("timeout") from None
        except smtplib.SMTPRecipientsRefused:
            raise NotDelivered("address_refused") from None
        except smtplib.SMTPResponseException as refused:
            raise NotDelivered(f"smtp {refused.smtp_code}") from None
        except (smtplib.SMTPException, OSError, ValueError):
            raise NotDelivered("no_connection") from None

    def compose(self, notice: Notice, receiver: Row) -> EmailMessage:
        """The message of a notice; its id is made from the notice's key, the same at every attempt."""
        language = str(receiver["language"] or "en")
        values = _values(notice, language, self._public_url)
        parts = templates()
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"] = self._sender, str(receiver["email"])
        message["Subject"] = parts[f"{notice.kind}.subject"][language].format(**values)
        message["Date"] = format_datetime(notice.created_at)
        message["Message-ID"] = f"<{notice.key}@{urlsplit(self._public_url).hostname or 'localhost'}>"
        message["Content-Language"] = language
        message["Auto-Submitted"] = "auto-generated"
        text = [parts[part][language].format(**values) for part in (f"{notice.kind}.text", "signature")]
        message.set_content("\n\n".join(text) + "\n")
        return message

    def _send(self, server: SplitResult, message: EmailMessage) -> None:
        host, tls = server.hostname or "localhost", ssl.create_default_context()
        if server.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(host, server.port or 465, timeout=SECONDS, context=tls)
        else:
            connection = smtplib.SMTP(host, server.port or 587, timeout=SECONDS)
        try:
            if server.scheme != "smtps" and host not in LOOPBACK:
                connection.starttls(context=tls)
            if server.username:
                connection.login(unquote(server.username), unquote(server.password or ""))
            if connection.send_message(message):
                raise NotDelivered("address_refused")
        finally:
            with suppress(smtplib.SMTPException, OSError):  # taken already: how they part changes nothing
                connection.quit()


@lru_cache(maxsize=1)
def templates() -> Mapping[str, Mapping[str, str]]:
    """Every sentence of the e-mails, by part and language."""
    loaded: dict[str, dict[str, str]] = yaml.safe_load(TEMPLATES.read_text(encoding="utf-8"))
    return loaded


def _values(notice: Notice, language: str, public_url: str) -> dict[str, Any]:
    parts, facts = templates(), notice.facts
    due, spoken = facts.get("due_on"), facts.get("language")
    return {
        "reference": notice.reference,
        "province": facts.get("province") or parts["unknown"][language],
        "speaks": parts[f"speaks.{spoken}"][language] if spoken else parts["unknown"][language],
        "due_on": format_date(date.fromisoformat(due), "long", locale=LOCALES[language]) if due else "",
        "day": facts.get("day", ""),
        "link": f"{public_url}/console/tickets/{notice.reference}",
    }
