"""What Rasa connects to: the project's file as it is, or with what the settings add."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.core.utils import AvailableEndpoints

from bot import endpoints
from bot.endpoints import FILE, additions, endpoints_file
from bot.settings import BadSetting, Settings


def broker(address: str) -> dict[str, Any]:
    found: dict[str, Any] = additions(Settings(event_broker_url=address))["event_broker"]
    return found


def test_alone_rasa_reads_the_project_s_own_file() -> None:
    assert endpoints_file(Settings()) == FILE


def test_rasa_reads_what_is_written_whatever_is_in_a_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "WRITTEN", str(tmp_path / "made" / "endpoints.yml"))
    monkeypatch.setenv("ACTIONS_URL", "http://127.0.0.1:5999")
    monkeypatch.setenv("TRACKER_DATABASE", "postgresql://u:p@h/d")
    redis = 'redis://:it\'s ${HOME} "so"@127.0.0.1:6379/0'
    path = Path(endpoints_file(Settings(redis_url=redis, event_broker_url="amqp://me:pw@rabbit")))
    assert path.stat().st_mode & 0o077 == 0
    read = AvailableEndpoints.read_endpoints(str(path))
    assert read.lock_store.url == redis
    assert read.lock_store.type == "bot.lock_store.SharedLockStore"
    assert read.action.url == "http://127.0.0.1:5999/webhook"
    assert read.tracker_store.kwargs["db"] == "postgresql://u:p@h/d"
    assert read.event_broker.type == "pika"


def test_rabbitmq_is_read_from_its_address() -> None:
    found = broker("amqps://me:p%40w@rabbit.example/tenant")
    assert (found["url"], found["username"], found["password"]) == ("amqps://rabbit.example:5671/tenant", "me", "p%40w")
    assert broker("amqp://rabbit")["port"] == 5672


def test_kafka_is_read_from_its_address() -> None:
    found = broker("kafkas://me:p%40w@kafka.example:9093/events")
    assert (found["url"], found["topic"], found["security_protocol"]) == ("kafka.example:9093", "events", "SASL_SSL")
    assert (found["sasl_username"], found["sasl_password"]) == ("me", "p@w")
    assert broker("kafka://kafka")["security_protocol"] == "PLAINTEXT"


@pytest.mark.parametrize("address", ["rabbit:5672", "https://rabbit", "amqp://", "kafka:///topic"])
def test_another_address_is_refused_by_the_setting_s_name(address: str) -> None:
    with pytest.raises(BadSetting, match="EVENT_BROKER_URL"):
        broker(address)
