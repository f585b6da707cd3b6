"""Every e-mail a person receives: written by the desk, sent by the jobs' own process, read, and its link followed."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from receivers_kit import SECRET, STAFF, MailReceiver, a_mail_receiver
from starlette.testclient import TestClient
from test_delivery_jobs import environment

from bot.bootstrap import Services, build
from bot.delivery.receivers import Receiver, set_receiver
from bot.intake.accounts import User
from bot.intake.afterwards import QUESTIONS, shares
from bot.intake.desk import Desk, Request
from bot.intake.reading import seen
from bot.intake.rights import ACTIONS, send_link
from bot.settings import ROOT, Settings
from bot.web.app import create_app

PUBLIC = "https://tremplin.example"
SENDER = "tremplin@chamber.example"
PRIVACY = "privacy@chamber.example"
FRENCH, ENGLISH = "demandes@chambre.example", "requests@chamber.example"
PASSWORD = "marée haute à Shediac"
HERSELF = {"contact_name": "Zénobie Thériault", "company_name": "Scierie Kouchibouguac"}
PHONE = {**HERSELF, "phone": "506-555-0147"}
CATCH_UP = "from bot.bootstrap import bootstrap; from bot.jobs import catch_up; catch_up(bootstrap())"
OWNER_KINDS = ("received", "followup_closing", "followup_later", *(f"rights_{action}" for action in ACTIONS))


@dataclass
class Post:
    """What was mailed, by kind of message and number of the request, and the application its links lead to."""

    services: Services
    mails: dict[tuple[str, str], EmailMessage]
    references: dict[str, str]
    began: datetime

    def mail(self, kind: str, conversation: str) -> EmailMessage:
        return self.mails[kind, self.references[conversation]]

    def text(self, kind: str, conversation: str) -> str:
        return text_of(self.mail(kind, conversation))

    def link(self, kind: str, conversation: str) -> str:
        """The one address in a message, without the site."""
        (found,) = set(re.findall(r"https?://\S+", self.text(kind, conversation)))
        assert found.startswith(PUBLIC)
        return found.removeprefix(PUBLIC)

    def browser(self) -> TestClient:
        app = create_app(self.services.settings, self.services)
        return TestClient(app, base_url=PUBLIC, headers={"Accept-Language": "fr"})


class Office:
    """The desk as it was on some day; what it opened."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.references: dict[str, str] = {}

    def desk(self, days_ago: int = 0) -> Desk:
        services, then = self.services, datetime.now(timezone.utc) - timedelta(days=days_ago)
        return Desk(services.store, lambda: then, services.settings, services.desk.queues)

    def open(self, name: str, language: Any, organization: str = "host_chamber", days_ago: int = 0, **more: str) -> str:
        """A request of a person whose e-mail is that of the conversation, unless she only gave a phone number."""
        desk, answers = self.desk(days_ago), more or {**HERSELF, "email": f"{name}@scierie.example"}
        desk.record_consent(name, "request", "2026-11", language, True, organization)
        for field, value in answers.items():
            desk.keep(name, field, value)
        said = ({"by": "visitor", "text": "Bonjour", "language": language},)
        profile = {"language": language, "province": "NB", "headcount": 7}
        self.references[name] = desk.open(name, Request(language, profile, {}, said)).reference
        return self.references[name]


def written(office: Office) -> None:
    """One of each message, in each language where it differs."""
    now = office.desk()
    for organization, language in (("host_chamber", "fr"), ("nb_chamber", "en")):
        address = {"fr": FRENCH, "en": ENGLISH}[language]
        set_receiver(now.store, Receiver(organization, address, language), now.clock())  # type: ignore[arg-type]
    office.open("new-fr", "fr", "nb_chamber")
    office.open("new-en", "en")
    for day in (2, 9, 21, 45):
        office.open(f"day-{day}", "fr", days_ago=day, **PHONE)
        office.open(f"day-{day}-en", "fr", "nb_chamber", days_ago=day, **PHONE)
    changed(office)
    for language in ("fr", "en"):
        closed(office, f"closed-{language}", language, 31)
        closed(office, f"stopped-{language}", language, 0)
    for action in ACTIONS:
        for language in ("fr", "en"):
            reference = office.open(f"{action}-{language}", language)
            assert send_link(now, reference, f"{action}-{language}@scierie.example", action)


def changed(office: Office) -> None:
    """Requests that their owners changed, took back and erased, and one with a note for a colleague."""
    for language, organization, person in (("fr", "host_chamber", "odette"), ("en", "nb_chamber", "olive")):
        desk = office.desk()
        office.services.accounts.add_user(person, PASSWORD, "coordinator", organization)
        for name in ("updated", "withdrawn", "erased", "mentioned"):
            office.open(f"{name}-{language}", "fr", organization)
        office.open(f"updated-{language}", "fr", organization, **PHONE, email="another@scierie.example")
        desk.withdraw(f"withdrawn-{language}")
        desk.erase(f"erased-{language}")
        colleague = User("remi", "coordinator", organization)
        desk.note(colleague, office.references[f"mentioned-{language}"], f"@{person} peux-tu rappeler?")


def closed(office: Office, name: str, language: str, days_ago: int) -> None:
    """A request that was helped, some days ago."""
    reference, desk = office.open(name, language, days_ago=days_ago), office.desk(days_ago)
    desk.take_up(STAFF, reference, 1)
    seen(desk, STAFF, desk.read(STAFF, reference).ticket)
    desk.close(STAFF, reference, 2, "helped")


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    folder = tmp_path_factory.mktemp("post")
    with a_mail_receiver() as mail:
        services = built(folder, mail)
        office = Office(services)
        written(office)
        began = datetime.now(timezone.utc).replace(microsecond=0)
        more = {"SMTP_URL": mail.url, "MAIL_FROM": SENDER, "PUBLIC_URL": PUBLIC, "PRIVACY_CONTACT": PRIVACY}
        subprocess.run([sys.executable, "-c", CATCH_UP], cwd=ROOT, env={**environment(folder), **more}, check=True)
        yield Post(services, sorted_out(services, mail), office.references, began)
        services.store.close()


def built(folder: Path, mail: MailReceiver) -> Services:
    settings = Settings(
        database_url=f"sqlite:///{folder / 'intake.db'}",
        tracker_database=str(folder / "conversations.db"),
        secret_key=SECRET,
        smtp_url=mail.url,
        mail_from=SENDER,
        public_url=PUBLIC,
        privacy_contact=PRIVACY,
    )
    return build(settings)


def sorted_out(services: Services, mail: MailReceiver) -> dict[tuple[str, str], EmailMessage]:
    """The messages by the notice that each came from; none twice, none unsent that was due."""
    with services.store.look() as work:
        rows = {row["key"]: row for row in work.all("outbox")}
    late = [row for row in rows.values() if row["state"] != "sent" and row["due_at"] <= datetime.now(timezone.utc)]
    keys = [str(message["Message-ID"]).strip("<>").partition("@")[0] for message in mail.taken]
    assert late == [] and len(keys) == len(set(keys))
    return {(rows[key]["kind"], rows[key]["reference"]): each for key, each in zip(keys, mail.taken, strict=True)}


def text_of(mail: EmailMessage) -> str:
    """What is read, a line feed at the end of each line."""
    return str(mail.get_content()).replace("\r\n", "\n")


def french_of(mail: EmailMessage) -> str:
    """What of a message is in French, without addresses; a subject is in its first language."""
    subject = str(mail["Subject"]) if mail["Content-Language"].startswith("fr") else ""
    text = text_of(mail).partition("\n-- \n")[0].partition("Bonjour")[2].partition("Hello")[0]
    return re.sub(r"https?://\S+", "", f"{subject}\n{text}")


def test_every_kind_of_message_was_sent(post: Post) -> None:
    kinds = {kind for kind, _ in post.mails}
    assert kinds == {"opened", "updated", "withdrawn", "erased", "reminder", "mentioned", *OWNER_KINDS}


def test_every_message_says_who_sends_it_when_to_whom_and_that_a_machine_did(post: Post) -> None:
    for (kind, _), mail in post.mails.items():
        assert mail["From"] == SENDER
        assert mail["To"] in (FRENCH, ENGLISH) or (kind in OWNER_KINDS and mail["To"].endswith("@scierie.example"))
        assert re.fullmatch(r"<[\w-]+@tremplin\.example>", str(mail["Message-ID"]))
        assert parsedate_to_datetime(mail["Date"]) >= post.began  # the day it leaves, also when it was written long ago
        assert mail["Auto-Submitted"] == "auto-generated" and mail["MIME-Version"] == "1.0"
        assert mail.get_content_type() == "text/plain" and mail.get_content_charset() == "utf-8"
        assert bool(mail["List-Unsubscribe"]) == kind.startswith("followup_")


def test_a_subject_and_an_address_name_a_request_and_nobody(post: Post) -> None:
    personal = (*HERSELF.values(), PHONE["phone"], "@", "odette", "olive", "Zénobie", "Kouchibouguac")
    for (kind, reference), mail in post.mails.items():
        subject, links = str(mail["Subject"]), " ".join(re.findall(r"https?://\S+", mail.get_content()))
        assert "=?" not in subject and "\n" not in subject
        assert reference in subject or kind == "followup_later"
        assert [each for each in personal if each in subject or each in links] == []
        assert [each for each in HERSELF.values() if each in mail.get_content()] == []


@pytest.mark.parametrize("kind", OWNER_KINDS)
def test_an_owner_reads_both_languages_hers_first(post: Post, kind: str) -> None:
    family = {"received": "new", "followup_closing": "closed", "followup_later": "closed"}.get(kind, kind[7:])
    for language, follows, greetings in (
        ("fr", "(English follows)", ["Bonjour", "Hello"]),
        ("en", "(Le français suit)", ["Hello", "Bonjour"]),
    ):
        mail, text = post.mail(kind, f"{family}-{language}"), post.text(kind, f"{family}-{language}")
        assert text.startswith(f"{follows}\n") and re.findall("Bonjour|Hello", text) == greetings
        assert mail["Content-Language"] == ("fr, en" if language == "fr" else "en, fr")
        assert text.count("\n-- \n") == 1 and "Envoyé par Tremplin" in text and "Sent by Tremplin" in text


@pytest.mark.parametrize("kind", ["updated", "withdrawn", "erased", "mentioned"])
def test_staff_read_what_an_owner_did_in_the_language_of_their_organization(post: Post, kind: str) -> None:
    french, english = post.mail(kind, f"{kind}-fr"), post.mail(kind, f"{kind}-en")
    assert (french["To"], french["Content-Language"], english["To"]) == (FRENCH, "fr", ENGLISH)
    assert "Hello" not in french.get_content() and "Bonjour" not in english.get_content()


def test_a_new_request_says_where_it_comes_from_and_what_was_promised(post: Post) -> None:
    french, english = post.text("opened", "new-en"), post.text("opened", "new-fr")
    assert "Province\u00a0: Nouveau-Brunswick. Langue préférée\u00a0: anglais." in french
    assert "Province: New Brunswick. Preferred language: French." in english
    assert re.search(r"au plus tard le \d{1,2}(er)? \w+ \d{4}\.", french)
    assert re.search(r"promised by \w+ \d{1,2}, \d{4}\.", english)


@pytest.mark.parametrize("day", [2, 9, 21, 45])
def test_a_reminder_names_its_day(post: Post, day: int) -> None:
    assert post.mail("reminder", f"day-{day}")["Subject"].endswith(f"est ouverte depuis {day} jours")
    assert post.mail("reminder", f"day-{day}-en")["Subject"].endswith(f"has been open for {day} days")


def test_french_is_set_as_in_quebec_and_nothing_is_left_to_fill_in(post: Post) -> None:
    for key, mail in post.mails.items():
        assert not re.search(r"[ \u00a0\u202f][;!?]|[^\u00a0\d]: | :|« | »", french_of(mail)), key
        assert not re.search(r"[{}]|None|  ", text_of(mail)), key


@pytest.mark.parametrize(
    ("kind", "conversation"), [("opened", "new-en"), ("reminder", "day-9"), ("mentioned", "mentioned-fr")]
)
def test_staff_come_to_the_request_once_they_are_in(post: Post, kind: str, conversation: str) -> None:
    client, link = post.browser(), post.link(kind, conversation)
    page = client.get(link)
    token = re.search(r'name="csrf" value="(\w+)"', page.text)
    following = re.search(r'name="next" value="([^"]+)"', page.text)
    assert token and following
    form = {"csrf": token[1], "name": "odette", "password": PASSWORD, "next": following[1]}
    page = client.post("/console/login", data=form)
    assert page.status_code == 200 and page.url.path == link and post.references[conversation] in page.text


def test_the_confirmation_leads_to_where_a_link_is_asked_for(post: Post) -> None:
    page = post.browser().get(post.link("received", "new-fr"))
    assert page.status_code == 200 and 'name="reference"' in page.text and 'name="email"' in page.text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_her_data_are_seen_corrected_withdrawn_and_erased_from_her_mail(post: Post, language: str) -> None:
    client, desk = post.browser(), post.services.desk
    page = client.get(post.link("rights_see", f"see-{language}"))
    assert f'<html lang="{language}">' in page.text and HERSELF["company_name"] in page.text
    hers = {**HERSELF, "email": f"correct-{language}@scierie.example", "contact_name": "Zoé Roy"}
    client.post(post.link("rights_correct", f"correct-{language}"), data={"wish": "correct", **hers})
    assert desk.see(f"correct-{language}")["contact_name"] == "Zoé Roy"
    client.post(post.link("rights_withdraw", f"withdraw-{language}"), data={"wish": "withdraw", "confirm": "yes"})
    taken_back = desk.ticket_of(f"withdraw-{language}")
    assert taken_back and taken_back.status == "withdrawn"
    link = post.link("rights_delete", f"delete-{language}")
    assert client.post(link, data={"wish": "delete", "confirm": "yes"}).status_code == 200
    assert desk.is_erased(f"delete-{language}") and client.get(link).status_code == 410


def test_her_answers_at_closing_and_later_are_counted(post: Post) -> None:
    client, store = post.browser(), post.services.store
    for language in ("fr", "en"):
        for kind, said in (("followup_closing", "yes"), ("followup_later", "no")):
            link = post.link(kind, f"closed-{language}")
            page = client.get(link)
            assert f'<html lang="{language}">' in page.text and page.text.count("<fieldset") == len(QUESTIONS)
            assert client.post(link, data=dict.fromkeys(QUESTIONS, said)).status_code == 200
    with store.look() as work:
        counted = shares(work, "host_chamber", (datetime.now(timezone.utc) - timedelta(days=7)).date())
    assert {(each.yes, each.answers) for each in counted["closing"].values()} == {(2, 2)}
    assert {(each.yes, each.answers) for each in counted["later"].values()} == {(0, 2)}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_mail_program_can_stop_the_second_round_by_itself(post: Post, language: str) -> None:
    mail, reference = post.mail("followup_closing", f"stopped-{language}"), post.references[f"stopped-{language}"]
    with post.services.store.look() as work:
        assert work.count("outbox", reference=reference, state="pending") == 1
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(mail["List-Unsubscribe"]).strip("<>").removeprefix(PUBLIC)
    answer = post.browser().post(address, data={"List-Unsubscribe": "One-Click"}, follow_redirects=False)
    assert answer.status_code == 303
    with post.services.store.look() as work:
        assert work.count("outbox", reference=reference, state="pending") == 0
