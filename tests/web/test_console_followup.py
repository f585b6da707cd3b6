"""The console's newer pages: next dates, handing over, the coordination sheet, notices and numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from console_builders import Console, act, form_token
from starlette.testclient import TestClient

from bot.delivery.outbox import MOST_ATTEMPTS, NotDelivered, Notice, deliver
from bot.delivery.receivers import Receiver, set_receiver
from bot.intake.store import Row
from bot.knowledge.load import load_knowledge
from bot.web.console_numbers import BENCHMARKS


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(tmp_path)


def test_a_request_shows_red_until_it_has_an_owner_and_a_next_date(console: Console) -> None:
    reference = console.ticket()
    client = console.visitor("odette")
    assert "No one on it" in client.get("/console/tickets").text
    act(client, reference, "take-up")
    assert "No next date" in client.get("/console/tickets").text
    assert act(client, reference, "next-date", next_on="2026-11-30").status_code == 303
    page = client.get("/console/tickets").text
    assert "No next date" not in page and "tag rots" not in page
    assert "Next date: November 30, 2026" in client.get(f"/console/tickets/{reference}").text
    console.wait(days=8)
    assert "No next date" in console.visitor("odette").get("/console/tickets").text


@pytest.mark.parametrize("day", ["2020-01-01", "2040-01-01", "soon", ""])
def test_a_next_date_that_cannot_be_is_sent_back(console: Console, day: str) -> None:
    reference = console.ticket()
    client = console.visitor("odette", "fr")
    act(client, reference, "take-up")
    answer = act(client, reference, "next-date", next_on=day)
    assert answer.status_code == 422
    assert "Choisissez un jour" in answer.text


def test_a_colleague_gets_the_request_with_its_history(console: Console) -> None:
    reference = console.ticket()
    client = console.visitor("odette")
    assert act(client, reference, "hand-over", colleague="rita").status_code == 303
    page = client.get(f"/console/tickets/{reference}?done=handed_over").text
    assert "Taken up by rita" in page and "Handed over to" in page
    assert act(client, reference, "hand-over", colleague="stella").status_code == 422


def test_the_sheet_has_goals_and_three_meetings_in_the_readers_language(console: Console) -> None:
    reference = console.ticket()
    page = console.visitor("odette", "fr").get(f"/console/tickets/{reference}/sheet").text
    for part in ("Scierie Kouchibouguac", "Démarrage", "Mi-parcours", "Bilan", "Trois rencontres"):
        assert part in page


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "winter term, about January 4, 2027"), ("fr", "trimestre d&#39;hiver, vers le 4 janvier 2027")],
)
def test_the_sheet_says_when_the_next_term_begins(console: Console, language: str, shown: str) -> None:
    console.app.state.knowledge = load_knowledge()
    page = console.visitor("odette", language).get(f"/console/tickets/{console.ticket()}/sheet").text
    assert shown in page


def test_the_calendar_file_keeps_to_the_standard_and_names_nobody(console: Console) -> None:
    reference = console.ticket()
    answer = console.visitor("odette", "fr").get(f"/console/tickets/{reference}/meetings.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    raw = answer.content
    assert raw.endswith(b"END:VCALENDAR\r\n") and raw.count(b"\n") == raw.count(b"\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    lines = raw.decode().replace("\r\n ", "").split("\r\n")
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 3
    assert len({line for line in lines if line.startswith("UID:")}) == 3
    days = [line.partition(":")[2] for line in lines if line.startswith("DTSTART;VALUE=DATE:")]
    assert days == sorted(days) and len(set(days)) == 3
    assert f"SUMMARY:Démarrage\\, demande {reference}" in lines
    assert "Kouchibouguac" not in raw.decode()


def test_a_notice_given_up_is_seen_and_sent_again(console: Console) -> None:
    set_receiver(console.desk.store, Receiver("host_chamber", webhook_url="https://a.example/x"), console.clock())
    reference = console.ticket()
    for _ in range(MOST_ATTEMPTS):
        deliver(console.desk.store, console.clock, {"webhook": refuse})
        console.wait(hours=7)
    client = console.visitor("odette", "fr")
    page = client.get("/console/deliveries").text
    assert reference in page and "Abandonné" in page and "Le destinataire a répondu 500." in page
    answer = client.post("/console/deliveries/1/send-again", data={"csrf": form_token(page)})
    assert answer.status_code == 303
    assert "Abandonné" not in client.get("/console/deliveries").text
    assert deliver(console.desk.store, console.clock, {"webhook": lambda notice, receiver: None}).sent == 1


def bulk(client: TestClient, **form: str) -> str:
    """Send the form under the list; answers where it leads, or the status of a refusal."""
    token = form_token(client.get("/console/tickets").text)
    answer = client.post("/console/bulk", data={"csrf": token, **form})
    return answer.headers.get("location", str(answer.status_code))


def test_several_requests_take_one_step_and_refusals_are_counted(console: Console) -> None:
    first, second, third = (console.ticket(f"c{number}") for number in range(3))
    client = console.visitor("odette")
    picked = {f"pick-{first}": "1", f"pick-{second}": "1", f"pick-{third}": "7"}
    assert bulk(client, step="take_up", **picked) == "/console/tickets?changed=2&refused=1"
    assert "Changed: 2. Not changed: 1." in client.get("/console/tickets?changed=2&refused=1").text
    again = {f"pick-{first}": "2", f"pick-{second}": "2"}
    assert bulk(client, step="close", status="unreachable", why="", **again).endswith("changed=0&refused=2")
    assert bulk(client, step="close", status="helped", **again).endswith("changed=2&refused=0")
    assert bulk(client, step="close", status="new", **picked) == "422"


def test_a_stranger_s_pick_changes_nothing(console: Console) -> None:
    reference = console.ticket()
    answer = bulk(console.visitor("stella"), step="take_up", **{f"pick-{reference}": "1"})
    assert answer.endswith("changed=0&refused=1")


def test_a_program_confirmed_shows_its_new_day_and_who_said_so(console: Console) -> None:
    client = console.visitor("odette", "fr")
    page = client.get("/console/knowledge").text
    assert "À vérifier" in page and "Vérifié le 1 octobre 2026" in page
    form = {"csrf": form_token(page), "checked_on": "2026-11-22", "status": "intermittent", "why": "page <b>lue</b>"}
    assert client.post("/console/knowledge/riipen-futurepath", data=form).status_code == 303
    page = client.get("/console/knowledge?done=confirmed").text
    assert "À vérifier" not in page and "Vérifié le 22 novembre 2026" in page
    assert "odette" in page and "page &lt;b&gt;lue&lt;/b&gt;" in page
    assert client.post("/console/knowledge/none", data=form).status_code == 404
    for wrong in ({"checked_on": "2030-01-01"}, {"checked_on": "hier"}, {"status": "closed"}):
        assert client.post("/console/knowledge/riipen-futurepath", data={**form, **wrong}).status_code == 422


def refuse(notice: Notice, receiver: Row) -> None:
    """A receiver in trouble."""
    raise NotDelivered("status 500")


def test_the_benchmarks_are_figures_of_the_report() -> None:
    values = [load_knowledge().statistics[id_].value for id_ in BENCHMARKS]
    assert values == ["75%", "73%", "69%", "35%"]


def test_the_numbers_name_nobody(console: Console) -> None:
    reference = console.ticket()
    page = console.visitor("odette", "fr").get("/console/numbers").text
    for personal in ("Zénobie", "Kouchibouguac", reference):
        assert personal not in page
    for part in ("Nouveau-Brunswick", "peu de personnel pour encadrer", "Microstage", "<svg"):
        assert part in page


@pytest.mark.parametrize("path", ["/console/deliveries", "/console/numbers", "/console/knowledge", "sheet"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_label_is_missing_on_a_page(console: Console, path: str, language: str) -> None:
    set_receiver(console.desk.store, Receiver("host_chamber", "a@chamber.example"), console.clock())
    reference = console.ticket()
    page = console.visitor("odette", language).get(f"/console/tickets/{reference}/sheet" if path == "sheet" else path)
    assert page.status_code == 200
    assert not re.search(r">\s*[a-z_]+\.[a-z_.]+\s*<", page.text)
