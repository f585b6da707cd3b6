"""Unread marks, ageing baskets, mentions and views: each person's own, and nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_builders import PASSWORD, Clock, a_desk, a_ticket, a_user, some_accounts

from bot.intake.desk import Desk
from bot.intake.inbox import AGES, Filters, NotFound
from bot.intake.mentions import called_on
from bot.intake.reading import seen
from bot.intake.views import MOST, BadView, drop_view, keep_view, views_of

ODETTE, RITA = a_user(), a_user("reviewer", name="rita")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Desk:
    desk = a_desk(tmp_path, clock)
    accounts = some_accounts(desk, clock)
    for name, role, organization in (
        ("odette", "coordinator", "host_chamber"),
        ("rita", "reviewer", "host_chamber"),
        ("stella", "coordinator", "other_chamber"),
        ("ada", "administrator", None),
    ):
        accounts.add_user(name, PASSWORD, role, organization)
    return desk


def read(desk: Desk, reference: str) -> None:
    seen(desk, ODETTE, desk.read(ODETTE, reference).ticket)


def test_a_request_is_unread_until_this_person_has_read_its_newest_line(desk: Desk) -> None:
    reference = a_ticket(desk).reference
    assert desk.inbox(ODETTE, Filters()).unread == 1
    read(desk, reference)
    assert (desk.inbox(ODETTE, Filters()).unread, desk.inbox(RITA, Filters()).unread) == (0, 1)
    desk.note(RITA, reference, "rappeler lundi")
    box = desk.inbox(ODETTE, Filters())
    assert (box.unread, len(box.fresh)) == (1, 1)
    assert [ticket.reference for ticket in desk.inbox(ODETTE, Filters(unread=True)).tickets] == [reference]
    assert desk.inbox(RITA, Filters(unread=True)).total == 0


def test_software_and_the_command_line_read_nothing_away(desk: Desk) -> None:
    reference = a_ticket(desk).reference
    software = a_user(name="crm")
    object.__setattr__(software, "kind", "token")
    seen(desk, software, desk.read(software, reference).ticket)
    with desk.store.look() as work:
        assert work.count("ticket_reads") == 0


def test_each_open_request_is_in_one_basket_of_age(desk: Desk, clock: Clock) -> None:
    for number, days in enumerate((1, 7, 12, 24, 1)):
        a_ticket(desk, f"c{number}")
        clock.pass_(days=days)
    box = desk.inbox(ODETTE, Filters())
    assert dict(box.ages) == {0: 1, 2: 0, 9: 0, 21: 3, 45: 1}
    for day in AGES:
        assert desk.inbox(ODETTE, Filters(age=day)).total == box.ages[day]


def test_a_closed_request_has_no_age(desk: Desk, clock: Clock) -> None:
    reference = a_ticket(desk).reference
    clock.pass_(days=10)
    assert desk.inbox(ODETTE, Filters()).ages[9] == 1
    desk.close(ODETTE, reference, 1, "not_for_us", "autre région")
    assert sum(desk.inbox(ODETTE, Filters()).ages.values()) == 0


def test_fields_narrow_the_list_and_its_counts(desk: Desk) -> None:
    a_ticket(desk)
    assert desk.inbox(ODETTE, Filters(province="NB", language="fr", format="micro_placement")).total == 1
    other = desk.inbox(ODETTE, Filters(province="QC"))
    assert (other.total, other.counts, other.unread, sum(other.ages.values())) == (0, {}, 0, 0)


def test_a_mention_stays_on_the_list_until_it_is_read(desk: Desk) -> None:
    reference = a_ticket(desk).reference
    desk.note(RITA, reference, "@odette, @stella et @rita : peux-tu rappeler?")
    assert desk.inbox(ODETTE, Filters()).mentioned == 1
    assert desk.inbox(ODETTE, Filters(statuses=(), mentioned=True)).total == 1
    assert desk.inbox(RITA, Filters()).mentioned == 0
    with desk.store.look() as work:
        assert {row["reader"] for row in work.all("mentions")} == {"user:odette"}
    read(desk, reference)
    assert desk.inbox(ODETTE, Filters()).mentioned == 0


def test_a_mention_goes_with_the_request_that_is_erased(desk: Desk) -> None:
    reference = a_ticket(desk).reference
    desk.note(RITA, reference, "@odette")
    desk.erase("c1")
    with desk.store.look() as work:
        assert (work.count("mentions"), work.count("ticket_reads")) == (0, 0)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Odette peux-tu?", ("odette",)),
        ("(@odette) et @rita.", ("odette", "rita")),
        ("écrire à x@odette.ca ou a@b@odette", ()),
        ("@personne @odette2", ()),
        ("@odette @odette", ("odette",)),
    ],
)
def test_a_name_is_called_on_and_an_address_is_not(text: str, named: tuple[str, ...]) -> None:
    assert called_on(text, ["odette", "rita"]) == named


@given(st.text(alphabet="@ab. ,é", max_size=40))
def test_only_colleagues_are_ever_called_on(text: str) -> None:
    assert set(called_on(text, ["a", "ab", "é"])) <= {"a", "ab", "é"}


def test_a_view_is_kept_under_a_name_and_is_ones_own(desk: Desk) -> None:
    keep_view(desk.store, ODETTE, "  Nouveau-\tBrunswick ", "show=open&province=NB")
    (view,) = views_of(desk.store, ODETTE)
    assert (view.name, view.query) == ("Nouveau- Brunswick", "show=open&province=NB")
    assert views_of(desk.store, RITA) == []
    with pytest.raises(NotFound):
        drop_view(desk.store, RITA, view.id)
    with pytest.raises(BadView, match="name_taken"):
        keep_view(desk.store, ODETTE, "Nouveau- Brunswick", "")
    drop_view(desk.store, ODETTE, view.id)
    assert views_of(desk.store, ODETTE) == []


@pytest.mark.parametrize("name", ["", " \x00 ", "x" * 61])
def test_a_view_needs_a_name_that_can_be_read(desk: Desk, name: str) -> None:
    with pytest.raises(BadView, match="name"):
        keep_view(desk.store, ODETTE, name, "")


def test_views_are_not_endless(desk: Desk) -> None:
    for number in range(MOST):
        keep_view(desk.store, ODETTE, str(number), "")
    with pytest.raises(BadView, match="too_many"):
        keep_view(desk.store, ODETTE, "one more", "")


@pytest.mark.parametrize("order", ["newest", "oldest", "due"])
def test_every_page_continues_the_one_before_from_whichever_end_it_is_counted(desk: Desk, order: str) -> None:
    references = [a_ticket(desk, f"c{number}").reference for number in range(63)]
    pages = [desk.inbox(ODETTE, Filters(order=order), number).tickets for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [25, 25, 13]
    listed = [ticket.reference for page in pages for ticket in page]
    assert listed == (references[::-1] if order == "newest" else references)


def test_a_search_wants_every_word_and_keeps_to_the_organization(desk: Desk) -> None:
    names = {"c1": "Café du Quai", "c2": "Garage du Quai", "c3": "Café Roy"}
    for conversation, company in names.items():
        a_ticket(desk, conversation, contact_name="Zoé", company_name=company, email="z@a.example")
    found = {text: desk.inbox(ODETTE, Filters(text)).total for text in ("cafe", "quai", "cafe quai", "quai roy", "nil")}
    assert found == {"cafe": 2, "quai": 2, "cafe quai": 1, "quai roy": 0, "nil": 0}
    assert desk.inbox(a_user(organization="elsewhere"), Filters("cafe")).total == 0
    assert desk.inbox(ODETTE, Filters("cafe")).matches == 2
