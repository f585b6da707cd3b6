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
from bot.intake.afterwards import CHANNEL
from bot.intake.store import Row

TEMPLATES: Final = Path(__file__).parent / "emails.yml"
LOCALES: Final = {"en": "en_CA", "fr": "fr_CA"}
BOTH: Final = {"en": ("en", "fr"), "fr": ("fr", "en")}  # an owner reads hers first
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
SECONDS: Final = 15.0


class Mail:
    """Sends notices through the server of `smtp_url`; empty means that this installation sends no e-mail.

    `smtp://user:password@host:587` begins TLS before it logs in; `smtps://` speaks TLS from the start. Only a server
    on this machine is spoken to without TLS.
    """

    def __init__(self, smtp_url: str, sender: str, public_url: str, privacy_contact: str = "") -> None:
        self._privacy_contact = privacy_contact
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
        parts = templates()
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"] = self._sender, str(receiver["email"])
        subject = parts[f"{notice.kind}.subject"][language]
        message["Subject"] = subject.format(**self._values(notice, receiver, language))
        message["Date"] = format_datetime(notice.created_at)
        message["Message-ID"] = f"<{notice.key}@{urlsplit(self._public_url).hostname or 'localhost'}>"
        languages = BOTH[language] if notice.channel == CHANNEL else (language,)
        message["Content-Language"] = ", ".join(languages)
        message["Auto-Submitted"] = "auto-generated"
        text = [parts[f"{notice.kind}.text"][each].format(**self._values(notice, receiver, each)) for each in languages]
        message.set_content("\n\n".join([*text, *(parts["signature"][each] for each in languages)]) + "\n")
        return message

    def _values(self, notice: Notice, receiver: Row, language: str) -> dict[str, Any]:
        link = receiver.get("link") or f"/console/tickets/{notice.reference}"
        address = {"link": f"{self._public_url}{link}", "privacy_contact": self._privacy_contact}
        return {**_facts(notice, language), **address}

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


def _facts(notice: Notice, language: str) -> dict[str, Any]:
    parts, facts = templates(), notice.facts
    due, spoken = facts.get("due_on"), facts.get("language")
    return {
        "reference": notice.reference,
        "province": facts.get("province") or parts["unknown"][language],
        "speaks": parts[f"speaks.{spoken}"][language] if spoken else parts["unknown"][language],
        "due_on": format_date(date.fromisoformat(due), "long", locale=LOCALES[language]) if due else "",
        "day": facts.get("day", ""),
        "mentioned": facts.get("mentioned", ""),
    }
