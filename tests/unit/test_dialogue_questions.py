"""The questions: one at a time, only what matters, explained once, never asked again after "I don't know"."""

from __future__ import annotations

from typing import Any

import pytest
from dialogue_builders import FakeServices, a_talk, a_turn, heard, names

from bot.dialogue.talk import Heard
from bot.profile import CONTACT_FIELDS, PROFILE_FIELDS

ASKED = [field for field in PROFILE_FIELDS if field not in ("language", "sector")]
NO_QUESTION = "What colour is the sky over there by the river"


def test_the_first_question_is_about_the_work_to_be_done() -> None:
    turn = a_turn(a_talk(), heard("hello", "greet"))
    assert names(turn) == ["utter_greet", "utter_ask_need_areas"]


def test_several_facts_of_one_message_are_all_noted() -> None:
    turn = a_turn(
        a_talk(), heard("six of us in Moncton, for marketing", headcount=6, province="NB", need_area="marketing")
    )
    assert (turn.talk.profile.headcount, turn.talk.profile.province) == (6, "NB")
    assert turn.talk.profile.need_areas == ("marketing",)


@pytest.mark.parametrize("field", ASKED)
def test_i_do_not_know_is_an_answer_and_the_question_does_not_come_back(field: str) -> None:
    known = {} if field == "need_areas" else {"need_areas": ["operations"]}
    turn = a_turn(a_talk(asking=field, **known), heard("I don't know", unsure="yes"))
    assert field in turn.talk.unknowns
    assert f"utter_ask_{field}" not in names(turn)


@pytest.mark.parametrize("field", ["province", "headcount", "stage", "budget_cad", "weeks_until_start", "work_mode"])
def test_what_is_no_answer_is_explained_once_then_done_without(field: str) -> None:
    talk = a_talk(asking=field, need_areas=["operations"])
    first = a_turn(talk, heard(NO_QUESTION))
    assert names(first)[1:] == [f"utter_explain_{field}", f"utter_ask_{field}"]
    second = a_turn(first.talk, heard(NO_QUESTION))
    assert names(second)[0] == "utter_skipped"
    assert field in second.talk.unknowns


@pytest.mark.parametrize("field", ASKED)
def test_why_do_you_ask_is_answered_and_the_question_waits(field: str) -> None:
    turn = a_turn(a_talk(asking=field), heard("why do you ask?", "explain_recommendation"))
    assert names(turn) == [f"utter_explain_{field}", f"utter_ask_{field}"]
    assert turn.talk.asking == field


@pytest.mark.parametrize("field", [*ASKED, *CONTACT_FIELDS])
def test_a_question_of_hers_is_answered_and_ours_waits(field: str) -> None:
    turn = a_turn(a_talk(asking=field, consent="given"), heard("who owns the results?", "faq_ip_confidentiality"))
    assert names(turn)[0] == "utter_answer"
    assert names(turn)[-1] == f"utter_ask_{field}"
    assert turn.talk.asking == field


def test_a_number_is_read_with_the_question_it_answers() -> None:
    assert a_turn(a_talk(asking="headcount"), heard("12")).talk.profile.headcount == 12
    assert a_turn(a_talk(asking="budget_cad"), heard("12")).talk.profile.budget_cad == 12


def test_a_number_that_cannot_be_is_not_noted() -> None:
    turn = a_turn(a_talk(asking="headcount", need_areas=["finance"]), heard("9999999999", headcount=9999999999))
    assert turn.talk.profile.headcount is None
    assert turn.talk.asking == "headcount"


def test_a_fact_told_instead_of_an_answer_is_noted_and_the_question_may_come_back() -> None:
    turn = a_turn(a_talk(asking="province", need_areas=["finance"]), heard("we are 12 people", headcount=12))
    assert turn.talk.profile.headcount == 12
    assert "province" not in turn.talk.unknowns
    assert names(turn) == ["utter_noted", "utter_ask_province"]


def test_no_to_a_question_means_nothing_to_say() -> None:
    turn = a_turn(a_talk(asking="barriers", need_areas=["finance"]), heard("no", "deny"))
    assert "barriers" in turn.talk.unknowns


def test_what_was_unknown_may_be_told_later() -> None:
    turn = a_turn(a_talk(unknowns=("headcount",), need_areas=["finance"]), heard("we are 14 people", headcount=14))
    assert turn.talk.profile.headcount == 14
    assert "headcount" not in turn.talk.unknowns


def test_facts_of_a_message_that_was_not_understood_are_kept() -> None:
    message = heard("a bakery in Quebec that needs a website", "out_of_scope", province="QC", need_area="web_digital")
    turn = a_turn(a_talk(), message)
    assert turn.talk.profile.province == "QC"
    assert turn.talk.profile.need_areas == ("web_digital",)


def test_facts_inside_a_complaint_are_kept() -> None:
    turn = a_turn(a_talk(asking="province"), heard("we are 12, I said so", "complain", headcount=12))
    assert turn.talk.profile.headcount == 12


def test_an_answer_with_a_question_closes_ours_and_answers_hers() -> None:
    message = heard("Ontario. Do I pay the student?", "faq_student_pay", province="ON")
    turn = a_turn(a_talk(asking="province", need_areas=["finance"]), message)
    assert turn.talk.profile.province == "ON"
    assert "utter_answer" in names(turn)
    assert "utter_ask_province" not in names(turn)


def test_starting_over_forgets_the_answers_but_not_the_request() -> None:
    turn = a_turn(a_talk(province="ON", headcount=4, ticket_ref="WIL-7F3KQC"), heard("start over", "restart"))
    assert turn.talk.profile.province is None
    assert turn.talk.ticket_ref == "WIL-7F3KQC"
    assert turn.talk.asking == "need_areas"


def test_goodbye_asks_nothing_and_the_question_waits() -> None:
    turn = a_turn(a_talk(asking="province"), heard("bye", "goodbye"))
    assert names(turn) == ["utter_goodbye"]
    assert turn.talk.asking == "province"


def test_a_change_of_language_keeps_every_answer() -> None:
    turn = a_turn(a_talk(language="fr", asking="headcount", province="ON"), heard("français", "change_language"))
    assert names(turn) == ["utter_language_changed", "utter_ask_headcount"]
    assert turn.talk.profile.province == "ON"


def test_somebody_who_says_nothing_gets_advice_in_the_end() -> None:
    talk, services = a_turn(a_talk(), heard("hello", "greet")).talk, FakeServices()
    for _ in range(12):
        if talk.asking is None:
            break
        talk = a_turn(talk, heard("I don't know", unsure="yes"), services).talk
    assert talk.advised is not None


def test_an_answer_in_her_own_words_is_not_asked_again() -> None:
    turn = a_turn(a_talk(asking="goals", need_areas=["operations"]), heard("que le monde nous connaisse un peu"))
    assert names(turn)[0] == "utter_own_words"
    assert turn.talk.asking != "goals"
    assert "goals" in turn.talk.unknowns


def test_a_correction_inside_a_question_comes_back_to_it() -> None:
    talk = a_talk(asking="duration_days", need_areas=["operations"], headcount=4)
    turn = a_turn(talk, heard("sorry, we're actually 40 people", headcount=40))
    assert names(turn) == ["utter_corrected", "utter_ask_duration_days"]
    assert turn.talk.profile.headcount == 40


def test_a_question_in_passing_answers_nothing() -> None:
    talk = a_talk(asking="headcount", need_areas=["operations"])
    turn = a_turn(talk, heard("my nephew wants a job, can you find him one?", "faq_how_students_are_found"))
    assert turn.talk.asking == "headcount"
    assert turn.talk.profile.headcount is None


def test_naming_a_question_never_asked_explains_it_and_opens_it() -> None:
    talk = a_talk(advised="consulting", topic="consulting", need_areas=["operations"])
    turn = a_turn(talk, heard("why do you need to know how many people work here?", "faq_privacy"))
    assert names(turn) == ["utter_explain_headcount", "utter_ask_headcount"]
    assert a_turn(turn.talk, heard("ok fair enough. 14")).talk.profile.headcount == 14


def test_at_most_five_questions_and_the_province_come_before_the_advice() -> None:
    talk = a_talk(asked=5, asking="budget_cad", need_areas=["marketing"])
    turn = a_turn(talk, heard("400", budget_cad=400))
    assert turn.talk.asking == "province"
    last = a_turn(turn.talk, heard("Moncton", province="NB"))
    assert names(last) == ["utter_recommendation"]


@pytest.mark.parametrize("text", ["aucune idée", "no idea"])
def test_no_idea_is_no_zero(text: str) -> None:
    language = "fr" if "aucune" in text else "en"
    talk = a_talk(language=language, asking="supervision_hours_per_week", need_areas=["operations"])
    turn = a_turn(talk, heard(text))
    assert turn.talk.profile.supervision_hours_per_week is None
    assert "supervision_hours_per_week" in turn.talk.unknowns


def test_a_question_in_the_first_message_is_answered_and_the_conversation_begins() -> None:
    turn = a_turn(
        a_talk(),
        heard("what does it cost to have our website redone?", "faq_cost_to_employer", need_area="web_digital"),
    )
    assert names(turn)[0] == "utter_answer"
    assert turn.talk.asking is not None
    assert names(turn)[-1] == f"utter_ask_{turn.talk.asking}"


def test_a_question_that_tells_nothing_of_the_firm_begins_nothing() -> None:
    turn = a_turn(a_talk(), heard("what does it cost?", "faq_cost_to_employer"))
    assert turn.talk.asking is None


def test_a_need_told_where_a_request_is_hardly_heard_is_taken_in() -> None:
    unsure = Heard(
        "what are the options, we want our water use studied", "list_formats", 0.3, {"need_area": ("sustainability",)}
    )
    turn = a_turn(a_talk(), unsure)
    assert "utter_formats" not in names(turn)
    assert turn.talk.profile.need_areas == ("sustainability",)


def test_following_stock_is_no_question_about_a_request() -> None:
    message = heard("le suivi des cages, savoir quoi est rendu où", "ask_ticket_status", need_area="operations")
    turn = a_turn(a_talk(asking="need_areas"), message)
    assert turn.talk.profile.need_areas == ("operations",)
    assert turn.talk.asking not in ("need_areas", "ticket_reference")


def test_who_has_no_reference_may_ask_for_advice_instead() -> None:
    waiting = a_turn(
        a_talk(asking="province", need_areas=["finance"]), heard("where is my request?", "ask_ticket_status")
    ).talk
    assert waiting.asking == "ticket_reference"
    turn = a_turn(waiting, heard("so what do you recommend for us?", "request_recommendation"))
    assert "utter_ticket_not_found" not in names(turn)
    assert turn.talk.asking != "ticket_reference"


@pytest.mark.parametrize(
    "text", ["icitte au truck, faut qu'y goûtent", "on the floor, with boots on. biosecurity training first"]
)
def test_where_is_answered_with_a_place_and_a_remark(text: str) -> None:
    turn = a_turn(a_talk(asking="work_mode", need_areas=["marketing"]), heard(text))
    assert turn.talk.profile.work_mode == "on_site"


def test_a_start_put_right_is_no_length() -> None:
    text = "scratch the five weeks I gave you for the start, my director says ten weeks from now"
    talk = a_talk(asking="duration_days", need_areas=["software_it"], weeks_until_start=5)
    turn = a_turn(talk, heard(text, weeks_until_start=10.0))
    assert turn.talk.profile.weeks_until_start == 10
    assert turn.talk.profile.duration_days is None


@pytest.mark.parametrize("text", ["what's it matter what I've got to spend?", "en quoi ça vous regarde, mon budget?"])
def test_a_gruff_why_is_a_why(text: str) -> None:
    turn = a_turn(a_talk(asking="budget_cad", need_areas=["finance"]), heard(text, "faq_cost_to_employer"))
    assert names(turn)[0] == "utter_explain_budget_cad"


def test_at_her_place_is_no_want_of_room() -> None:
    message = heard("our kitchen, thats where the fryer is", work_mode="on_site", barrier="no_workspace")
    turn = a_turn(a_talk(asking="work_mode", need_areas=["marketing"]), message)
    assert turn.talk.profile.work_mode == "on_site"
    assert turn.talk.profile.barriers == ()


def test_a_place_abroad_in_her_language_asks_for_no_other_language() -> None:
    talk = a_talk(language="fr", asking="province", need_areas=["marketing"])
    answer = Heard("à Lyon, en France", "change_language", 0.47, {"language": ("fr",)})
    assert names(a_turn(talk, answer))[0] == "utter_invalid_province"
    switch = Heard("english please", "change_language", 0.47, {"language": ("en",)})
    assert names(a_turn(talk, switch))[0] == "utter_language_changed"


def answering(asked: str, text: str, intent: str = "inform", **facts: Any) -> Any:
    return a_turn(a_talk(asking=asked, need_areas=["web_digital"]), heard(text, intent, **facts)).talk


def test_what_an_answer_nearly_says_counts_for_the_question_asked_and_for_no_other() -> None:
    text = "a store that works, finished"
    assert answering("goals", text, maybe_goal="get_work_done").profile.goals == ("get_work_done",)
    assert answering("barriers", text, maybe_goal="get_work_done").profile.goals == ()


def test_what_is_nearly_said_gives_way_to_what_is_said() -> None:
    told = answering("goals", "six weeks", maybe_goal="get_work_done", duration_days=30.0)
    assert (told.profile.goals, told.profile.duration_days) == ((), 30)


@pytest.mark.parametrize(
    ("text", "intent"), [("what is a goal?", "inform"), ("no clue honestly", "inform"), ("delivered", "complain")]
)
def test_a_question_a_shrug_and_a_complaint_nearly_say_nothing(text: str, intent: str) -> None:
    assert answering("goals", text, intent, maybe_goal="get_work_done").profile.goals == ()


@pytest.mark.parametrize(
    "text",
    ["nothing springs to mind really", "nothing's worrying me tbh", "rien vraiment", "pas d'inquiétude de ma part"],
)
def test_nothing_is_no_worry(text: str) -> None:
    told = answering("barriers", text, maybe_barrier="low_confidence")
    assert told.profile.barriers == ()
    assert "barriers" in told.unknowns


def test_a_start_after_a_launch_makes_no_young_firm() -> None:
    told = answering(
        "weeks_until_start", "three months from now, once it is launched", weeks_until_start=12.0, stage="startup"
    )
    assert (told.profile.weeks_until_start, told.profile.stage) == (12, None)
