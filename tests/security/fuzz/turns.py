"""The body of a chat turn: taken, or refused with a problem that names the field."""

from __future__ import annotations

import json
import unicodedata

from bot.profile import InvalidProfile, Profile
from bot.web.chat import Incoming, clean
from bot.web.problem import Problem, problem_response
from bot.web.words import reading_language

SEEDS = (
    '{"conversation": null, "message": "Bonjour", "language": "fr", "message_id": "a1"}',
    '{"conversation": "abc.def", "message": "/restart\\u0000\\ud800", "language": null}',
    '{"language": "en", "headcount": 12, "province": "NB", "need_areas": ["web_digital"], "budget_cad": 1e400}',
    '"\\\\//  /session_start{}"', "fr-CA;q=0.9, en;q=x, *", "[]", "{",
)  # fmt: skip


def check(text: str) -> None:
    """Any JSON object is read as a turn and as a profile, or refused; no command of Rasa's is left in a message."""
    assert reading_language(text) in ("en", "fr")
    _check_cleaned(text)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(data, dict):
        _check_turn(data)
        try:
            assert Profile.from_mapping(Profile.from_mapping(data).to_dict()) == Profile.from_mapping(data)
        except InvalidProfile as refused:
            assert refused.field in data


def _check_turn(data: dict[str, object]) -> None:
    try:
        incoming = Incoming.from_mapping(data)
    except Problem as refused:
        assert refused.status == 422
        assert b"field" in bytes(problem_response(refused, "fr").body)
        return
    assert incoming.language in (None, "en", "fr")
    _check_cleaned(incoming.message)


def _check_cleaned(text: str) -> None:
    message = clean(text)
    assert not message.startswith("/")
    assert clean(message) == message
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in message if c not in "\n\t")
    message.encode()
