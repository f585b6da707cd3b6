"""Every place where a stranger or a member of staff can write something, as functions that write one text there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote, urlencode

import httpx
from console_builders import ADVICE, form_token
from door_kit import TURN_EN
from starlette.testclient import TestClient
from whole_site import WholeSite

from bot.delivery.receivers import Receiver, set_receiver
from bot.intake.account_rules import BadAccount
from bot.intake.accounts import User
from bot.intake.afterwards import QUESTIONS, token_of
from bot.intake.contact import InvalidContact
from bot.intake.desk import Request
from bot.web.chat import clean

ADA: Final = User("ada", "administrator", None)
USUAL: Final = {
    "contact_name": "Zénobie Thériault", "company_name": "Scierie Kouchibouguac", "email": "zenobie@scierie.example",
    "phone": "506-555-0147",
}  # fmt: skip
LIST_QUERY: Final = (
    "q", "show", "sort", "age", "format", "province", "language", "p", "changed", "refused", "done", "before",
)  # fmt: skip
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
TICKET: Final = "/console/tickets/"
Answers = Iterator[httpx.Response]


class Hand:
    """Somebody who writes one text everywhere: on a site of its own, about a request of its own."""

    def __init__(self, site: WholeSite, text: str) -> None:
        self.site, self.text, self.desk = site, text, site.console.desk
        self.nobody, self.staff, self.software = site.as_("nobody"), site.as_("coordinator"), site.as_("writes")
        site.house.rasa.answer = self._echo
        asked = Receiver("host_chamber", email="desk@chamber.example", webhook_url="https://crm.example/hook")
        set_receiver(self.desk.store, asked, self.desk.clock())
        self.site.console.accounts.add_user("colleague", "a long password", "reviewer", "host_chamber")
        self.namesake = self._named_after_it()
        self.reference = self._request()

    @cached_property
    def csrf(self) -> str:
        """The token of the staff's forms."""
        return form_token(self.staff.get("/console/tickets").text)

    @property
    def link(self) -> str:
        """Her page of rights."""
        return f"/rights/{self.site.link(self.reference)}"

    @property
    def followup(self) -> str:
        """The page of questions, once the request is closed."""
        with self.desk.store.look() as work:
            row = work.one("followups", round="closing")
            ticket = self.desk.read(ADA, self.reference).ticket
            return f"/followup/{token_of(work, row['id'], ticket) if row else 'none'}"

    def post(self, path: str, who: TestClient | None = None, **fields: str) -> httpx.Response:
        """Send a form as bytes, half characters and all."""
        body = urlencode(fields, errors="surrogatepass")
        return (who or self.nobody).post(path, content=body, headers=FORM)

    def act(self, path: str, **fields: str) -> httpx.Response:
        """Send one of the console's forms."""
        return self.post(path, self.staff, csrf=self.csrf, **fields)

    def step(self, step: str, **fields: str) -> httpx.Response:
        """Send one of the forms of the request's page, as it is now."""
        version = str(self.desk.read(ADA, self.reference).ticket.version)
        return self.act(f"{TICKET}{self.reference}/{step}", **{"version": version, **fields})

    def send(self, method: str, path: str, body: Any, who: TestClient | None = None) -> httpx.Response:
        """Send JSON."""
        headers = {"Content-Type": "application/json"}
        return (who or self.nobody).request(method, path, content=json.dumps(body), headers=headers)

    def _echo(self, body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        said = body["message"]
        buttons = [{"title": said or "x", "payload": "/inform"}]
        sources = [] if said.startswith("http") else [said]  # a web address of ours may be any
        card = {"type": "answer", "ids": [said], "sources": sources, "page": said}
        return [{"text": said or "x", "buttons": buttons}, {"custom": card}, TURN_EN]

    def _named_after_it(self) -> str:
        """Somebody and a token with the text as a name, and an organization with it as an id; where it can be one."""
        accounts = self.site.console.accounts
        try:
            accounts.add_token(self.text, self.text, "read")
            return accounts.add_user(self.text, "a long password", "reviewer", "host_chamber").name
        except (BadAccount, UnicodeError):
            return "colleague"

    def _request(self) -> str:
        self.desk.record_consent("hers", "request", "2026-11", "fr", True, "host_chamber")
        for field, usual in USUAL.items():
            try:
                self.desk.keep("hers", field, self.text)
            except InvalidContact:
                self.desk.keep("hers", field, usual)
        said = clean(self.text)
        turns = [{"by": by, "text": said, "language": "fr"} for by in ("visitor", "assistant", said)]
        best = {**ADVICE["recommendations"][0], "reasons": [{"code": "x", "text": said or "x"}]}
        profile = {"province": "NB", "sector": said or "x"}
        request = Request("fr", profile, {**ADVICE, "recommendations": [best]}, turns, (said or "x",))
        return self.desk.open("hers", request).reference


def chat(hand: Hand) -> Answers:
    """A message to the assistant, in words and in each other field; then the button that bears it."""
    turn = hand.send("POST", "/api/chat", {"message": hand.text, "language": "en"})
    yield turn
    for name in ("conversation", "language", "message_id", hand.text):
        yield hand.send("POST", "/api/chat", {"message": "hello", name: hand.text})
    if turn.status_code == 200 and (buttons := turn.json()["messages"][0].get("buttons")):
        body = {"conversation": turn.json()["conversation"], "message": buttons[0]["payload"]}
        yield hand.send("POST", "/api/chat", body)


def plain_chat(hand: Hand) -> Answers:
    """The same, on the page without scripts."""
    yield hand.post("/chat?lang=en", message=hand.text)
    for name in ("conversation", "shown", "choice", "language", "message_id"):
        yield hand.post("/chat?lang=en", **{"message": "hello", name: hand.text})


def correction(hand: Hand) -> Answers:
    """Each contact answer, corrected by the link; then all of them."""
    for name in USUAL:
        yield hand.post(hand.link, wish="correct", **{**USUAL, name: hand.text})
    yield hand.post(hand.link, wish="correct", **dict.fromkeys(USUAL, hand.text))
    yield hand.post(hand.link, wish=hand.text, confirm=hand.text)
    yield hand.post(f"/rights/{quote(hand.text, errors='surrogatepass', safe='')[:2000]}", wish="delete", confirm="yes")


def rights_asked(hand: Hand) -> Answers:
    """The form that asks for a link."""
    yield hand.post("/rights", reference=hand.text, email=USUAL["email"])
    yield hand.post("/rights", reference=hand.reference, email=hand.text)


def software(hand: Hand) -> Answers:
    """What an organization's own software changes."""
    one = f"/api/tickets/{hand.reference}"
    asked = ({"note": hand.text}, {"status": "taken_up", "why": hand.text}, {"status": hand.text}, {hand.text: "x"})
    for body in asked:
        yield hand.send("PATCH", one, body, hand.software)
    for name in ("status", "limit", "cursor"):
        yield hand.software.get(f"/api/tickets?{asking(hand, name)}")


def note(hand: Hand) -> Answers:
    """A note, and one that calls on the colleague."""
    yield hand.step("notes", text=hand.text)
    yield hand.step("notes", text=f"@colleague {hand.text}"[:4000])
    yield hand.step("notes", text=f"@{hand.namesake}")


def steps(hand: Hand) -> Answers:
    """The other forms of a request, up to its closing reason."""
    yield hand.step("take-up", version=hand.text)
    yield hand.step("next-date", next_on=hand.text)
    yield hand.step("hand-over", colleague=hand.text)
    yield hand.step("hand-over", colleague=hand.namesake)
    yield hand.step("close", status=hand.text, why=hand.text)
    yield hand.step("close", status="helped", why=hand.text)


def bulk(hand: Hand) -> Answers:
    """One step for several requests."""
    picked = {f"pick-{hand.text}": "1", f"pick-{hand.reference}": hand.text}
    yield hand.act("/console/bulk", step="take_up", **picked)


def view(hand: Hand) -> Answers:
    """A view's name and what it keeps."""
    yield hand.act("/console/views", name=hand.text, **dict.fromkeys(LIST_QUERY, hand.text))


def knowledge(hand: Hand) -> Answers:
    """What a coordinator found of a program."""
    usual = {"checked_on": "2026-11-23", "status": "open"}
    yield hand.act("/console/knowledge/riipen-futurepath", **usual, why=hand.text)
    yield hand.act("/console/knowledge/riipen-futurepath", **dict.fromkeys(usual, hand.text))


def log_in(hand: Hand) -> Answers:
    """The form to log in."""
    visitor = hand.site.as_("nobody")
    csrf = form_token(visitor.get("/console/login").text)
    yield hand.post("/console/login", visitor, csrf=csrf, name=hand.text, password=hand.text, next=hand.text)
    yield visitor.get(f"/console/login?{asking(hand, 'next', 'done', 'lang')}")


def search(hand: Hand) -> Answers:
    """Every part of a query, alone and together."""
    yield hand.staff.get(f"/console/tickets?{asking(hand, 'q')}")
    for path in ("tickets", "tickets.csv", "audit"):
        yield hand.staff.get(f"/console/{path}?{asking(hand, *LIST_QUERY)}")
    for page in (f"{TICKET}{hand.reference}", hand.link, "/chat", "/rights"):
        yield hand.staff.get(f"{page}?{asking(hand, 'lang', 'done', hand.text)}")


def followup(hand: Hand) -> Answers:
    """The answers to the questions afterwards."""
    yield hand.post(hand.followup, **dict.fromkeys(QUESTIONS, hand.text))
    yield hand.nobody.get(f"{hand.followup}?{asking(hand, 'done', 'lang')}")


def advice(hand: Hand) -> Answers:
    """Each fact of a profile, to the plan and to the API; and the filters of the programs."""
    for name in ("province", "budget_cad", "sector", hand.text):
        yield hand.send("POST", "/api/recommendations", {name: hand.text})
    yield hand.send("POST", "/api/recommendations", {"need_areas": [hand.text]})
    yield hand.post("/plan", profile=json.dumps({"province": "NB", "sector": hand.text[:100]}), lang=hand.text)
    yield hand.post("/plan", profile=hand.text)
    for query in (asking(hand, "province"), asking(hand, "format"), asking(hand, hand.text)):
        yield hand.nobody.get(f"/api/programs?{query}")


def headers(hand: Hand) -> Answers:
    """What a browser says of itself, as far as it can be said in a header."""
    value = "".join(c for c in hand.text if c.isprintable()).encode("latin-1", "ignore")[:4000]
    names = ("Accept-Language", "User-Agent", "Referer", "X-Request-ID", "If-None-Match", "Cookie", "X-Forwarded-For")
    yield hand.site.as_("nobody").get("/console/login", headers={name.encode(): value for name in names})
    yield hand.site.as_("nobody").get("/api/tickets", headers={b"Authorization": b"Bearer " + value})


def asking(hand: Hand, *names: str) -> str:
    """A query that asks for the text under each of these names, as long as an address may be."""
    text = hand.text[: 6_000 // len(names)]
    return urlencode([(name, text) for name in names], errors="surrogatepass")


PLACES: Final[tuple[Callable[[Hand], Answers], ...]] = (
    chat, plain_chat, correction, rights_asked, software, note, steps, bulk, view, knowledge, log_in, search, followup,
    advice, headers,
)  # fmt: skip
