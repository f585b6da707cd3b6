"""The advice in the conversation: given, defended, compared, changed; misunderstandings and frustration met."""

from __future__ import annotations

import pytest
from dialogue_builders import a_talk, a_turn, buttons, heard, names

from bot.dialogue.talk import Heard

READY = {
    "need_areas": ["creative_media"], "goals": ["get_work_done"], "barriers": ["tight_timeline"], "province": "BC",
    "headcount": 4, "stage": "established", "supervision_hours_per_week": 5, "budget_cad": 500, "weeks_until_start": 8,
    "duration_days": 4, "work_mode": "on_site",
}  # fmt: skip


def test_when_all_is_known_the_advice_comes_with_what_it_rests_on() -> None:
    turn = a_turn(a_talk(**READY), heard("what do you suggest?", "request_recommendation"))
    custom = turn.says[-1].custom
    assert custom is not None
    assert custom["type"] == "recommendation"
    assert custom["profile"]["province"] == "BC"
    assert custom["recommendations"][0]["format"] == turn.talk.advised


def test_a_correction_that_changes_the_advice_says_so() -> None:
    talk = a_turn(a_talk(**READY), heard("?", "request_recommendation")).talk
    turn = a_turn(talk, heard("eight weeks, and remote", duration_days=40, work_mode="remote"))
    assert names(turn) == ["utter_advice_changed", "utter_recommendation"]
    assert turn.talk.advised != talk.advised


def test_a_correction_that_changes_nothing_says_so() -> None:
    talk = a_turn(a_talk(**READY), heard("?", "request_recommendation")).talk
    turn = a_turn(talk, heard("we are 5 people", headcount=5))
    assert names(turn) == ["utter_advice_same"]
    assert turn.talk.profile.headcount == 5


def test_there_are_no_reasons_before_there_is_advice() -> None:
    assert names(a_turn(a_talk(), heard("why that one?", "explain_recommendation")))[0] == "utter_not_advised_yet"


def test_the_reasons_come_with_their_sources() -> None:
    talk = a_turn(a_talk(**READY), heard("?", "request_recommendation")).talk
    turn = a_turn(talk, heard("why?", "explain_recommendation"))
    assert names(turn) == ["utter_reasons"]
    assert turn.says[0].custom is not None
    assert turn.says[0].custom["ids"] == [talk.advised]


def test_the_formats_named_are_compared() -> None:
    message = heard("compare them", "compare_formats", format=("consulting", "competition"))
    custom = a_turn(a_talk(), message).says[0].custom
    assert custom is not None
    assert custom["ids"] == ["consulting", "competition"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("quick one: how does a hackathon actually work?", "utter_format"),
        ("is a hackathon better?", "utter_comparison"),
    ],
)
def test_one_format_named_and_set_beside_no_other_is_explained(text: str, said: str) -> None:
    message = Heard(text, "compare_formats", 0.57, {"format": ("competition",)})
    assert names(a_turn(a_talk(advised="micro_placement", need_areas=["software_it"]), message))[0] == said


def test_a_format_nobody_named_is_asked_for_with_all_six_to_tap() -> None:
    turn = a_turn(a_talk(), heard("tell me more", "ask_format"))
    assert names(turn) == ["utter_which_format"]
    assert len(turn.says[0].buttons) == 6


def test_an_unknown_format_is_asked_for_too() -> None:
    assert names(a_turn(a_talk(), heard("x", "ask_format", format="no_such_format"))) == ["utter_which_format"]


def test_a_program_by_name_is_explained() -> None:
    turn = a_turn(a_talk(), heard("what about SWPP?", "ask_funding"))
    assert names(turn) == ["utter_program"]
    assert turn.says[0].custom is not None
    assert turn.says[0].custom["ids"] == ["swpp"]


def test_the_answer_pressed_is_the_answer_given() -> None:
    turn = a_turn(a_talk(), heard("what is it?", "faq_what_is_wil"))
    others = [payload for payload in buttons(turn.says[0], "en") if payload.startswith("/faq_what_is_wil{")]
    for payload in others:
        wanted = payload.split('"')[3]
        pressed = a_turn(a_talk(), heard(payload, "faq_what_is_wil", faq=wanted))
        assert pressed.says[0].custom is not None
        assert pressed.says[0].custom["ids"] == [wanted]


def test_not_understood_three_times_ends_with_a_person_and_other_words_each_time() -> None:
    talk, said = a_talk(), []
    for text in ("asdf", "qwer", "zxcv"):
        turn = a_turn(talk, heard(text, "out_of_scope"))
        talk = turn.talk
        said.append(names(turn)[0])
    assert len(set(said)) == 3
    assert said[-1] == "utter_fallback_person"


def test_readings_are_offered_only_when_there_are_two_to_tap() -> None:
    from dataclasses import replace

    for readings in ((), ("out_of_scope",), ("list_formats", "faq_privacy")):
        message = replace(heard("hmm", "out_of_scope"), readings=readings)
        turn = a_turn(a_talk(misses=1), message)
        assert names(turn)[0] != "utter_did_you_mean" or len(turn.says[0].buttons) == 2


def test_a_complaint_is_met_twice_in_different_words() -> None:
    first = a_turn(a_talk(asking="province"), heard("useless", "complain"))
    second = a_turn(first.talk, heard("really useless", "complain"))
    assert names(first) == ["utter_sorry_frustrated", "utter_ask_province"]
    assert names(second) == ["utter_sorry_again", "utter_ask_province"]


def test_a_student_gets_a_pointer_and_the_question_waits() -> None:
    turn = a_turn(a_talk(asking="province"), heard("I look for a placement", "out_of_scope", pointer="student"))
    assert names(turn) == ["utter_pointer_student", "utter_ask_province"]


def test_what_if_notes_nothing() -> None:
    talk = a_turn(a_talk(**READY), heard("?", "request_recommendation")).talk
    turn = a_turn(talk, heard("what if we had 3 more hours?", supervision_hours_per_week=3))
    assert turn.talk.profile.supervision_hours_per_week == 5


@pytest.mark.parametrize(("language", "text"), [("en", "what are the next steps?"), ("fr", "c'est quoi la suite?")])
def test_next_steps_say_who_does_what(language: str, text: str) -> None:
    talk = a_talk(language=language, need_areas=["marketing"], advised="online_project", topic="online_project")
    turn = a_turn(talk, heard(text, "explain_recommendation"))
    assert names(turn) == ["utter_next_steps"]
    assert turn.says[0].custom["ids"] == ["online_project"]


def test_the_money_after_the_advice_says_what_is_paid_when() -> None:
    talk = a_talk(need_areas=["marketing"], province="NB", advised="online_project", topic="online_project")
    text = a_turn(talk, heard("the money", "ask_funding")).says[0].values["text"]
    assert "The money, in order" in text
