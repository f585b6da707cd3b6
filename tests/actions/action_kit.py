"""Builders for the tests of the actions: a tracker from slots and a message, what was said, fake services."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import MoveAction

sys.path.append(str(Path(__file__).resolve().parents[1] / "unit"))  # the fakes of the dialogue's own tests
from dialogue_builders import FakeServices  # noqa: E402

__all__ = ["FakeServices", "a_message", "a_tracker", "run", "slots_set", "said"]


def a_message(text: str = "hello", intent: str = "inform", metadata: Any = None, **entities: Any) -> dict[str, Any]:
    """A message as Rasa hands it on; each entity one value or a tuple of them."""
    found = [
        {"entity": name, "value": value}
        for name, values in entities.items()
        for value in (values if isinstance(values, tuple) else (values,))
    ]
    ranking = [{"name": intent, "confidence": 0.99}, {"name": "greet", "confidence": 0.01}]
    return {
        "text": text, "intent": ranking[0], "intent_ranking": ranking, "entities": found, "metadata": metadata or {},
    }  # fmt: skip


def a_tracker(message: dict[str, Any] | None = None, events: Any = (), **slots: Any) -> Tracker:
    """A tracker in English unless told otherwise, with the message as its last event."""
    heard = message or a_message()
    said = {"event": "user", "text": heard["text"], "parse_data": heard, "metadata": heard["metadata"]}
    held = {"language": "en", **slots}
    return Tracker("c1", held, heard, [said, *events], False, None, {}, "action_listen")


async def run(action: type[MoveAction], tracker: Tracker, services: FakeServices) -> tuple[list[Any], list[Any]]:
    """What the action says and the events it leaves."""
    dispatcher = CollectingDispatcher()
    events = await action(services).run(dispatcher, tracker, {})  # type: ignore[arg-type]
    return dispatcher.messages, events


def said(messages: list[Any]) -> list[str]:
    """The responses, in order."""
    return [message["response"] for message in messages if message.get("response")]


def slots_set(events: list[Any]) -> dict[str, Any]:
    """The slots an action changes."""
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}
