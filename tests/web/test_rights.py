"""What a link to her rights opens: her request, for its owner only, and nothing left of it once she erased it."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from console_builders import Clock
from door_kit import FakeServices, House, a_house
from starlette.testclient import TestClient

from bot.delivery.receivers import Receiver, set_receiver
from bot.intake.accounts import User
from bot.intake.acknowledging import RECEIVED
from bot.intake.desk import Desk, Request
from bot.intake.migrations import upgrade
from bot.intake.rights import MAX_AGE, Action, make_link_token
from bot.intake.store import Store
from bot.settings import Settings

BOTH = pytest.mark.parametrize("language", ["en", "fr"])
STAFF = User("odette", "coordinator", "host_chamber")
ANSWERS = {
    "contact_name": "Zénobie Thériault",
    "company_name": "Scierie Kouchibouguac",
    "email": "zenobie@scierie.example",
    "phone": "506-555-0147",
}
SECRET = "a secret of the tests"


@dataclass
class Office:
    """An application over a real desk that holds one request."""

    folder: Path
    desk: Desk
    house: House
    clock: Clock
    reference: str

    def browser(self) -> TestClient:
        return self.house.visitor(follow_redirects=False)

    def link(self, action: Action = "see", secret: str = SECRET) -> str:
        return f"/rights/{make_link_token(self.reference, action, secret, self.clock())}"

    def ask(self, wish: str, language: str = "en", **form: str) -> httpx.Response:
        return self.browser().post(f"{self.link()}?lang={language}", data={"wish": wish, **form})

    def kept(self) -> Any:
        return self.desk.ticket_of("c1")

    def waiting(self) -> list[str]:
        """The kinds of the messages to be sent, but for the one that said that her request came."""
        with self.desk.store.look() as work:
            return [row["kind"] for row in work.all("outbox") if row["kind"] != RECEIVED]

    def sealed(self) -> list[bytes]:
        """Her contact answers as the database holds them."""
        with self.desk.store.look() as work:
            rows = [*work.all("tickets"), *work.all("drafts")]
        return [each if isinstance(each, bytes) else str(each).encode() for each in (row["contact"] for row in rows)]

    def bytes_kept(self) -> bytes:
        """Every file of the database's folder, one after the other."""
        return b"".join(file.read_bytes() for file in sorted(self.folder.iterdir()))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    url, clock = f"sqlite:///{tmp_path / 'intake.db'}", Clock()
    upgrade(url)
    mail = {"smtp_url": "smtp://mail.example"}
    desk = Desk(Store(url, (SECRET,)), clock, Settings(**mail))
    desk.record_consent("c1", "request", "2026-11", "fr", True)
    for field, value in ANSWERS.items():
        desk.keep("c1", field, value)
    said = ({"by": "visitor", "text": "Je cherche un stagiaire", "language": "fr"},)
    reference = desk.open("c1", Request("fr", {"province": "NB", "headcount": 7}, {}, said)).reference
    return Office(tmp_path, desk, a_house(services=FakeServices(desk=desk), **mail), clock, reference)  # type: ignore[arg-type]


@BOTH
def test_the_link_shows_what_is_held(office: Office, language: str) -> None:
    answer = office.browser().get(f"{office.link()}?lang={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    status = {"en": "New", "fr": "Nouvelle"}[language]
    consent = {"en": "Follow-up of the request", "fr": "Suivi de la demande"}[language]
    shown = (office.reference, "Je cherche un stagiaire", consent, f"<dd>{status}</dd>", *ANSWERS.values())
    assert [each for each in shown if each not in answer.text] == []


def test_without_a_choice_the_page_speaks_the_language_of_the_request(office: Office) -> None:
    assert '<html lang="fr">' in office.browser().get(office.link(), headers={"Accept-Language": "en"}).text


def test_nothing_of_the_page_is_kept_or_told_elsewhere(office: Office) -> None:
    for answer in (office.browser().get(office.link()), office.ask("export"), office.browser().get("/rights/none")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "strict-origin"
        assert "form-action 'self'" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers
        assert "<script" not in answer.text


@BOTH
@pytest.mark.parametrize("fault", ["forged", "expired", "cut", "erased"])
def test_a_link_that_is_not_good_shows_and_changes_nothing(office: Office, language: str, fault: str) -> None:
    link = office.link(secret="another secret") if fault == "forged" else office.link()
    link = link[:-3] if fault == "cut" else link
    if fault == "expired":
        office.clock.now += MAX_AGE + timedelta(minutes=1)
    if fault == "erased":
        office.desk.erase("c1")
    held = office.kept()
    browser = office.browser()
    form = {"wish": "delete", "confirm": "yes"}
    for answer in (browser.get(f"{link}?lang={language}"), browser.post(f"{link}?lang={language}", data=form)):
        assert answer.status_code == 410
        assert {"en": "no longer opens", "fr": "n'ouvre plus rien"}[language] in answer.text.replace("&#39;", "'")
        assert "Zénobie" not in answer.text
    assert office.kept() == held


def test_looking_changes_nothing_whatever_was_asked(office: Office) -> None:
    held = office.kept()
    for action in ("see", "correct", "delete", "withdraw"):
        assert office.browser().get(office.link(action)).status_code == 200  # type: ignore[arg-type]
    assert office.kept() == held


def test_the_file_has_everything_held(office: Office) -> None:
    answer = office.ask("export")
    assert answer.headers["content-disposition"] == f'attachment; filename="{office.reference}.json"'
    held = json.loads(answer.content)
    assert held == json.loads(json.dumps(office.desk.export("c1")))
    assert held["tickets"][0]["contact"] == ANSWERS


@BOTH
def test_a_correction_reaches_the_request_and_its_organization(office: Office, language: str) -> None:
    set_receiver(office.desk.store, Receiver("host_chamber", email="a@chamber.example"), office.clock())
    answer = office.ask("correct", language, **{**ANSWERS, "phone": "(418) 555-0199", "contact_name": "Zoé Roy"})
    assert answer.status_code == 303
    shown = office.browser().get(answer.headers["location"])
    assert {"en": "corrections are saved", "fr": "corrections sont enregistrées"}[language] in shown.text
    assert office.kept().contact.to_dict() == {**ANSWERS, "phone": "418-555-0199", "contact_name": "Zoé Roy"}
    assert office.desk.draft("c1").contact.phone == "418-555-0199"
    assert office.waiting() == ["updated"]


WRONG = [{"contact_name": ""}, {"company_name": "<b>"}, {"email": "none"}, {"phone": "12"}, {"email": "", "phone": ""}]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_correction_that_cannot_be_is_said_and_changes_nothing(office: Office, wrong: dict[str, str]) -> None:
    answer = office.ask("correct", **{**ANSWERS, **wrong})
    assert answer.status_code == 422
    assert 'role="alert">Nothing was changed.' in answer.text
    assert office.kept().contact.to_dict() == ANSWERS


@pytest.mark.parametrize("wish", ["withdraw", "delete", "", "anything"])
def test_without_the_confirmation_nothing_happens(office: Office, wish: str) -> None:
    held = office.kept()
    assert office.ask(wish).status_code == 422
    assert office.kept() == held


@BOTH
def test_a_request_is_withdrawn_once(office: Office, language: str) -> None:
    answer = office.ask("withdraw", language, confirm="yes")
    assert answer.status_code == 303
    assert office.kept().status == "withdrawn"
    shown = office.browser().get(answer.headers["location"]).text
    assert {"en": "Your request is withdrawn", "fr": "Votre demande est retirée"}[language] in shown
    assert 'value="withdraw"' not in shown
    assert office.ask("withdraw", language, confirm="yes").status_code == 409


@BOTH
def test_deletion_says_what_it_erased_and_leaves_no_byte_of_it(office: Office, language: str) -> None:
    receiver = Receiver("host_chamber", email="a@chamber.example", webhook_url="https://crm.example/hook")
    set_receiver(office.desk.store, receiver, office.clock())
    office.browser().post("/rights", data={"reference": office.reference, "email": ANSWERS["email"]})
    sealed = office.sealed()
    assert any(each in office.bytes_kept() for each in sealed)
    answer = office.ask("delete", language, confirm="yes")
    assert answer.status_code == 200
    assert {"en": "information is deleted", "fr": "renseignements sont supprimés"}[language] in answer.text
    assert office.reference in answer.text
    assert office.desk.is_erased("c1")
    assert office.house.services.forgotten == ["c1"]
    assert office.waiting() == ["erased", "erased"]
    plain = [value.encode() for value in ANSWERS.values()]
    assert [each for each in (*sealed, *plain) if each in office.bytes_kept()] == []
    with office.desk.store.look() as work:
        for table in ("tickets", "ticket_events", "ticket_words", "drafts", "consents"):
            assert work.all(table) == []


@BOTH
def test_who_asks_for_a_link_gets_the_same_answer_known_or_not(office: Office, language: str) -> None:
    asked = [(office.reference, ANSWERS["email"]), (office.reference, "x@y.example"), ("WIL-222222", "?"), ("", "")]
    texts = []
    for reference, email in asked:
        form = {"reference": reference, "email": email}
        answer = office.browser().post(f"/rights?lang={language}", data=form)
        texts.append(
            (
                answer.status_code,
                answer.text,
                {name: answer.headers[name] for name in answer.headers if name != "x-request-id"},
            )
        )
    assert texts[0][0] == 200
    assert all(each == texts[0] for each in texts)
    assert office.waiting() == ["rights_see"]


@BOTH
def test_the_form_asks_for_reference_and_email(office: Office, language: str) -> None:
    page = office.browser().get(f"/rights?lang={language}").text
    assert re.findall(r'<input id="(\w+)"', page) == ["reference", "email"]


def test_where_no_mail_is_sent_the_page_names_who_to_write_to() -> None:
    house = a_house()
    assert Settings().privacy_contact in house.visitor().get("/rights").text


def test_asking_counts_against_the_limit_of_an_address(office: Office) -> None:
    house = a_house(services=office.house.services, rate_per_minute=2)
    assert [house.visitor().post("/rights").status_code for _ in range(3)] == [200, 200, 429]
    assert house.visitor().post(office.link()).status_code == 429


def test_other_sites_cannot_post_here(office: Office) -> None:
    headers = {"Origin": "https://elsewhere.example"}
    form = {"wish": "delete", "confirm": "yes"}
    assert office.browser().post(office.link(), data=form, headers=headers).status_code == 403
    assert office.kept() is not None


def test_a_fault_never_puts_the_link_in_the_log(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    office.desk.store = None  # type: ignore[assignment]
    with caplog.at_level(logging.DEBUG):
        link = f"/rights/{make_link_token(office.reference, 'see', SECRET, office.clock())}"
        assert office.browser().get(link).status_code == 500
    ours = [each.getMessage() for each in caplog.records if each.name.startswith("bot.")]
    assert ours == ["unexpected AttributeError while serving /rights"]
