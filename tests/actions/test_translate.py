"""The language of a turn, and the way between Rasa's slots and the values of the dialogue."""

from __future__ import annotations

from typing import Any

import pytest
from action_kit import FakeServices, a_message, a_tracker, run, said, slots_set
from hypothesis import given
from hypothesis import strategies as st
from strategies import profiles

from actions.onboarding import ChangeLanguage, TakeInFacts
from actions.translate import heard_from, language_due, slots_of, talk_from
from bot.dialogue.talk import Talk
from bot.profile import CONTACT_FIELDS, Profile


@pytest.mark.parametrize(
    ("kept", "page", "written", "held_in"),
    [
        (None, None, "fr", "fr"),
        (None, None, "en", "en"),
        (None, None, None, "en"),
        (None, "fr", "en", "fr"),
        ("fr", None, "en", "fr"),
        ("en", None, "fr", "en"),
        ("en", "fr", "en", "fr"),
        (None, "de", "fr", "fr"),
    ],
)
def test_the_page_decides_then_what_is_kept_then_what_is_written(
    kept: str | None, page: str | None, written: str | None, held_in: str
) -> None:
    entities = {"language": written} if written else {}
    tracker = a_tracker(a_message("x", metadata={"language": page}, **entities), language=kept)
    assert language_due(tracker, "take_in_facts") == held_in


@pytest.mark.parametrize(
    ("kept", "text", "written", "held_in"),
    [
        ("en", "français", "fr", "fr"),
        ("en", "in French please", "en", "fr"),
        ("fr", "English", "en", "en"),
        ("fr", "parlez-vous anglais?", "fr", "en"),
        ("fr", "on peut continuer en français?", "fr", "fr"),
        ("en", "can we switch languages?", "en", "fr"),
    ],
)
def test_a_request_to_switch_goes_to_the_language_it_names(kept: str, text: str, written: str, held_in: str) -> None:
    tracker = a_tracker(a_message(text, "change_language", language=written), language=kept)
    assert language_due(tracker, "change_language") == held_in


@pytest.mark.parametrize("text", ["can I change something", "I want to change my answer", "change it"])
def test_a_change_of_something_else_does_not_switch(text: str) -> None:
    tracker = a_tracker(a_message(text, "change_language", language="en"), language="en")
    assert language_due(tracker, "change_language") == "en"


async def test_a_new_language_is_set_before_anything_is_said() -> None:
    tracker = a_tracker(a_message("bonjour", language="fr"), language=None)
    messages, events = await run(TakeInFacts, tracker, FakeServices())
    assert messages == []
    assert slots_set(events) == {"language": "fr"}
    assert events[-1]["name"] == "action_take_in_facts"


async def test_once_set_this_turn_the_language_stays_and_the_turn_is_held() -> None:
    set_now = {"event": "slot", "name": "language", "value": "fr"}
    tracker = a_tracker(a_message("français", "change_language", language="fr"), [set_now], language="fr")
    messages, _ = await run(ChangeLanguage, tracker, FakeServices())
    assert said(messages)[0] == "utter_language_changed"
    assert messages[-1]["custom"]["language"] == "fr"


def _nothing(value: Any) -> bool:
    return value in (None, [], ())


@given(
    profile=profiles(),
    asking=st.none() | st.sampled_from(("province", "email", "consent", "review")),
    unknowns=st.lists(st.sampled_from(("province", "headcount")), unique=True).map(tuple),
    given_fields=st.lists(st.sampled_from(CONTACT_FIELDS), unique=True).map(
        lambda names: tuple(each for each in CONTACT_FIELDS if each in names)
    ),
    misses=st.integers(0, 4),
)
def test_a_talk_comes_back_from_its_slots_as_it_was(
    profile: Profile, asking: str | None, unknowns: tuple[str, ...], given_fields: tuple[str, ...], misses: int
) -> None:
    language: Any = profile.language
    talk = Talk("c1", language, profile, asking=asking, unknowns=unknowns, given=given_fields, misses=misses)
    held = {name: value for name, value in slots_of(talk, Talk("c1", "en")).items() if not _nothing(value)}
    assert talk_from(a_tracker(a_message(), **{"language": language, **held})) == talk


def test_nothing_changed_sets_nothing() -> None:
    talk = Talk("c1", "en", Profile(province="ON"), asking="headcount")
    assert slots_of(talk, talk) == {}


def test_entities_of_one_name_are_kept_in_order() -> None:
    heard = heard_from(a_tracker(a_message("a and b", format=("consulting", "competition"))))
    assert heard.facts["format"] == ("consulting", "competition")


def test_a_payload_is_a_button() -> None:
    assert heard_from(a_tracker(a_message("/affirm", "affirm"))).is_button
    assert not heard_from(a_tracker(a_message("yes", "affirm"))).is_button


def test_a_message_without_an_intent_is_out_of_scope() -> None:
    message = {**a_message("?"), "intent": {}, "intent_ranking": []}
    assert heard_from(a_tracker(message)).intent == "out_of_scope"
