"""The actions count how turns were understood, by language."""

from __future__ import annotations

from typing import Any

import pytest
from action_kit import FakeServices, a_message, a_tracker, run

from actions import base
from actions.conversation import RedirectVisitor
from actions.onboarding import TakeInFacts
from bot.observability.moves import Moves


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Moves:
    figures = Moves()
    monkeypatch.setattr(base, "moves", lambda: figures)
    return figures


async def test_turns_are_counted_as_understood_missed_or_failed_in_their_language(counted: Moves) -> None:
    broken: Any = FakeServices()
    broken.desk = broken.advise = broken.today = None
    understood = a_message("we are 12", headcount=12)
    await run(TakeInFacts, a_tracker(understood), FakeServices())
    await run(RedirectVisitor, a_tracker(a_message("qsdf", "out_of_scope"), language="fr"), FakeServices())
    await run(TakeInFacts, a_tracker(understood), broken)
    text = counted.text().decode()
    assert 'tremplin_understood_total{language="en",outcome="understood"} 1.0' in text
    assert 'tremplin_understood_total{language="fr",outcome="missed"} 1.0' in text
    assert 'tremplin_understood_total{language="en",outcome="failed"} 1.0' in text
    assert 'tremplin_move_seconds_count{move="take_in_facts"} 2.0' in text
