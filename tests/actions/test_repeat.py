"""A message that comes twice is answered twice with the same words and taken in once."""

from __future__ import annotations

from typing import Any

from action_kit import FakeServices, a_message, a_tracker, run, said, slots_set

from actions.onboarding import TakeInFacts
from bot.masking_events import mask_event

ID = "kJ3-5065550199-message"
END = {"type": "turn", "language": "en", "erased": False}


def heard(key: str | None, text: str = "we are 12") -> dict[str, Any]:
    return {"event": "user", "text": text, "metadata": {"message_id": key} if key else {}}


def bot(text: str | None, **data: Any) -> dict[str, Any]:
    return {"event": "bot", "text": text, "data": data}


def arrives(*before: dict[str, Any], key: str | None = ID) -> Any:
    """The message, after what happened before it."""
    message = a_message("we are 12", headcount=12, metadata={"message_id": key} if key else {})
    tracker = a_tracker(message)
    tracker.events[:0] = before
    return tracker


async def test_the_same_words_buttons_and_mark_come_again_and_nothing_changes() -> None:
    first = bot("How many?", buttons=[{"title": "1", "payload": "/a"}], custom={"type": "question"})
    before = (heard(ID), first, bot(None, custom=END), heard("other"), bot("Later", custom=END))
    messages, events = await run(TakeInFacts, arrives(*before), FakeServices())
    shown = [(message["text"], message["buttons"], message["custom"]) for message in messages]
    assert shown == [("How many?", [{"title": "1", "payload": "/a"}], {"type": "question"}), (None, [], END)]
    assert slots_set(events) == {}
    assert events[-1]["name"] == "action_listen"


async def test_a_turn_that_had_not_ended_is_held_again() -> None:
    messages, events = await run(TakeInFacts, arrives(heard(ID), bot("How")), FakeServices())
    assert said(messages)
    assert slots_set(events)["headcount"] == 12


async def test_another_message_with_the_same_words_is_a_new_one() -> None:
    for key in ("another", None):
        before = (heard(ID), bot("Done", custom=END), heard(None), bot("Done", custom=END))
        _, events = await run(TakeInFacts, arrives(*before, key=key), FakeServices())
        assert slots_set(events)["headcount"] == 12


def test_the_id_survives_masking_even_where_it_looks_like_a_telephone_number() -> None:
    assert mask_event(heard(ID))["metadata"] == {"message_id": ID}
