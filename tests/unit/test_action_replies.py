"""The prepared schema lets through and refuses what Rasa's own check does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import ValidationError, validate
from rasa.core.actions.action import RemoteAction

from bot.action_replies import is_plain, prepare_once

ODD = st.sampled_from((None, 1, "slot", "followup", "bot", [], {}))
EVENTS = st.fixed_dictionaries({}, optional={name: ODD for name in ("event", "name", "value", "timestamp", "metadata")})
REPLIES = st.fixed_dictionaries({}, optional={"events": ODD | st.lists(EVENTS | ODD), "responses": ODD | st.lists(ODD)})
GOOD = {"events": [{"event": "slot", "name": "asking", "value": "headcount"}], "responses": [{"text": "Bonjour"}]}
BAD = ({"events": [{"event": "slot"}]}, {"responses": ["Bonjour"]}, [])


@pytest.fixture(params=["Rasa's own", "prepared"])
def action(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> RemoteAction:
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)  # put back after
    if request.param == "prepared":
        prepare_once()
    return RemoteAction("action_greet", None)


def test_a_good_reply_passes(action: RemoteAction) -> None:
    assert action._validate_action_result(GOOD)


@pytest.mark.parametrize("reply", BAD)
def test_a_bad_reply_is_refused(action: RemoteAction, reply: Any) -> None:
    with pytest.raises(ValidationError):
        action._validate_action_result(reply)


@given(REPLIES)
def test_what_is_not_checked_further_is_allowed_by_the_schema(reply: dict[str, Any]) -> None:
    if is_plain(reply):
        validate(reply, RemoteAction.action_response_format_spec())


def test_what_our_actions_answer_is_not_checked_further() -> None:
    listen = {"event": "followup", "timestamp": None, "name": "action_listen"}
    assert is_plain({**GOOD, "events": [*GOOD["events"], listen]})
    assert not is_plain({**GOOD, "events": [{"event": "user", "text": "hello"}]})
