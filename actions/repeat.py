"""A message that arrives twice, because the page sent it again when a process died: it is answered, not taken again."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker


def said_before(tracker: Tracker) -> list[dict[str, Any]]:
    """What was said when the latest message came the first time; empty if it is new or its turn had not ended.

    The page gives each message an id of its own, which every resend carries.
    """
    key = _key(tracker.latest_message)
    turns = _turns(tracker.events)
    answered = [said for heard, said in turns[:-1] if key and _key(heard) == key and _ended(said)]
    return answered[0] if answered else []


def _turns(events: list[dict[str, Any]]) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each message with what the assistant said to it."""
    turns: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    for event in events:
        if event.get("event") == "user":
            turns.append((event, []))
        elif event.get("event") == "bot" and turns:
            turns[-1][1].append(event)
    return turns


def _key(heard: dict[str, Any]) -> Any:
    return (heard.get("metadata") or {}).get("message_id")


def _ended(said: list[dict[str, Any]]) -> bool:
    return any(((event.get("data") or {}).get("custom") or {}).get("type") == "turn" for event in said)
