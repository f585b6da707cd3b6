"""Every request finds a queue, and its owner is promised what that queue can keep."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_builders import Clock, a_request, a_store, agree, answer

from bot.intake.desk import Desk
from bot.intake.routing import Asked, Queue, queues_of, reply_days, route
from bot.settings import Settings

HOST = Queue("host", formats=("micro_placement", "competition"), default=True)
MONCTON = Queue("moncton", regions=("NB",), formats=("micro_placement", "consulting"))
ARTS = Queue("arts", sectors=("arts_culture",))
FRENCH = Queue("rive_sud", regions=("QC",), languages=("fr",))
ALL = (HOST, MONCTON, ARTS, FRENCH)


@pytest.mark.parametrize(
    ("asked", "queue"),
    [
        (Asked("en", "NB", None, "micro_placement"), "host"),
        (Asked("en", "NB", None, "consulting"), "moncton"),
        (Asked("en", "NB", "arts_culture", "micro_placement"), "arts"),
        (Asked("fr", "QC", None, "consulting"), "rive_sud"),
        (Asked("en", "QC", None, "consulting"), "host"),
        (Asked("en"), "host"),
    ],
)
def test_a_request_goes_where_it_fits(asked: Asked, queue: str) -> None:
    assert route(ALL, asked, {}, "host") == queue


def test_among_equals_the_least_loaded_takes_it() -> None:
    twins = (Queue("a", regions=("ON",)), Queue("b", regions=("ON",)))
    assert route(twins, Asked("en", "ON"), {"a": 3, "b": 2}, "host") == "b"
    assert route(twins, Asked("en", "ON"), {"a": 2, "b": 2}, "host") == "a"


WORDS = st.none() | st.text(max_size=5)


@given(st.lists(st.sampled_from(ALL)), st.builds(Asked, st.sampled_from(("en", "fr")), WORDS, WORDS, WORDS))
def test_nothing_is_unroutable(queues: list[Queue], asked: Asked) -> None:
    assert route(queues, asked, {}, "host") in {"host", *(queue.id for queue in queues)}


def test_only_who_agreed_in_writing_receives() -> None:
    usual: dict[str, Any] = {"regions": ("CA",), "sectors": ("all",), "formats": (), "languages": ("en",)}
    asked = [
        SimpleNamespace(id=str(agreed), can_receive_handoff=agreed, default_queue=False, **usual)
        for agreed in (True, False, None)
    ]
    assert [queue.id for queue in queues_of(asked)] == ["True"]


@pytest.mark.parametrize(("waiting", "days"), [(0, 3), (39, 3), (40, 6), (95, 9)])
def test_a_full_queue_promises_a_later_reply(waiting: int, days: int) -> None:
    assert reply_days(3, waiting, 40) == days


def test_a_ticket_goes_to_whom_the_owner_agreed_to_even_if_the_queues_change(tmp_path: Path) -> None:
    desk = Desk(a_store(tmp_path), Clock(), Settings(), (HOST, MONCTON))
    desk.record_consent("c1", "request", "2026-11", "fr", True, "host")
    answer(desk)
    assert desk.queue_for(a_request())[0] == "moncton"
    assert desk.queue_for(a_request(), "c1")[0] == "host"
    ticket = desk.open("c1", a_request())
    assert ticket.intermediary == ticket.consent["request"]["organization"] == "host"


def test_a_ticket_lands_in_its_queue_with_the_time_that_queue_can_keep(tmp_path: Path) -> None:
    queues = (Queue("host_chamber", formats=("competition",), default=True), Queue("moncton", regions=("NB",)))
    desk = Desk(a_store(tmp_path), Clock(), Settings(queue_capacity=1), queues)
    promised = []
    for conversation in ("c1", "c2"):
        agree(desk, conversation)
        answer(desk, conversation)
        expected = desk.queue_for(a_request())
        ticket = desk.open(conversation, a_request())
        assert (ticket.intermediary, ticket.reply_within_days) == expected
        promised.append((ticket.intermediary, ticket.reply_within_days, ticket.due_on))
    assert promised == [("moncton", 3, date(2026, 11, 26)), ("moncton", 6, date(2026, 12, 1))]
