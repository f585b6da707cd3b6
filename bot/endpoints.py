"""What Rasa connects to: `endpoints.yml`, and what the settings add to it when Rasa has company."""

from __future__ import annotations

import json
import os
from tempfile import NamedTemporaryFile
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

from bot.settings import ROOT, BadSetting, Settings

FILE: Final = "endpoints.yml"
WRITTEN: Final = "var/endpoints.yml"
QUEUE: Final = "tremplin"


def endpoints_file(settings: Settings) -> str:
    """The file to give Rasa: the project's own or, where settings add to it, one written for its owner only."""
    more = additions(settings)
    if not more:
        return FILE
    path = settings.path(WRITTEN)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{name}: {json.dumps(value)}\n" for name, value in more.items()]
    with NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", delete=False) as file:  # mode 0600
        file.write((ROOT / FILE).read_text("utf-8") + "".join(lines))
    os.replace(file.name, path)
    return str(path)


def additions(settings: Settings) -> dict[str, Any]:
    """The sections that the settings add: locks in Redis, an event broker; raises `BadSetting`."""
    found: dict[str, Any] = {}
    if settings.redis_url:
        found["lock_store"] = {"type": "bot.lock_store.SharedLockStore", "url": settings.redis_url}
    if settings.event_broker_url:
        found["event_broker"] = _broker(settings.event_broker_url)
    return found


def _broker(address: str) -> dict[str, Any]:
    url = urlsplit(address)
    if url.scheme in ("amqp", "amqps") and url.hostname:
        return _rabbitmq(url)
    if url.scheme in ("kafka", "kafkas") and url.hostname:
        return _kafka(url)
    raise BadSetting("EVENT_BROKER_URL must begin with amqp://, amqps://, kafka:// or kafkas:// and name a host")


def _rabbitmq(url: SplitResult) -> dict[str, Any]:
    port = url.port or (5671 if url.scheme == "amqps" else 5672)
    return {
        "type": "pika",
        "url": f"{url.scheme}://{url.hostname}:{port}{url.path}",
        "port": port,
        "username": url.username or "guest",
        "password": url.password or "guest",
        "queues": [QUEUE],
    }


def _kafka(url: SplitResult) -> dict[str, Any]:
    secured = "SSL" if url.scheme == "kafkas" else "PLAINTEXT"
    section: dict[str, Any] = {
        "type": "kafka",
        "url": f"{url.hostname}:{url.port or 9092}",
        "topic": url.path.strip("/") or QUEUE,
        "client_id": QUEUE,
        "partition_by_sender": True,
        "security_protocol": f"SASL_{secured}" if url.username else secured,
    }
    if url.username:
        section |= {"sasl_username": unquote(url.username), "sasl_password": unquote(url.password or "")}
    return section
