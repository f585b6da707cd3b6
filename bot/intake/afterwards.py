"""What an owner is asked once her request is closed, and 30 days later; her answers are kept apart from her.

The questions are those of the seed report, so that ours can stand beside its figures. An answer keeps the
organization, the format and the week, never the request or the person.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from bot.intake import records
from bot.intake.notices import queue
from bot.intake.store import Row, Store, Work
from bot.intake.ticket import Ticket

QUESTIONS: Final = ("new_ideas", "skills_gap", "positive_return", "offer_more")
ROUNDS: Final[Mapping[str, timedelta]] = {"closing": timedelta(0), "later": timedelta(days=30)}
ASKED: Final = ("helped", "no_help_possible")  # the others were not helped by us, or left
CHANNEL: Final = "owner"


@dataclass(frozen=True)
class Invitation:
    """A round of questions for the owner of `ticket`; `answered` once she has sent her answers."""

    id: int
    round: str
    ticket: Ticket
    answered: bool


@dataclass(frozen=True)
class Share:
    """Of those who answered a question with yes or no, how many said yes."""

    yes: int
    answers: int


def invite(work: Work, ticket: Ticket, at: datetime) -> None:
    """Write both messages to the owner, the second to be sent in 30 days; nobody without an e-mail is asked."""
    if ticket.status not in ASKED or not ticket.contact.email:
        return
    for name, pause in ROUNDS.items():
        key = work.add("followups", ticket_id=ticket.id, round=name)
        named = f"{ticket.reference}-{name}-{CHANNEL}"
        queue(work, named, CHANNEL, f"followup_{name}", ticket, {"followup": key}, at, at + pause)


def token_of(work: Work, key: int, ticket: Ticket) -> str:
    """The signed string that opens the questions of the invitation keyed `key`."""
    return f"{key}.{work.seal.mac(_signed(key, ticket))}"


def recipient(work: Work, notice: Row) -> Row:
    """Whom a message of this channel goes to, in which language, and the page it leads to."""
    ticket = records.find(work, reference=notice["reference"])
    assert ticket is not None  # its messages go when it goes
    link = f"/followup/{token_of(work, notice['facts']['followup'], ticket)}"
    return {"email": ticket.contact.email, "language": ticket.language, "link": link}


def invitation(store: Store, token: str) -> Invitation | None:
    """The invitation that a token opens; None for a token that is not ours or whose request is gone."""
    with store.look() as work:
        return _opened(work, token)


def answer(store: Store, token: str, answers: Mapping[str, bool | None], now: datetime) -> bool:
    """Keep the answers (None: too early to say), once; False if there is nothing to answer any more."""
    with store.change() as work:
        found = _opened(work, token)
        if found is None or not work.set("followups", {"id": found.id, "answered_at": None}, answered_at=now):
            return False
        said = {name: answers.get(name) for name in QUESTIONS}
        if any(value is not None for value in said.values()):
            where = {"organization": found.ticket.intermediary, "format": found.ticket.format, "round": found.round}
            work.add("followup_answers", week=monday(now.date()), **where, **said)
    return True


def stop(store: Store, token: str) -> None:
    """Ask this owner nothing more."""
    with store.change() as work:
        found = _opened(work, token)
        if found is not None:
            work.remove("outbox", reference=found.ticket.reference, channel=CHANNEL, state=("pending", "dead"))


def shares(work: Work, organization: str | None, since: date) -> dict[str, dict[str, Share]]:
    """By round and question, the share of yes among the answers since a day."""
    scope: dict[str, Any] = {} if organization is None else {"organization": organization}
    rows = [row for row in work.all("followup_answers", **scope) if row["week"] >= since]
    return {name: {q: _share([r[q] for r in rows if r["round"] == name]) for q in QUESTIONS} for name in ROUNDS}


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _share(said: list[bool | None]) -> Share:
    return Share(sum(value is True for value in said), sum(value is not None for value in said))


def _opened(work: Work, token: str) -> Invitation | None:
    number, _, mac = token.partition(".")
    row = work.one("followups", id=int(number)) if number.isascii() and number.isdigit() and len(number) < 16 else None
    ticket = records.find(work, id=row["ticket_id"]) if row else None
    if row is None or ticket is None:
        return None
    if not any(hmac.compare_digest(mac.encode(), each.encode()) for each in work.seal.macs(_signed(row["id"], ticket))):
        return None
    return Invitation(row["id"], row["round"], ticket, row["answered_at"] is not None)


def _signed(key: int, ticket: Ticket) -> str:
    return f"follow-up {key} of {ticket.reference}"
