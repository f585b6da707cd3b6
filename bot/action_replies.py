"""What the action server answers is checked by a prepared schema: Rasa prepares it anew for each reply (16 ms)."""

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
    _prepared().validate(reply)
    return True


@lru_cache(maxsize=1)
def _prepared() -> Any:
    schema = RemoteAction.action_response_format_spec()
    kind = validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)
