"""A conversation's events as Rasa serializes them, with personal data masked: what may rest in a tracker store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Final

from bot.masking import Span, find, mask
from bot.masking_words import fold
from bot.profile import CONTACT_FIELDS

HIDDEN: Final = "[…]"
GIVEN: Final = "given"
# While one of these is asked, all that she types is hers alone.
PRIVATE_QUESTIONS: Final = frozenset((*CONTACT_FIELDS, "ticket_email"))
# Responses that read her own data back.
PERSONAL_RESPONSES: Final = frozenset(("utter_review", "utter_my_data"))
_FORGETTING: Final = frozenset(("restart", "reset_slots", "session_started"))
# Ids, readings of the model: words of ours, never what she typed.
_STRUCTURAL: Final = frozenset(
    ("event", "message_id", "input_channel", "model_id", "assistant_id", "utter_action")
    + ("intent", "intent_ranking", "response_selector")
)
Event = dict[str, Any]
Clean = Callable[[str], str]


def masked_events(events: Iterable[Mapping[str, Any]], after: int = 0) -> Iterator[Event]:
    """Masked copies, one for one, of the events past the first `after`; the originals stay as they are.

    `events` is the conversation from its start, as dictionaries: the earlier ones tell what was being asked.
    """
    asking: Any = None
    for position, event in enumerate(events):
        kind = event.get("event")
        if position >= after:
            yield mask_event(event, private=asking in PRIVATE_QUESTIONS)
        if kind in _FORGETTING:
            asking = None
        elif kind == "slot" and event.get("name") == "asking":
            asking = event.get("value")


def mask_event(event: Mapping[str, Any], private: bool = False) -> Event:
    """A masked copy of one event; `private` when a contact detail had been asked before it."""
    match event.get("event"):
        case "user":
            return _heard(event, private)
        case "bot":
            return _said(event)
        case "slot":
            return _slot(event)
        case "entities":  # a second copy of what the "user" event holds
            return {**_scrubbed(event, mask), "entities": []}
        case _:  # names of actions and the like
            return _scrubbed(event, _mask_ours)


def _heard(event: Mapping[str, Any], private: bool) -> Event:
    text = event.get("text") or ""
    if private and text.strip() and not text.startswith("/"):
        masked = _scrubbed(event, _hiding(text))
        masked["parse_data"] = {**(masked.get("parse_data") or {}), "entities": []}
        return masked
    return _scrubbed(event, cache(_masking(text, find(text))))  # Rasa's event holds the text more than once


def _hiding(typed: str) -> Clean:
    whole = fold(typed.strip())

    def clean(value: str) -> str:
        plain = fold(value)
        return HIDDEN if plain.strip() == whole or (len(whole) >= 5 and whole in plain) else mask(value)

    return clean


def _masking(typed: str, spans: list[Span]) -> Clean:
    found = [(fold(typed[span.start : span.end]), span.kind) for span in spans]

    def clean(value: str) -> str:
        if value == typed and not spans:
            return value
        plain = fold(value)
        if len(plain) >= 3:  # an entity may hold a piece of a name that alone would not be known for one
            for text, kind in found:
                if plain in text:
                    return f"[{kind}]"
        return mask(value)

    return clean


def _said(event: Mapping[str, Any]) -> Event:
    custom = (event.get("data") or {}).get("custom")
    personal = isinstance(custom, Mapping) and custom.get("type") == "review"
    response = (event.get("metadata") or {}).get("utter_action")
    if not personal and response not in PERSONAL_RESPONSES:
        return _scrubbed(event, _mask_ours)
    masked = _scrubbed(event, mask)
    masked["text"] = HIDDEN
    masked["metadata"] = {"utter_action": response} if response else {}
    if isinstance(custom, Mapping):
        fields = custom.get("fields")
        masked["data"]["custom"]["fields"] = dict.fromkeys(fields, HIDDEN) if isinstance(fields, Mapping) else HIDDEN
    return masked


@lru_cache(maxsize=4096)
def _mask_ours(text: str) -> str:
    """`mask`, remembered: the assistant says the same to everyone. Never for what a visitor typed or reads back."""
    return mask(text)


def _slot(event: Mapping[str, Any]) -> Event:
    masked = _scrubbed(event, mask)
    if event.get("name") in CONTACT_FIELDS and event.get("value") not in (None, GIVEN):
        masked["value"] = HIDDEN
    return masked


def _scrubbed(value: Mapping[str, Any], clean: Clean) -> dict[str, Any]:
    return {key: item if key in _STRUCTURAL else _scrub(item, clean) for key, item in value.items()}


def _scrub(value: Any, clean: Clean) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return _scrubbed(value, clean)
    if isinstance(value, (list, tuple)):
        return [_scrub(item, clean) for item in value]
    return value
