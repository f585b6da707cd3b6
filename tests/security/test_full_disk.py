"""With no room on the disk, or a database that may not be written: a clear sentence, nothing half-written, no words of
hers in the log, and everything goes on once there is room."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from console_builders import form_token
from crash_cases import ACTS, SHE, built, later
from crash_kit import Crashes, crashes
from no_room import counted, no_room
from prometheus_client import CollectorRegistry, generate_latest
from receivers_kit import ANSWERS, STAFF, a_web_receiver, listening
from starlette.testclient import TestClient
from whole_site import WholeSite

from bot import jobs
from bot.bootstrap import build
from bot.cli import main
from bot.delivery.outbox import Delivered, Notice, deliver
from bot.delivery.webhook import Webhook
from bot.intake import records
from bot.intake.desk import Request
from bot.intake.store import Row, Store, Unavailable, Work
from bot.intake.ticket import Event
from bot.intake.trouble import WORDS
from bot.settings import Settings
from bot.web.standing import Standing

LIMITS = ("full", "read_only")
LONG = "Le convoyeur tombe en panne. " * 3000  # more than the free pages there may be
SENTENCES = {
    "en": ("Nothing can be saved right now", "Nothing was changed"),
    "fr": ("Rien ne peut être enregistré pour le moment", "Rien n&#39;a été modifié"),
}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[WholeSite]:
    site = WholeSite(tmp_path, smtp_url="smtp://127.0.0.1:9")
    yield site
    site.console.desk.store.close()


@pytest.fixture(scope="module")
def system() -> Iterator[Crashes]:
    """A process whose children live under limits of the system's."""
    with crashes("no_room") as process:
        yield process


def a_request() -> Request:
    """One that needs room."""
    return Request("fr", {"province": "NB"}, {}, ({"by": "visitor", "text": LONG, "language": "fr"},))


@pytest.mark.parametrize("limit", LIMITS)
def test_a_request_is_refused_whole_and_sent_once_there_is_room(
    site: WholeSite, limit: str, caplog: pytest.LogCaptureFixture
) -> None:
    desk = site.console.desk
    listening(desk, webhook_url="http://127.0.0.1:9/x")
    desk.record_consent(SHE, "request", "2026-11", "fr", True)
    for name, value in ANSWERS.items():
        desk.keep(SHE, name, value)
    before = counted(desk.store)
    with no_room(desk.store, limit), pytest.raises(Unavailable) as told:
        desk.open(SHE, a_request())
    assert told.value.reason == limit
    assert [each.getMessage() for each in caplog.records if each.levelno == logging.ERROR] == [
        f"database: {WORDS[limit]}"
    ]
    assert not [piece for piece in (SHE, LONG[:20], *ANSWERS.values()) if piece in caplog.text]
    assert counted(desk.store) == before
    assert desk.open(SHE, a_request()).status == "new"
    with desk.store.look() as work:
        assert work.count("outbox", channel="webhook") == 1


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_staff_reads_on_and_is_told_in_her_language_that_nothing_was_saved(
    site: WholeSite, limit: str, language: str
) -> None:
    desk, reference = site.console.desk, site.console.ticket()
    staff, page = site.as_("coordinator"), f"/console/tickets/{reference}"
    token = form_token(staff.get("/console/tickets").text)
    note = {"csrf": token, "text": LONG[:4000]}
    before = counted(desk.store)
    with no_room(desk.store, limit):
        assert staff.get(page).status_code == 200  # not written down as read
        answer = staff.post(f"{page}/notes?lang={language}", data=note)
        assert answer.status_code == 503 and answer.headers["retry-after"] == "60"
        assert all(sentence in answer.text for sentence in SENTENCES[language])
    after = counted(desk.store)
    assert {name for name in after if after[name] != before[name]} <= {"ticket_reads"}  # a small row may still fit
    assert staff.post(f"{page}/notes", data=note).status_code == 303
    assert [event.kind for event in desk.read(STAFF, reference).events] == ["opened", "note"]


@pytest.mark.parametrize(("language", "title"), [("en", "We cannot save anything"), ("fr", "Il nous est impossible")])
def test_software_gets_a_problem_and_may_ask_again(site: WholeSite, language: str, title: str) -> None:
    desk, reference = site.console.desk, site.console.ticket()
    software, url = site.as_("writes"), f"/api/tickets/{reference}"
    software.headers["Accept-Language"] = language
    with no_room(desk.store, "read_only"):
        assert software.get(url).status_code == 200
        answer = software.patch(url, json={"status": "taken_up"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert answer.json()["code"] == "unavailable" and answer.json()["title"].startswith(title)
    assert software.patch(url, json={"status": "taken_up"}).status_code == 200


def test_a_step_and_its_note_are_kept_together_or_not_at_all(site: WholeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, reference = site.console.desk, site.console.ticket()
    asked = {"status": "taken_up", "note": "she calls back on Monday"}
    with monkeypatch.context() as patch:
        patch.setattr(records, "add_event", partial(_out_of_room_at, "note", records.add_event))
        assert site.as_("writes").patch(f"/api/tickets/{reference}", json=asked).status_code == 503
    assert desk.read(STAFF, reference).ticket.status == "new"
    assert site.as_("writes").patch(f"/api/tickets/{reference}", json=asked).status_code == 200
    assert [event.kind for event in desk.read(STAFF, reference).events] == ["opened", "status", "note"]


def _out_of_room_at(kind: str, add: Callable[..., None], work: Work, ticket_id: int, event: Event) -> None:
    if event.kind == kind:
        raise Unavailable("full")
    add(work, ticket_id, event)


def test_of_several_requests_those_that_could_not_be_changed_are_counted(site: WholeSite) -> None:
    desk, staff = site.console.desk, site.as_("coordinator")
    reference = site.console.ticket()
    picked = {"csrf": form_token(staff.get("/console/tickets").text), "step": "take_up", f"pick-{reference}": "1"}
    with no_room(desk.store, "read_only"):
        assert "changed=0&refused=1" in staff.post("/console/bulk", data=picked).headers["location"]
    assert "changed=1&refused=0" in staff.post("/console/bulk", data=picked).headers["location"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_who_asks_for_her_link_gets_a_page_and_the_link_later(site: WholeSite, language: str) -> None:
    desk, reference = site.console.desk, site.console.ticket()
    asked = {"reference": reference, "email": "zenobie@scierie.example"}
    visitor = TestClient(site.app, headers={"Accept": "text/html", "Accept-Language": language})
    before = counted(desk.store)
    with no_room(desk.store, "read_only"):
        answer = visitor.post("/rights", data=asked)
    assert answer.status_code == 503 and all(sentence in answer.text for sentence in SENTENCES[language])
    assert counted(desk.store) == before
    assert visitor.post("/rights", data=asked).status_code == 200
    assert counted(desk.store)["outbox"] == before["outbox"] + 1


@pytest.mark.parametrize(("language", "sorry"), [("en", "I am sorry"), ("fr", "Toutes mes excuses")])
def test_a_visitor_gets_an_apology_a_person_and_the_same_conversation_later(
    site: WholeSite, language: str, sorry: str
) -> None:
    desk = site.console.desk
    with no_room(desk.store, "read_only"):
        answer = site.house.say(language=language)
        figures = site.house.app.state.metrics.registry.get_sample_value
        assert figures("tremplin_fallback_total", {"reason": "Unavailable"}) == 1
    assert answer.status_code == 200
    told = answer.json()["messages"]
    assert told[0]["text"].startswith(sorry) and told[0]["custom"]["type"] == "unavailable"
    assert told[0]["custom"]["page"] in told[0]["text"]
    assert site.house.say(conversation=answer.json()["conversation"], language=language).json()["messages"] != told


def test_a_notice_that_was_sent_but_not_noted_goes_out_again_under_its_key(tmp_path: Path) -> None:
    with a_web_receiver() as web:
        services, clock = built(tmp_path, web.url), later()
        ACTS["answer"](services)
        ACTS["send"](services)
        post, filled = Webhook("https://chamber.example", private_allowed=True), ExitStack()

        def until_full(notice: Notice, receiver: Row) -> None:
            post(notice, receiver)
            filled.enter_context(no_room(services.store, "read_only"))

        with filled:
            for _ in range(2):
                with pytest.raises(Unavailable):
                    deliver(services.store, clock, {"webhook": until_full})
        clock.pass_(minutes=3)
        assert deliver(services.store, clock, {"webhook": post}) == Delivered(sent=1)
        assert (len(web.got), len(web.taken)) == (2, 1)
        services.store.close()


def test_the_jobs_outlive_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_now", jobs._now)
    with a_web_receiver() as web:
        services = built(tmp_path, web.url)
        ACTS["answer"](services)
        ACTS["send"](services)
        with no_room(services.store, "read_only"):
            jobs.catch_up(services)
        assert web.got == []
        jobs.catch_up(services)
        assert len(web.taken) == 1
        services.store.close()


def test_the_figures_are_told_and_say_so_when_the_database_cannot_be_read(tmp_path: Path) -> None:
    services = built(tmp_path, "http://127.0.0.1:9/x")
    assert b"tremplin_database_readable 1.0" in figures(services.store)
    services.store.close()
    told = figures(Store(f"sqlite:///{tmp_path}", ("a secret",)))  # a folder is no file
    assert b"tremplin_database_readable 0.0" in told and b"tremplin_knowledge{" in told


def figures(store: Store) -> bytes:
    """What Prometheus reads of a database."""
    registry = CollectorRegistry()
    registry.register(Standing(SimpleNamespace(store=store, today=lambda: date(2026, 11, 23))))  # type: ignore[arg-type]
    return generate_latest(registry)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may reach, unlike those of pytest."""
    folder = Path(tempfile.mkdtemp(prefix="tremplin-no-room-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("act", ["answer", "withdraw", "erase"])
@pytest.mark.parametrize("case", ["disk_ends", "file_of_another"])
def test_what_the_system_refuses_is_named_and_leaves_nothing_half_written(
    open_folder: Path, system: Crashes, case: str, act: str
) -> None:
    services = built(open_folder, "http://127.0.0.1:9/x")
    if act != "answer":
        ACTS["answer"](services)
        ACTS["send"](services)
    services.store.close()
    assert system.run(case, {"folder": str(open_folder), "act": act}).status == 0


def test_a_command_says_in_one_line_why_it_cannot_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}", secret_key="s")  # a folder is no file
    monkeypatch.setattr("bot.cli.bootstrap", lambda: build(settings))
    assert main(["tickets", "list"]) == 1
    assert capsys.readouterr().err == f"tremplin: the database cannot serve: {WORDS['closed']}\n"
