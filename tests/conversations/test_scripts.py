"""What a person really sees: each script is played against the trained model with the real actions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from runner import Mismatch, Script, play, scripts

if TYPE_CHECKING:
    from live_assistant import Assistant

SCRIPTS = scripts()
pytestmark = [pytest.mark.live, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


def _cases() -> list[object]:
    return [
        pytest.param(each, id=each.title, marks=[pytest.mark.xfail(reason=each.bug, strict=False)] if each.bug else [])
        for each in SCRIPTS
    ]


@pytest.mark.parametrize("script", _cases())
def test_the_conversation_goes_as_written(script: Script, assistant: Assistant) -> None:
    try:
        play(script, assistant)
    except Mismatch as mismatch:
        pytest.fail(str(mismatch), pytrace=False)


def test_there_are_sixty_scripts_in_each_language_and_no_title_twice() -> None:
    assert min(Counter(each.language for each in SCRIPTS).values()) >= 60
    assert not [title for title, times in Counter(each.title for each in SCRIPTS).items() if times > 1]
