"""The actions: slots in, messages and events out; an apology when the core fails; one row however often it is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from action_kit import FakeServices, a_message, a_tracker, run, said, slots_set

from actions import conversation, funding, handoff, onboarding, recommend
from actions.base import MoveAction
from bot.bootstrap import build
from bot.intake.trouble import Unavailable
from bot.profile import CONTACT_FIELDS
from bot.settings import Settings

READY = {
    "need_areas": ["creative_media"], "goals": ["get_work_done"], "province": "BC", "headcount": 4,
    "stage": "established", "supervision_hours_per_week": 5, "budget_cad": 500, "weeks_until_start": 8,
    "duration_days": 4, "work_mode": "on_site", "barriers": ["tight_timeline"],
}  # fmt: skip
EVERY = [
    each
    for module in (conversation, funding, handoff, onboarding, recommend)
    for each in vars(module).values()
    if isinstance(each, type) and issubclass(each, MoveAction) and each is not MoveAction
]


@pytest.mark.parametrize("action", EVERY, ids=lambda each: each.move)
@pytest.mark.parametrize("language", ["en", "fr"])
async def test_every_action_says_something_and_then_listens(action: type[MoveAction], language: str) -> None:
    messages, events = await run(action, a_tracker(language=language), FakeServices())
    if events[-1].get("name") != "action_listen":  # the language was set first: the same action runs again
        assert events[-1] == {"event": "followup", "timestamp": None, "name": f"action_{action.move}"}
        return
    assert said(messages)
    assert messages[-1]["custom"] == {"type": "turn", "language": language, "erased": False}


@pytest.mark.parametrize("action", EVERY, ids=lambda each: each.move)
async def test_when_the_core_fails_the_visitor_gets_words_and_a_person(action: type[MoveAction]) -> None:
    services = FakeServices()
    services.advise = services.today = _broken  # type: ignore[method-assign]
    services.desk = None
    messages, events = await run(action, a_tracker(a_message("we are 3", "inform", headcount=3)), services)
    if events[-1].get("name") != "action_listen":
        return
    assert said(messages)
    if "utter_failure" in said(messages):
        assert messages[0]["intermediary"] == "Riverside Chamber of Commerce (sample)"
        assert slots_set(events) == {}


def _broken(*_: Any) -> Any:
    raise RuntimeError("broken on purpose: secret words")


async def test_a_failing_turn_keeps_its_slots_and_says_which_conversation_not_what_was_said(caplog: Any) -> None:
    services = FakeServices()
    services.advise = _broken  # type: ignore[method-assign]
    message = a_message("my secret", headcount=3)
    messages, events = await run(onboarding.TakeInFacts, a_tracker(message, asking="province"), services)
    assert said(messages) == ["utter_failure"]
    assert messages[-1]["custom"]["type"] == "turn"
    assert slots_set(events) == {}
    assert "c1" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(("reason", "times", "heard"), [("away", 1, True), ("away", 2, False), ("full", 1, False)])
async def test_a_turn_is_held_once_more_when_the_database_went_away_under_it(
    reason: str, times: int, heard: bool
) -> None:
    services, advise, failures = FakeServices(), FakeServices().advise, iter([Unavailable(reason)] * times)

    def first_away(*given: Any, **named: Any) -> Any:
        for failure in failures:
            raise failure
        return advise(*given, **named)

    services.advise = first_away  # type: ignore[method-assign]
    tracker = a_tracker(a_message("my secret", headcount=3), asking="province")
    messages, _ = await run(onboarding.TakeInFacts, tracker, services)
    assert ("utter_failure" not in said(messages)) is heard


async def test_facts_become_slots() -> None:
    message = a_message("six in Moncton, marketing", headcount=6, province="NB", need_area=("marketing", "finance"))
    _, events = await run(onboarding.TakeInFacts, a_tracker(message), FakeServices())
    wanted = {"headcount": 6, "province": "NB", "need_areas": ["marketing", "finance"]}
    assert wanted.items() <= slots_set(events).items()


async def test_only_what_changed_is_set() -> None:
    message = a_message("five", headcount=5)
    _, events = await run(onboarding.TakeInFacts, a_tracker(message, province="NB", headcount=4), FakeServices())
    assert "province" not in slots_set(events)
    assert slots_set(events)["headcount"] == 5


async def test_the_recommendation_comes_with_what_a_widget_shows() -> None:
    tracker = a_tracker(a_message("well?", "request_recommendation"), **READY)
    messages, events = await run(recommend.RecommendFormat, tracker, FakeServices())
    custom = messages[0]["custom"]
    assert custom["type"] == "recommendation"
    assert custom["recommendations"][0]["format"] == slots_set(events)["advised"]


async def test_a_contact_answer_never_enters_a_slot() -> None:
    services = FakeServices()
    services.desk.record_consent("c1", "request", "v", "en", True)
    tracker = a_tracker(a_message("rox@example.org"), asking="email", consent="given")
    _, events = await run(onboarding.TakeInFacts, tracker, services)
    assert slots_set(events)["email"] == "given"
    assert "rox@" not in repr(events)


async def test_erasing_empties_every_slot_and_tells_the_door() -> None:
    services = FakeServices()
    held = {**READY, "asking": "erase", "advised": "consulting", "consent": "given", "email": "given"}
    messages, events = await run(onboarding.TakeYes, a_tracker(a_message("yes", "affirm"), **held), services)
    assert said(messages) == ["utter_erased"]
    assert messages[-1]["custom"]["erased"] is True
    assert {name: None for name in held} == {name: slots_set(events).get(name) for name in held}


async def test_sent_twice_there_is_one_row(tmp_path: Path) -> None:
    """The real desk and its database, and the second tap of an impatient finger."""
    services: Any = build(
        Settings(database_url=f"sqlite:///{tmp_path / 'i.db'}", tremplin_today="2026-11-22", secret_key="x")
    )
    services.desk.record_consent("c1", "request", "v", "en", True)
    for field, value in zip(CONTACT_FIELDS, ("Roxanne", "Truro Brake", "rox@example.org", "902 555-0111"), strict=True):
        services.desk.keep("c1", field, value)
    tracker = a_tracker(a_message("yes", "affirm"), asking="review", consent="given", **READY)
    first, _ = await run(onboarding.TakeYes, tracker, services)
    again, _ = await run(onboarding.TakeYes, tracker, services)
    assert first[0]["custom"]["reference"] == again[0]["custom"]["reference"]
    assert len(services.desk.export("c1")["tickets"]) == 1


async def test_the_ticket_holds_the_talk_but_not_the_contact_answers(tmp_path: Path) -> None:
    from actions.translate import transcript_of

    events = [
        {"event": "slot", "name": "asking", "value": "email"},
        {"event": "user", "text": "rox@example.org", "metadata": {}},
        {"event": "slot", "name": "asking", "value": None},
        {"event": "bot", "text": "Thank you"},
    ]
    lines = [line["text"] for line in transcript_of(a_tracker(a_message("hello"), events))]
    assert lines[0] == "hello"
    assert "rox@example.org" not in lines
    assert lines[-1] == "Thank you"
