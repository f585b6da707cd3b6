"""Notices by e-mail, in the language the organization reads."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timezone
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
from bot.language import Language, typeset

TEMPLATES: Final = Path(__file__).parent / "emails.yml"
LOCALES: Final = {"en": "en_CA", "fr": "fr_CA"}
BOTH: Final[Mapping[Language, Sequence[Language]]] = {
    "en": ("en", "fr"),
    "fr": ("fr", "en"),
}  # an owner reads hers first
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
        if not receiver["email"]:
            raise NotDelivered("no_address")
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
        language: Language = "fr" if receiver["language"] == "fr" else "en"
        languages = BOTH[language] if notice.channel == CHANNEL else (language,)
        said = {each: self._said(notice, receiver, each) for each in languages}
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"] = self._sender, str(receiver["email"])
        message["Subject"] = said[language][0]
        message["Date"] = format_datetime(datetime.now(timezone.utc))
        message["Message-ID"] = f"<{notice.key}@{urlsplit(self._public_url).hostname or 'localhost'}>"
        message["Auto-Submitted"] = "auto-generated"
        if notice.kind.startswith("followup_"):
            message["List-Unsubscribe"] = f"<{self._link(notice, receiver)}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(_whole([said[each][1] for each in languages], languages))
        message["Content-Language"] = ", ".join(languages)  # after the content, which would take it away
        return message

    def _said(self, notice: Notice, receiver: Row, language: Language) -> tuple[str, str]:
        """The subject and the text of a notice in one language."""
        values = {**_facts(notice, language), "link": self._link(notice, receiver)}
        values["privacy_contact"] = self._privacy_contact
        subject, text = (templates()[f"{notice.kind}.{part}"][language] for part in ("subject", "text"))
        return typeset(subject.format(**values), language), typeset(text, language).format(**values)

    def _link(self, notice: Notice, receiver: Row) -> str:
        return f"{self._public_url}{receiver.get('link') or f'/console/tickets/{notice.reference}'}"

    def _send(self, server: SplitResult, message: EmailMessage) -> None:
        host, tls = server.hostname or "localhost", ssl.create_default_context  # it reads every known authority
        if server.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(host, server.port or 465, timeout=SECONDS, context=tls())
        else:
            connection = smtplib.SMTP(host, server.port or 587, timeout=SECONDS)
        try:
            if server.scheme != "smtps" and host not in LOOPBACK:
                connection.starttls(context=tls())
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


def _whole(texts: Sequence[str], languages: Sequence[Language]) -> str:
    """The texts one after the other, the second announced at the top; then one signature."""
    parts = templates()
    announced = [parts["follows"][each] for each in languages[1:]]
    signed = "\n".join(["-- ", *(parts["signature"][each] for each in languages)])
    return "\n\n".join([*announced, *texts, signed]) + "\n"


def _facts(notice: Notice, language: Language) -> dict[str, Any]:
    parts, facts = templates(), notice.facts
    due, spoken, province = facts.get("due_on"), facts.get("language"), facts.get("province")
    return {
        "reference": notice.reference,
        "province": parts[f"province.{province}" if province else "unknown"][language],
        "speaks": parts[f"speaks.{spoken}"][language] if spoken else parts["unknown"][language],
        "due_on": _day(date.fromisoformat(due), language) if due else "",
        "day": facts.get("day", ""),
        "mentioned": facts.get("mentioned", ""),
    }


def _day(value: date, language: Language) -> str:
    """A day in full: November 26, 2026, or 26 novembre 2026 (1er for the first)."""
    text = str(format_date(value, "long", locale=LOCALES[language]))
    return text.replace("1 ", "1er ", 1) if language == "fr" and value.day == 1 else text
