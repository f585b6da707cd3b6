"""The prepared schema lets through and refuses what Rasa's own check does."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from bot.action_replies import prepare_once

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
