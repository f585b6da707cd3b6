"""A day at the console: what is new to me, who calls on me, my views, what went out, and what owners answer."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from console_builders import ADVICE, Console, act, form_token
from openpyxl import load_workbook
from starlette.testclient import TestClient

from bot.intake.afterwards import QUESTIONS, token_of
from bot.intake.records import find


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(tmp_path, smtp_url="smtp://127.0.0.1:9")


def test_what_i_have_not_read_is_marked_until_i_open_it(console: Console) -> None:
    reference = console.ticket()
    client = console.visitor("odette")
    assert 'class="tag unread"' in client.get("/console/tickets").text
    assert reference in client.get("/console/tickets?show=unread").text
    client.get(f"/console/tickets/{reference}")
    assert 'class="tag unread"' not in client.get("/console/tickets").text
    assert reference not in client.get("/console/tickets?show=unread").text
    assert 'class="tag unread"' in console.visitor("rita").get("/console/tickets").text


def test_a_colleague_called_on_finds_the_request_on_her_list(console: Console) -> None:
    reference = console.ticket()
    act(console.visitor("rita"), reference, "notes", text="@odette peux-tu l'appeler?")
    client = console.visitor("odette", "fr")
    page = client.get("/console/tickets?show=mentioned").text
    assert reference in page and re.search(r"À votre attention</span> <b>1</b>", page)
    client.get(f"/console/tickets/{reference}")
    assert reference not in client.get("/console/tickets?show=mentioned").text


def test_baskets_of_age_hold_what_is_open(console: Console) -> None:
    reference = console.ticket()
    console.wait(days=10)
    client = console.visitor("odette")
    assert reference in client.get("/console/tickets?age=9").text
    assert reference not in client.get("/console/tickets?age=2").text
    assert re.search(r"9 to 20 days</span> <b>1</b>", client.get("/console/tickets").text)


def test_a_filter_is_kept_under_a_name_without_the_words_searched(console: Console) -> None:
    console.ticket()
    client = console.visitor("odette")
    page = client.get("/console/tickets?province=NB&q=Zenobie").text
    form = {"csrf": form_token(page), "name": "Home <b>", "show": "open", "province": "NB", "q": "Zenobie"}
    kept = client.post("/console/views", data=form).headers["location"]
    assert "province=NB" in kept and "Zenobie" not in kept
    page = client.get(kept).text
    assert "Home &lt;b&gt;" in page and "The view is kept." in page
    again = client.post("/console/views", data=form)
    assert again.status_code == 422 and "a view of that name already" in again.text
    view = re.search(r"/console/views/(\d+)/forget", page)
    assert view is not None
    assert console.visitor("rita").get("/console/tickets").text.count("/forget") == 0
    client.post(view[0], data={"csrf": form["csrf"]})
    assert "Home" not in client.get("/console/tickets").text


@pytest.mark.parametrize(
    "query", ["age=3", "age=x", "province=ZZ", "language=de", "format=%3Cb%3E", "show=unread&age=45"]
)
def test_a_filter_that_does_not_exist_is_no_filter(console: Console, query: str) -> None:
    console.ticket()
    assert console.visitor("odette").get(f"/console/tickets?{query}").status_code == 200


@pytest.mark.parametrize("company", ["=HYPERLINK(1) Café", "+1", "-1+2", "@SUM(A1)", "\u200b=1+1", "a\x0bb"])
def test_the_workbook_computes_nothing(console: Console, company: str) -> None:
    console.ticket(company=company)
    answer = console.visitor("odette", "fr").get("/console/tickets.xlsx")
    assert answer.status_code == 200 and answer.content[:2] == b"PK"
    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert not [cell.value for cell in cells if cell.value and cell.value.startswith(("=", "+", "-", "@"))]
    assert sheet.max_row == 2 and "Entreprise" in [cell.value for cell in sheet[1]]


def test_the_audit_page_says_who_did_what_and_what_went_out(console: Console) -> None:
    reference = console.ticket()
    client = console.visitor("odette", "fr")
    act(client, reference, "take-up")
    client.get("/console/tickets.xlsx")
    page = client.get("/console/audit").text
    for part in (
        "Nouvelle → Prise en charge",
        "Liste téléchargée",
        "format xlsx",
        "odette",
        "Demande envoyée",
        reference,
    ):
        assert part in page
    stranger = console.visitor("stella").get("/console/audit").text
    assert reference not in stranger and "xlsx" not in stranger
    assert client.get("/console/audit?before=2026-01-01").text.count("<time") == 0
    assert client.get("/console/audit?before=nonsense").status_code == 200


def test_a_program_s_flags_and_notes_are_seen_on_the_request(console: Console) -> None:
    (best, *others) = ADVICE["recommendations"]  # type: ignore[misc]
    funded = {**best["funding"][0], "flags": ["intermittent"], "notes": [{"code": "x", "text": "À confirmer."}]}
    advice = {**ADVICE, "recommendations": [{**best, "funding": [funded]}, *others]}
    page = console.visitor("odette").get(f"/console/tickets/{console.ticket(advice=advice)}").text
    assert '<span class="tag flag">Open from time to time</span>' in page and "À confirmer." in page


def test_what_was_masked_in_the_conversation_is_explained(console: Console) -> None:
    turns = [{"by": by, "text": "[…]", "language": "fr"} for by in ("visitor", "assistant")]
    page = console.visitor("odette", "fr").get(f"/console/tickets/{console.ticket(transcript=turns)}").text
    assert "[…]" not in page and "coordonnée, conservée plus haut" in page and "relecture, avant l" in page


def test_french_times_are_written_as_in_french(console: Console) -> None:
    reference = console.ticket()
    console.wait(minutes=7)
    act(console.visitor("odette"), reference, "notes", text="x")
    page = console.visitor("odette", "fr").get(f"/console/tickets/{reference}").text
    assert "23 nov. 2026 à 10\xa0h\xa007" in page and "23 nov. 2026 à 10\xa0h<" in page
    assert "Nov 23, 2026, 10:07 a.m." in console.visitor("odette").get(f"/console/tickets/{reference}").text


# -- what owners answer afterwards


def asked(console: Console, conversation: str = "c1") -> list[str]:
    """Close a helped request; answers the pages its owner was sent."""
    reference = console.ticket(conversation, advice=with_next_step())
    client = console.visitor("odette")
    act(client, reference, "take-up")
    act(client, reference, "close", status="helped")
    with console.desk.store.look() as work:
        ticket = find(work, reference=reference)
        assert ticket is not None
        return [f"/followup/{token_of(work, row['id'], ticket)}" for row in work.all("followups", ticket_id=ticket.id)]


def with_next_step() -> dict[str, object]:
    (best, *others) = ADVICE["recommendations"]  # type: ignore[misc]
    step = {"format": "industry_project", "text": "Confiez une question plus vaste à un projet de cours."}
    return {**ADVICE, "recommendations": [{**best, "next_steps": [step]}, *others]}


def test_an_owner_answers_without_logging_in_and_sees_a_next_step(console: Console) -> None:
    path = asked(console)[0]
    client = TestClient(console.app, follow_redirects=True)
    page = client.get(path).text
    assert '<html lang="fr">' in page and page.count("<legend>") == len(QUESTIONS)
    assert "Would you do more" in client.get(f"{path}?lang=en").text
    for personal in ("Zénobie", "Kouchibouguac", "zenobie"):
        assert personal not in page
    thanks = client.post(path, data={**dict.fromkeys(QUESTIONS, "yes"), "new_ideas": "early"}).text
    assert "Merci" in thanks and "Confiez une question plus vaste" in thanks
    assert "<legend>" not in client.get(path).text
    assert "<legend>" not in client.post(path, data={"new_ideas": "no"}).text


def test_an_owner_may_ask_not_to_be_asked_again(console: Console) -> None:
    path = asked(console)[0]
    page = TestClient(console.app).post(path, data={"stop": "1"}).text
    assert "nous ne vous poserons plus ces questions" in page
    with console.desk.store.look() as work:
        assert work.count("outbox", channel="owner") == 0


@pytest.mark.parametrize("token", ["1.0", "x", "1." + "0" * 64, "%00", "9" * 400])
def test_a_forged_page_is_not_there(console: Console, token: str) -> None:
    asked(console)
    client = TestClient(console.app)
    assert client.get(f"/followup/{token}").status_code == 404
    assert client.post(f"/followup/{token}", data={"new_ideas": "yes"}).status_code == 404


def test_answers_stand_beside_the_report_s_once_there_are_enough(console: Console) -> None:
    from bot.knowledge.load import load_knowledge

    console.app.state.knowledge = load_knowledge()
    pages = [asked(console, f"c{number}")[0] for number in range(5)]
    owner, staff = TestClient(console.app), console.visitor("odette")
    for number, path in enumerate(pages):
        page = staff.get("/console/numbers").text
        assert page.count("fewer than 5 answers") == 8
        owner.post(path, data={"new_ideas": "yes" if number < 4 else "no"})
    page = staff.get("/console/numbers").text
    assert "80% (5 answers)" in page and "75%" in page and page.count("fewer than 5 answers") == 7


def test_the_numbers_show_the_funnel_unmet_needs_and_where_people_stopped(console: Console) -> None:
    console.app.state.services = SimpleNamespace(drop_offs=lambda: {"headcount": 3, "consent": 1, "email": 2})
    needs = {"province": "NB", "need_areas": ["operations"]}
    reference = console.ticket(profile=needs)
    console.desk.start("c2", "en")
    client = console.visitor("odette", "fr")
    act(client, reference, "close", status="not_for_us", why="autre région")
    page = re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>", "", unescape(client.get("/console/numbers").text)))
    for label, count in (
        ("Conversations commencées", 2),
        ("Ont accepté d'être joints", 1),
        ("Demandes envoyées", 1),
        ("Aide apportée", 0),
        ("opérations", 1),
        ("Effectif", 3),
        ("Consentement", 1),
        ("Courriel", 2),
    ):
        assert f'<th scope="row">{label}</th><td>{count}</td>' in page, label
    assert "Effectif" not in console.visitor("stella", "fr").get("/console/numbers").text


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("path", ["/console/audit", "/console/numbers", "/console/tickets?show=all", "followup"])
def test_no_label_is_missing(console: Console, path: str, language: str) -> None:
    page = asked(console)[0]
    client = console.visitor("odette", language)
    client.get("/console/tickets.csv")
    found = client.get(f"{page}?lang={language}" if path == "followup" else path)
    assert found.status_code == 200
    assert not re.search(r">\s*[a-z_]+\.[a-z_.0-9]+\s*<", found.text)
