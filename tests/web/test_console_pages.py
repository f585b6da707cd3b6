"""What the people of an intermediary see and do at the console."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from console_builders import Console, act, form_token

from bot.advice.advise import Adviser
from bot.advice.receipt import basis
from bot.knowledge.load import load_knowledge
from bot.language import Language
from bot.profile import Profile
from bot.web.console_words import Words, catalogue

COMPANY: dict[str, Any] = {
    "need_areas": ("marketing",), "goals": ("get_work_done",), "province": "QC", "headcount": 9,
    "supervision_hours_per_week": 2, "budget_cad": 800, "weeks_until_start": 2, "duration_days": 10,
}  # fmt: skip


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(tmp_path)


def test_the_list_shows_who_waits_and_since_when(console: Console) -> None:
    reference = console.ticket()
    console.wait(days=2)
    page = console.visitor("odette").get("/console/tickets").text
    for shown in (
        reference,
        "Scierie Kouchibouguac",
        "New",
        "Micro-placement",
        "New Brunswick",
        "2 days ago",
        "nobody yet",
    ):
        assert shown in page
    assert 'class="tag overdue"' not in page


def test_a_ticket_nobody_took_up_in_time_is_marked_overdue(console: Console) -> None:
    console.ticket()
    console.wait(days=7)
    client = console.visitor("odette")
    assert 'class="tag overdue"' in client.get("/console/tickets?show=overdue").text
    assert "Nothing here" in client.get("/console/tickets?show=taken_up").text


def test_the_list_searches_sorts_and_pages(console: Console) -> None:
    references = [console.ticket(f"c{n}", company=f"Entreprise {n:03}") for n in range(30)]
    client = console.visitor("odette")
    assert "Entreprise 007" in client.get("/console/tickets?q=007").text
    assert "1 request<" in client.get(f"/console/tickets?q={references[3]}").text
    first, second = client.get("/console/tickets?sort=oldest").text, client.get("/console/tickets?sort=oldest&p=2").text
    assert references[0] in first and references[29] in second and references[0] not in second
    assert "30 requests, page 2 of 2" in second


@pytest.mark.parametrize(
    "query", ["p=x", "p=-1", "p=99999999999", "show=king", "sort=;drop", "q=%00%ff", "lang=de", "p=²"]
)
def test_a_nonsense_query_shows_the_list_all_the_same(console: Console, query: str) -> None:
    console.ticket()
    assert console.visitor("odette").get(f"/console/tickets?{query}").status_code == 200


def test_one_request_shows_all_that_travels_with_it(console: Console) -> None:
    page = console.visitor("odette").get(f"/console/tickets/{console.ticket()}").text
    text = re.sub(r"\s+", " ", page)
    for shown in (
        "Zénobie Thériault",
        "mailto:zenobie@scierie.example",
        "506-555-0147",
        "Agreed on November 23, 2026",
        "7, owner included",
        "$2,500",
        "little staff to supervise",
        "fit 86%",
        '<li lang="fr">Quelques jours suffisent pour ce travail.</li>',
        "5 to 12 hours in all",
        "$0 to $2,100",
        "December 7, 2026",
        "Riipen FuturePath",
        "Eligible: To confirm",
        "not known",
        "https://example.org/program",
        '<p lang="en">We need help with inventory</p>',
        "Request sent",
        "Reply promised by November 26, 2026",
    ):
        assert shown in text, shown


def test_the_same_request_reads_in_french(console: Console) -> None:
    page = console.visitor("odette", "fr-CA").get(f"/console/tickets/{console.ticket()}").text
    for shown in (
        '<html lang="fr">',
        "Microstage",
        "2\xa0500\xa0$",
        "23 novembre 2026",
        "Admissible : À confirmer",
        "86\xa0%",
    ):
        assert shown in page, shown


@pytest.mark.parametrize(("reader", "owner"), [("en", "fr"), ("fr", "en")])
def test_the_advice_reads_in_the_reader_s_language_and_once_as_the_owner_read_it(
    console: Console, reader: Language, owner: Language
) -> None:
    profile, knowledge = Profile(language=owner, **COMPANY), load_knowledge()
    adviser, day = Adviser(knowledge), date(2026, 11, 23)
    hers, ours = (adviser.answer(replace(profile, language=each), day) for each in (owner, reader))
    console.app.state.knowledge = knowledge
    advice = json.loads(json.dumps({**hers, "receipt": basis(profile, day, adviser)}))
    reference = console.ticket(language=owner, profile=profile.to_dict(), advice=advice)
    page = html.unescape(console.visitor("odette", reader).get(f"/console/tickets/{reference}").text)
    told, _, as_sent = page.partition('<details class="as-sent">')
    kept = as_sent.partition("</details>")[0]
    assert f'<div lang="{owner}">' in kept
    for mine, theirs in zip(texts(ours), texts(hers), strict=True):
        assert mine in told and theirs in kept and theirs not in told
    assert advice["receipt"]["sources"][0] in as_sent
    same = console.visitor("odette", owner).get(f"/console/tickets/{reference}").text
    assert "as-sent" not in same and texts(hers)[0] in html.unescape(same)


def texts(answer: dict[str, Any]) -> list[str]:
    """What a reader of the first recommendation is told in whole sentences."""
    best = answer["recommendations"][0]
    parts = [*best["reasons"], *best["tradeoffs"], *best["what_would_change_it"], *best["next_steps"]]
    parts += [best["cash_flow"], answer["first_step"], *(n for offer in best["funding"] for n in offer["notes"])]
    return list(dict.fromkeys(part["text"] for part in parts))


def test_the_language_chosen_is_remembered(console: Console) -> None:
    client = console.visitor("odette", "en")
    assert '<html lang="fr">' in client.get("/console/tickets?lang=fr").text
    assert '<html lang="fr">' in client.get("/console/tickets").text
    assert "/console/tickets?show=all&amp;lang=en" in client.get("/console/tickets?show=all").text


def test_taking_up_noting_and_closing_leave_their_mark(console: Console) -> None:
    reference = console.ticket()
    client = console.visitor("odette")
    assert act(client, reference, "take-up").headers["location"].endswith("?done=taken_up")
    assert act(client, reference, "notes", text="Appelé, <b>rappellera</b> mardi").status_code == 303
    assert act(client, reference, "close", status="helped", why="Jumelé à deux étudiantes").status_code == 303
    page = client.get(f"/console/tickets/{reference}").text
    for shown in ("New → Taken up", "Taken up → Helped", "Jumelé à deux étudiantes", "&lt;b&gt;rappellera", "odette"):
        assert shown in page
    assert "/take-up" not in page and "/close" not in page


def test_a_sad_ending_without_a_reason_is_sent_back_with_what_was_chosen(console: Console) -> None:
    reference = console.ticket()
    client = console.visitor("odette")
    act(client, reference, "take-up")
    answer = act(client, reference, "close", status="unreachable", why=" ")
    assert answer.status_code == 422
    assert 'value="unreachable" required aria-describedby="means-unreachable" checked' in answer.text
    assert 'aria-invalid="true"' in answer.text and "Say why" in answer.text
    assert act(client, reference, "close", status="king").status_code == 422


def test_two_people_at_once_get_a_polite_conflict(console: Console) -> None:
    reference = console.ticket()
    rita, remi = console.visitor("rita"), console.visitor("remi")
    stale = form_token(remi.get(f"/console/tickets/{reference}").text)
    act(rita, reference, "take-up")
    answer = remi.post(f"/console/tickets/{reference}/take-up", data={"csrf": stale, "version": "1"})
    assert answer.status_code == 409 and "Somebody changed this request" in answer.text
    assert "rita takes care of it" in answer.text and "?lang=fr" in answer.text
    assert console.desk.ticket_of("c1").taken_up_by == "user:rita"


def test_a_reviewer_cannot_close_a_colleague_s_request_but_a_coordinator_can(console: Console) -> None:
    reference = console.ticket()
    act(console.visitor("rita"), reference, "take-up")
    refused = act(console.visitor("remi"), reference, "close", status="helped", version="2")
    assert refused.status_code == 403
    assert act(console.visitor("odette"), reference, "put-back").status_code == 303


def test_an_erased_request_says_so_and_asks_to_delete_copies(console: Console) -> None:
    reference = console.ticket()
    console.desk.erase("c1")
    answer = console.visitor("odette").get(f"/console/tickets/{reference}")
    assert answer.status_code == 410 and "delete any copy" in answer.text


def test_hostile_answers_are_shown_as_text(console: Console) -> None:
    evil = '"><img src=x onerror=alert(1)>'
    advice = {
        "recommendations": [{"format": evil, "reasons": [{"text": evil}], "funding": [{"source": "javascript:1"}]}]
    }
    turns = [{"by": evil, "text": evil, "language": '"onload="'}]
    reference = console.ticket(profile={"sector": evil}, advice=advice, transcript=turns, cautions=(evil,))
    client = console.visitor("odette")
    act(client, reference, "notes", text=evil)
    for path in (f"/console/tickets/{reference}", f"/console/tickets?q={evil}", "/console/tickets"):
        page = client.get(path).text
        assert "<img src=x" not in page and "javascript:" not in page and 'lang=""onload' not in page


def test_the_spreadsheet_opens_with_accents_and_computes_nothing(console: Console) -> None:
    console.ticket(company="=HYPERLINK(1) Café")
    answer = console.visitor("odette").get("/console/tickets.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf") and "text/csv" in answer.headers["content-type"]
    assert "'=HYPERLINK(1) Café" in answer.text and ",=HYPERLINK" not in answer.text


@pytest.mark.parametrize("path", ["/console/login", "/console/tickets", "ticket"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_page_can_be_used_without_seeing_it(console: Console, path: str, language: str) -> None:
    reference = console.ticket()
    client = console.visitor(None if "login" in path else "odette", language)
    page = client.get(f"/console/tickets/{reference}" if path == "ticket" else path).text
    outline = Outline(page)
    assert outline.language == language and outline.headings[0] == 1 and outline.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False))
    assert outline.fields <= outline.labels
    assert len(outline.ids) == len(set(outline.ids)) and outline.mentioned <= set(outline.ids)
    assert not outline.inline


def test_no_sentence_is_missing_in_either_language(console: Console) -> None:
    for key, texts in catalogue().items():
        assert set(texts) == {"en", "fr"} and all(texts.values()), key
        assert len({tuple(sorted(re.findall(r"{(\w+)}", text))) for text in texts.values()}) == 1, key
    reference = console.ticket()
    pages = [console.visitor("odette", language).get(f"/console/tickets/{reference}").text for language in ("en", "fr")]
    for page in pages:
        assert not re.search(r">\s*(list|act|advice|funding|note|status|field|show|column)\.\w+\s*<", page)


def test_every_id_of_the_vocabulary_has_a_label() -> None:
    from bot import profile
    from bot.intake.ticket import STATUSES

    families = {"province": profile.PROVINCES, "format": profile.FORMATS, "status": STATUSES}
    lists = {name: profile.CHOICES[name] for name in ("need_areas", "goals", "barriers", "stage", "work_mode")}
    for family, ids in {**families, **lists, "field": profile.PROFILE_FIELDS[1:]}.items():
        assert [id_ for id_ in ids if f"{family}.{id_}" not in catalogue()] == [], family


@pytest.mark.parametrize(
    ("field", "value", "english", "french"),
    [
        ("headcount", 1, "the owner alone", "propriétaire seulement"),
        ("weeks_until_start", 0, "right away", "dès que possible"),
        ("supervision_hours_per_week", 1.5, "1.5 h a week", "1,5 h par semaine"),
        ("budget_cad", 0, "$0", "0\xa0$"),
        ("sector", "bakery", "bakery", "bakery"),
        ("need_areas", ["finance", "unheard_of"], "finance, unheard_of", "finances, unheard_of"),
    ],
)
def test_a_fact_is_told_as_the_reader_writes(field: str, value: object, english: str, french: str) -> None:
    assert Words("en").fact(field, value) == english
    assert Words("fr").fact(field, value) == french


class Outline(HTMLParser):
    """The parts of a page that assistive software relies on."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.language = ""
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.fields: set[str] = set()
        self.labels: set[str] = set()
        self.mentioned: set[str] = set()
        self.inline: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = held.get("lang", "")
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag in ("input", "select", "textarea") and held.get("type") != "hidden":
            self.fields.add(held.get("id", "without an id"))
        if tag == "label":
            self.labels.add(held["for"])
        if tag in ("script", "style") or "style" in held or any(name.startswith("on") for name in held):
            self.inline.append(tag)
        self.ids += [held["id"]] if "id" in held else []
        for name in ("aria-describedby", "aria-labelledby"):
            self.mentioned |= set(held.get(name, "").split())
