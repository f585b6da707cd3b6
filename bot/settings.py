"""Settings, read once from the environment or `.env`; `.env.example` lists every one with its default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent.parent


class BadSetting(ValueError):
    """A setting holds a value it cannot hold; the message names it and says how to mend it."""


@dataclass(frozen=True)
class Settings:
    """Every setting: its name in the environment is the field's name in capitals."""

    web_port: int = 8000
    web_host: str = "127.0.0.1"
    rasa_port: int = 5005
    rasa_host: str = "127.0.0.1"
    actions_port: int = 5055
    actions_host: str = "127.0.0.1"
    rasa_url: str = "http://127.0.0.1:5005"
    actions_url: str = "http://127.0.0.1:5055"
    rasa_token: str = ""
    database_url: str = "sqlite:///var/tremplin.db"
    tracker_database: str = "var/conversations.db"
    secret_key: str = ""
    allowed_origins: str = ""
    trusted_proxies: str = ""
    public_url: str = "http://localhost:8000"
    tremplin_today: str = ""
    host_intermediary: str = "host_chamber"
    reply_within_days: int = 3
    privacy_contact: str = "privacy@chamber.example"
    message_max_chars: int = 2000
    body_max_bytes: int = 16384
    rate_per_minute: int = 240
    rate_per_conversation_per_minute: int = 60
    chat_deadline_seconds: float = 12.0
    rasa_parallel: int = 4
    conversation_days: int = 30
    session_hours: int = 12
    login_attempts: int = 5
    login_window_minutes: int = 15
    console_totp_required: int = 0
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = ""
    retention_conversation_days: int = 30
    retention_ticket_months: int = 12
    time_zone: str = "America/Toronto"
    smtp_url: str = ""
    mail_from: str = "tremplin@chamber.example"
    webhook_private_allowed: int = 0
    redis_url: str = ""
    event_broker_url: str = ""
    log_format: str = "plain"
    log_level: str = "WARNING"
    metrics_token: str = ""
    otel_exporter_otlp_endpoint: str = ""
    jobs_database: str = "var/jobs.db"
    queue_capacity: int = 40

    @property
    def today(self) -> date:
        """The day advice is given for: `TREMPLIN_TODAY`, else the clock."""
        return date.fromisoformat(self.tremplin_today) if self.tremplin_today else date.today()

    @property
    def conversations(self) -> str:
        """Where Rasa keeps conversations: the address of a database, or the whole path of a SQLite file."""
        return self.tracker_database if "://" in self.tracker_database else str(self.path(self.tracker_database))

    def path(self, value: str) -> Path:
        """A path of the settings, relative to the project's root."""
        return ROOT / value


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from `environment` (default: `.env`, overridden by the process environment).

    A value may be in a file of its own, such as a container's secret: `SECRET_KEY_FILE=/run/secrets/secret_key`.
    Raises `BadSetting` naming the variable that cannot be read.
    """
    if environment is None:
        environment = {**{k: v for k, v in dotenv_values(ROOT / ".env").items() if v is not None}, **os.environ}
    values: dict[str, Any] = {}
    for field in fields(Settings):
        name = field.name.upper()
        text = environment.get(name) or _kept_in_file(f"{name}_FILE", environment)
        if text:
            values[field.name] = _read(name, text, type(field.default))
    settings = Settings(**values)
    _check_today(settings)
    _check_issuer(settings)
    return settings


def is_secure(url: str) -> bool:
    """Whether a secret may travel there: https, or plain http to this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1"))


def _kept_in_file(name: str, environment: Mapping[str, str]) -> str:
    if not environment.get(name):
        return ""
    try:
        return Path(environment[name]).read_text("utf-8").strip()
    except OSError as problem:
        raise BadSetting(f"{name}={environment[name]!r} cannot be read: {problem.strerror}") from None


def _read(name: str, text: str, kind: type) -> Any:
    try:
        return kind(text)
    except ValueError:
        raise BadSetting(f"{name}={text!r} is not a valid {kind.__name__}: correct it in .env") from None


def _check_today(settings: Settings) -> None:
    try:
        _ = settings.today
    except ValueError:
        raise BadSetting(f"TREMPLIN_TODAY={settings.tremplin_today!r} is not a date: use YYYY-MM-DD") from None


def _check_issuer(settings: Settings) -> None:
    if settings.oidc_issuer and not is_secure(settings.oidc_issuer):
        raise BadSetting(f"OIDC_ISSUER={settings.oidc_issuer!r} is not an https address: correct it in .env")
    if settings.oidc_issuer and not settings.oidc_client_id:
        raise BadSetting("OIDC_ISSUER is set and OIDC_CLIENT_ID is not: set both, or neither")
