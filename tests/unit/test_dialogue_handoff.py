"""From "call me" to a ticket: consent first, each answer checked, read back, sent once; status and erasure."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dialogue_builders import REFERENCE, FakeServices, a_talk, a_turn, heard, names

from bot.dialogue.talk import Talk
from bot.profile import CONTACT_FIELDS

ANSWERS = {
    "contact_name": "Roxanne MacKinnon",
    "company_name": "Truro Brake and Tire",
    "email": "rox@example.org",
    "phone": "902 555-0111",
}
CALL_ME = heard("have somebody call me", "request_human")
YES, NO = heard("yes", "affirm"), heard("no", "deny")


def consented(services: FakeServices, **more: object) -> Talk:
    services.desk.record_consent("c1", "request", "v", "en", True)
    return a_talk(**{"consent": "given", "asking": "contact_name", **more})


def at_review(services: FakeServices) -> Talk:
    talk = consented(services)
    for field in CONTACT_FIELDS:
        talk = a_turn(talk, heard(ANSWERS[field]), services).talk
    assert talk.asking == "review"
    return talk


def with_ticket(services: FakeServices) -> Talk:
    return a_turn(at_review(services), YES, services).talk


def test_a_person_is_one_sentence_away_even_inside_a_question() -> None:
    turn = a_turn(a_talk(asking="headcount"), CALL_ME)
    assert names(turn) == ["utter_consent"]
    assert turn.says[0].custom is not None
    assert turn.says[0].custom["type"] == "consent"


def test_the_consent_names_the_organization_that_the_ticket_goes_to() -> None:
    services = FakeServices()
    services.desk.queue = "riipen"
    card = a_turn(a_talk(), CALL_ME, services).says[0]
    assert card.values["intermediary"] == "Riipen (Level UP and course projects)"
    talk = a_turn(a_talk(asking="consent"), YES, services).talk
    services.desk.queue = "host_chamber"
    for field in CONTACT_FIELDS:
        turn = a_turn(talk, heard(ANSWERS[field]), services)
        talk = turn.talk
    sent = a_turn(talk, YES, services).says[0]
    named = (turn.says[-1].values, sent.values, sent.custom or {})
    assert {each["intermediary"] for each in named} == {card.values["intermediary"]}


def test_yes_to_consent_is_recorded_before_the_first_contact_question() -> None:
    services = FakeServices()
    turn = a_turn(a_talk(asking="consent"), YES, services)
    assert services.desk.consented
    assert turn.talk.asking == "contact_name"


@pytest.mark.parametrize("text", ["no", "non merci", "no thanks", "je ne veux pas", "surtout pas"])
def test_no_to_consent_keeps_nothing(text: str) -> None:
    services = FakeServices()
    turn = a_turn(a_talk(asking="consent"), heard(text, "deny"), services)
    assert turn.talk.consent == "refused"
    assert not services.desk.consented
    assert names(turn)[0] == "utter_consent_refused"


def test_no_to_consent_comes_back_to_the_question_that_was_open() -> None:
    talk = a_turn(a_talk(asking="headcount", need_areas=["finance"]), CALL_ME).talk
    assert a_turn(talk, NO).talk.asking == "headcount"


def test_neither_yes_nor_no_asks_again_and_keeps_the_fact() -> None:
    turn = a_turn(a_talk(asking="consent"), heard("we are in Regina", province="SK"))
    assert names(turn) == ["utter_consent_answer_please", "utter_consent"]
    assert turn.talk.profile.province == "SK"


def test_what_was_typed_goes_to_the_desk_and_not_into_the_talk() -> None:
    services = FakeServices()
    turn = a_turn(consented(services), heard("Roxanne MacKinnon"), services)
    assert services.desk.fields == {"contact_name": "Roxanne MacKinnon"}
    assert turn.talk.given == ("contact_name",)
    assert "Roxanne" not in repr(turn.talk)


@pytest.mark.parametrize(
    ("field", "text"),
    [("contact_name", "<b>x</b>"), ("company_name", "???"), ("email", "rox@"), ("phone", "555-0199")],
)
def test_an_answer_that_cannot_be_used_is_refused_and_asked_again(field: str, text: str) -> None:
    services = FakeServices()
    turn = a_turn(consented(services, asking=field), heard(text), services)
    assert names(turn) == [f"utter_invalid_{field}", f"utter_ask_{field}"]
    assert turn.talk.asking == field
    assert services.desk.fields == {}


@pytest.mark.parametrize("text", ["why?", "pourquoi?", "I don't want to give my name", "je ne veux pas donner mon nom"])
def test_a_question_or_a_refusal_is_no_name(text: str) -> None:
    services = FakeServices()
    a_turn(consented(services), heard(text, "explain_recommendation"), services)
    assert services.desk.fields == {}


def test_everything_is_read_back_before_it_goes() -> None:
    services = FakeServices()
    talk = at_review(services)
    turn = a_turn(talk, heard("hello?", "thank"), services)
    assert turn.says[-1].custom is not None
    assert turn.says[-1].custom["fields"]["email"] == "rox@example.org"
    assert not services.desk.tickets


def test_yes_sends_it_with_a_reference_and_a_delay() -> None:
    services = FakeServices()
    turn = a_turn(at_review(services), YES, services)
    custom = turn.says[0].custom
    assert custom is not None
    assert (custom["type"], custom["reference"], custom["reply_within"]) == ("ticket", REFERENCE, 3)
    assert turn.talk.ticket_ref == REFERENCE


def test_asked_twice_it_is_sent_once() -> None:
    services = FakeServices()
    talk = with_ticket(services)
    turn = a_turn(talk, CALL_ME, services)
    assert names(turn) == ["utter_ticket_already"]
    assert services.desk.opened == 1


def test_no_at_the_read_back_changes_one_field_only() -> None:
    services = FakeServices()
    talk = a_turn(at_review(services), NO, services).talk
    talk = a_turn(talk, heard("the phone"), services).talk
    assert talk.asking == "phone"
    turn = a_turn(talk, heard("902 555-0122"), services)
    assert turn.talk.asking == "review"
    assert services.desk.fields["phone"] == "902-555-0122"
    assert services.desk.fields["email"] == "rox@example.org"


def test_she_may_send_nothing_after_all() -> None:
    services = FakeServices()
    talk = a_turn(at_review(services), NO, services).talk
    turn = a_turn(talk, heard("cancel, don't send", "deny"), services)
    assert names(turn)[0] == "utter_handoff_cancelled"
    assert services.desk.fields == {}


def test_one_of_e_mail_and_phone_is_needed() -> None:
    services = FakeServices()
    talk = consented(services, asking="email", given=("contact_name", "company_name"))
    talk = a_turn(talk, NO, services).talk
    turn = a_turn(talk, NO, services)
    assert names(turn) == ["utter_contact_needed", "utter_ask_email"]


def test_who_declined_the_phone_is_not_asked_for_it_again() -> None:
    services = FakeServices()
    talk = consented(services, asking="email", given=("contact_name", "company_name"))
    talk = a_turn(a_turn(talk, NO, services).talk, NO, services).talk
    turn = a_turn(talk, heard("rox@example.org"), services)
    assert turn.talk.asking == "review"


def test_her_own_request_needs_no_reference() -> None:
    services = FakeServices()
    turn = a_turn(with_ticket(services), heard("any news?", "ask_ticket_status"), services)
    assert names(turn) == ["utter_status_new"]


def test_a_request_from_elsewhere_needs_reference_and_e_mail() -> None:
    services = FakeServices()
    with_ticket(services)
    talk = a_turn(a_talk(), heard("any news?", "ask_ticket_status"), services).talk
    talk = a_turn(talk, heard(REFERENCE.lower()), services).talk
    assert talk.asking == "ticket_email"
    assert names(a_turn(talk, heard("rox@example.org"), services)) == ["utter_status_new"]
    assert names(a_turn(talk, heard("else@example.org"), services)) == ["utter_ticket_not_found"]


def test_asking_elsewhere_does_not_lose_the_question_or_the_format_talked_about() -> None:
    talk = a_talk(topic="consulting", advised="consulting")
    talk = a_turn(talk, heard(f"status of {REFERENCE}?", "ask_ticket_status")).talk
    talk = a_turn(talk, heard("x@example.org")).talk
    assert talk.topic == "consulting"


def test_erasing_asks_first_and_a_no_erases_nothing() -> None:
    services = FakeServices()
    talk = a_turn(with_ticket(services), heard("delete it all", "delete_data"), services).talk
    assert talk.asking == "erase"
    turn = a_turn(talk, NO, services)
    assert names(turn)[0] == "utter_not_erased"
    assert services.desk.tickets


def test_erasing_takes_everything_with_it() -> None:
    services = FakeServices()
    talk = a_turn(with_ticket(services), heard("delete it all", "delete_data"), services).talk
    turn = a_turn(talk, YES, services)
    assert turn.erased
    assert turn.talk == a_talk()
    assert services.desk.see("c1") == {}


def test_no_to_erasing_comes_back_to_the_question_that_was_open() -> None:
    talk = a_turn(a_talk(asking="headcount"), heard("delete it all", "delete_data")).talk
    assert a_turn(talk, NO).talk.asking == "headcount"


def test_once_a_person_has_it_the_bot_steps_back_but_still_answers_questions() -> None:
    services = FakeServices()
    talk = with_ticket(services)
    services.desk.tickets = [replace(services.desk.tickets[0], status="taken_up")]
    assert names(a_turn(talk, heard("we are 12", headcount=12), services)) == ["utter_taken_up"]
    assert names(a_turn(talk, heard("insurance?", "faq_insurance_liability"), services))[0] == "utter_answer"


def test_a_fact_told_after_a_person_took_it_up_is_kept() -> None:
    services = FakeServices()
    talk = with_ticket(services)
    services.desk.tickets = [replace(services.desk.tickets[0], status="taken_up")]
    assert a_turn(talk, heard("we are 12", headcount=12), services).talk.profile.headcount == 12


@pytest.mark.parametrize(
    ("text", "goes_back"),
    [("Fine. Windsor, Ontario. Keep going.", True), ("Windsor", True), ("yes. Windsor, Ontario", False)],
)
def test_an_answer_to_the_question_that_waited_is_no_consent(text: str, goes_back: bool) -> None:
    asked = a_turn(a_talk(asking="province", need_areas=["marketing"]), heard("a human please", "request_human")).talk
    assert asked.asking == "consent"
    after = a_turn(asked, heard(text, province="ON")).talk
    assert (after.consent is None, after.asking == "contact_name") == (goes_back, not goes_back)
    assert not goes_back or after.profile.province == "ON"
