"""What an owner can ask of the desk."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from intake_builders import ANSWERS, Clock, a_desk, a_request, a_store, a_ticket, a_user, agree, answer

from bot.intake.contact import InvalidContact
from bot.intake.desk import ConsentMissing, ConversationErased, Desk
from bot.intake.inbox import Erased, Filters, Forbidden, NotFound
from bot.intake.store import Conflict
from bot.intake.ticket import StaleTicket
from bot.settings import Settings


def test_nothing_personal_is_kept_before_consent(desk: Desk) -> None:
    desk.start("c1", "fr")
    with pytest.raises(ConsentMissing):
        desk.keep("c1", "email", ANSWERS["email"])
    assert desk.see("c1") == {}


def test_consent_to_news_is_not_consent_to_the_request(desk: Desk) -> None:
    agree(desk, purpose="news")
    with pytest.raises(ConsentMissing):
        desk.keep("c1", "email", ANSWERS["email"])


def test_a_no_after_a_yes_drops_what_was_kept(desk: Desk) -> None:
    agree(desk)
    answer(desk)
    desk.record_consent("c1", "request", "2026-11", "fr", given=False)
    assert desk.see("c1") == {}
    with pytest.raises(ConsentMissing):
        desk.open("c1", a_request())


def test_a_draft_says_what_is_missing(desk: Desk) -> None:
    agree(desk)
    desk.keep("c1", "contact_name", "Marie")
    draft = desk.draft("c1")
    assert (draft.fields, draft.consented, draft.missing) == (
        {"contact_name": "Marie"},
        True,
        ("company_name", "email"),
    )


def test_a_request_without_a_way_to_call_back_is_refused(desk: Desk) -> None:
    agree(desk)
    answer(desk, contact_name="Marie", company_name="Frites")
    with pytest.raises(InvalidContact) as refused:
        desk.open("c1", a_request())
    assert (refused.value.field, refused.value.problem) == ("email", "missing")


def test_a_ticket_carries_all_that_was_said(desk: Desk) -> None:
    opened = a_ticket(desk)
    ticket = desk.ticket_of("c1")
    assert ticket == opened
    assert (ticket.status, ticket.format, ticket.intermediary) == ("new", "micro_placement", "host_chamber")
    assert ticket.contact.phone == "506-555-0147"
    assert ticket.consent["request"]["version"] == "2026-11" and ticket.consent["news"] is None
    assert ticket.due_on.isoformat() == "2026-11-26"
    assert ticket.transcript[0]["text"] == "On manque de bras à la scierie"


def test_sending_twice_is_one_ticket(desk: Desk) -> None:
    assert a_ticket(desk) == desk.open("c1", a_request())
    assert desk.ticket_of("c1").version == 1


def test_sending_again_with_another_answer_updates_the_ticket(desk: Desk) -> None:
    first = a_ticket(desk)
    desk.keep("c1", "phone", "506 555 0199")
    second = desk.open("c1", a_request(profile={"province": "QC"}))
    assert second.reference == first.reference
    assert (second.version, second.profile, second.contact.phone) == (2, {"province": "QC"}, "506-555-0199")


def test_many_senders_at_once_make_one_ticket(desk: Desk) -> None:
    agree(desk)
    answer(desk)
    found: list[str] = []

    def send() -> None:
        found.append(desk.open("c1", a_request()).reference)

    senders = [threading.Thread(target=send) for _ in range(8)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(found) == 8 and len(set(found)) == 1


def test_the_database_itself_refuses_a_second_open_ticket(desk: Desk) -> None:
    a_ticket(desk)
    with pytest.raises(Conflict), desk.store.change() as work:
        row = work.one("tickets", conversation_id="c1")
        assert row is not None
        work.add("tickets", **{**row, "id": None, "reference": "WIL-OTHER"})


def test_after_the_end_of_one_request_another_may_be_sent(desk: Desk) -> None:
    first = a_ticket(desk)
    assert desk.withdraw("c1").status == "withdrawn"
    assert desk.withdraw("c1") is None
    assert a_ticket(desk).reference != first.reference


def test_the_status_needs_the_email_given(desk: Desk) -> None:
    reference = a_ticket(desk).reference
    assert desk.status(reference.lower(), "zenobie@SCIERIE.example").reference == reference
    assert desk.status(reference, "someone@else.example") is None
    assert desk.status(reference, "") is None
    assert desk.status("WIL-234679", ANSWERS["email"]) is None
    assert desk.status("'; drop table tickets", ANSWERS["email"]) is None


def test_a_request_by_phone_only_has_no_status_by_email(desk: Desk) -> None:
    reference = a_ticket(desk, contact_name="Marie", company_name="Frites", phone="506 555 0147").reference
    assert desk.status(reference, "") is None


def test_an_erased_conversation_takes_nothing_more(desk: Desk) -> None:
    a_ticket(desk)
    desk.erase("c1")
    desk.erase("c1")
    assert desk.is_erased("c1") and not desk.is_erased("c2")
    attempts: list[Callable[[], object]] = [
        lambda: desk.start("c1", "fr"),
        lambda: desk.keep("c1", "email", "a@b.ca"),
        lambda: agree(desk),
        lambda: desk.open("c1", a_request()),
    ]
    for attempt in attempts:
        with pytest.raises(ConversationErased):
            attempt()
    assert desk.see("c1") == {} and desk.ticket_of("c1") is None


def test_no_byte_of_the_person_is_left_after_erasure(desk: Desk, tmp_path: Path) -> None:
    reference = a_ticket(desk).reference
    desk.note(a_user(), reference, "Appelé Zénobie au 506-555-0147, scierie")
    desk.store.close()
    before = sqlite3.connect(tmp_path / "intake.db").execute("select contact from tickets").fetchone()[0]
    desk.erase("c1")
    desk.store.close()
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert reference.encode() in left  # the anonymous audit line
    for personal in (before, *ANSWERS.values(), "506-555-0147", "scierie", "manque de bras", "operations"):
        assert personal.encode() not in left


def test_contact_answers_and_notes_are_unreadable_at_rest(desk: Desk, tmp_path: Path) -> None:
    reference = a_ticket(desk).reference
    desk.note(a_user(), reference, "Appelé Zénobie")
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for personal in (*ANSWERS.values(), "506-555-0147", "Appelé", "manque de bras"):
        assert personal.encode() not in everything


def test_an_owner_may_see_and_take_away_all_that_is_held(desk: Desk) -> None:
    a_ticket(desk)
    assert desk.see("c1")["email"] == "Zenobie@scierie.example"
    taken = json.loads(json.dumps(desk.export("c1")))
    assert taken["tickets"][0]["contact"]["company_name"] == ANSWERS["company_name"]
    assert taken["consents"][0]["purpose"] == "request"


def test_discarding_drops_the_draft_but_not_the_ticket(desk: Desk) -> None:
    a_ticket(desk)
    desk.discard("c1")
    assert desk.draft("c1").fields == {} and desk.ticket_of("c1").contact.email


def test_a_newer_secret_still_opens_what_an_older_one_sealed(tmp_path: Path, clock: Clock) -> None:
    a_ticket(a_desk(tmp_path, clock))
    renewed = Desk(a_store(tmp_path, ("a new secret", "a secret for tests")), clock, Settings())
    assert renewed.ticket_of("c1").contact.contact_name == ANSWERS["contact_name"]
    assert renewed.inbox(a_user(), Filters(text="kouchi")).total == 1


# -- the intermediary's side


def test_two_people_cannot_both_take_a_ticket_up(desk: Desk) -> None:
    ticket = a_ticket(desk)
    taken = desk.take_up(a_user(name="odette"), ticket.reference, ticket.version)
    assert taken.taken_up_by == "user:odette"
    with pytest.raises(StaleTicket) as stale:
        desk.take_up(a_user(name="gaston"), ticket.reference, ticket.version)
    assert stale.value.ticket.taken_up_by == "user:odette"


def test_history_says_who_when_and_why(desk: Desk, clock: Clock) -> None:
    ticket = a_ticket(desk)
    clock.pass_(hours=1)
    desk.take_up(a_user(), ticket.reference, 1)
    desk.note(a_user(), ticket.reference, "Deux messages laissés")
    desk.close(a_user(), ticket.reference, 2, "unreachable", "Aucune réponse en deux semaines")
    events = desk.read(a_user(), ticket.reference).events
    assert [(event.kind, event.new, event.by) for event in events] == [
        ("opened", "new", "owner"),
        ("status", "taken_up", "user:odette"),
        ("note", None, "user:odette"),
        ("status", "unreachable", "user:odette"),
    ]
    assert events[-1].text == "Aucune réponse en deux semaines" and events[1].at == clock.now


def test_another_organization_s_ticket_is_not_there(desk: Desk) -> None:
    ticket = a_ticket(desk)
    stranger = a_user(organization="other_chamber")
    for attempt in (
        lambda: desk.read(stranger, ticket.reference),
        lambda: desk.take_up(stranger, ticket.reference, 1),
        lambda: desk.note(stranger, ticket.reference, "hello"),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert desk.inbox(stranger, Filters()).total == 0
    assert desk.read(a_user("administrator", None), ticket.reference).ticket == ticket


def test_a_reviewer_leaves_alone_what_a_colleague_took_up_and_a_coordinator_may_step_in(desk: Desk) -> None:
    ticket = a_ticket(desk)
    desk.take_up(a_user("reviewer", name="odette"), ticket.reference, 1)
    with pytest.raises(Forbidden):
        desk.close(a_user("reviewer", name="gaston"), ticket.reference, 2, "helped")
    assert desk.put_back(a_user("coordinator", name="aline"), ticket.reference, 2).status == "new"


def test_an_erased_ticket_is_said_to_be_erased_to_its_own_organization_only(desk: Desk) -> None:
    ticket = a_ticket(desk)
    desk.erase("c1")
    with pytest.raises(Erased):
        desk.read(a_user(), ticket.reference)
    with pytest.raises(NotFound) as refused:
        desk.read(a_user(organization="other_chamber"), ticket.reference)
    assert refused.type is NotFound


def test_the_inbox_finds_by_reference_by_words_and_by_their_beginnings(desk: Desk) -> None:
    first = a_ticket(desk, "c1")
    a_ticket(desk, "c2", contact_name="Bob Ross", company_name="Happy Trees Ltd", email="bob@trees.example")
    for text in (
        first.reference,
        "zenobie",
        "SCIERIE",
        "kouchib",
        "thériault kouchibouguac",
        "zenobie@scierie.example",
    ):
        found = desk.inbox(a_user(), Filters(text=text))
        assert [ticket.reference for ticket in found.tickets] == [first.reference], text
    assert desk.inbox(a_user(), Filters(text="zenobie trees")).total == 0
    assert desk.inbox(a_user(), Filters(text="' or 1=1 --")).total == 0


def test_the_inbox_pages_filters_and_counts(desk: Desk, clock: Clock) -> None:
    tickets = [a_ticket(desk, f"c{number}") for number in range(30)]
    desk.take_up(a_user(), tickets[0].reference, 1)
    page = desk.inbox(a_user(), Filters(), page=2)
    assert (page.total, page.page, page.pages, len(page.tickets)) == (30, 2, 2, 5)
    assert page.counts == {"new": 29, "taken_up": 1}
    assert desk.inbox(a_user(), Filters(), page=99).page == 2
    assert desk.inbox(a_user(), Filters(statuses=("taken_up",))).total == 1
    clock.pass_(days=10)
    late = desk.inbox(a_user(), Filters(overdue=True, order="due"))
    assert (late.total, late.overdue) == (29, 29)


def test_a_note_is_neither_empty_nor_endless(desk: Desk) -> None:
    ticket = a_ticket(desk)
    for text in (" \n ", "x" * 4001):
        with pytest.raises(ValueError):
            desk.note(a_user(), ticket.reference, text)
