"""Her rights over a request made elsewhere: a signed link, good for one day, sent to the e-mail given with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Final, Literal, get_args

from itsdangerous import BadData, URLSafeSerializer

from bot.intake import records
from bot.intake.acknowledging import RECEIVED
from bot.intake.afterwards import CHANNEL
from bot.intake.contact import READERS, Contact, InvalidContact, normalise
from bot.intake.desk import Desk
from bot.intake.notices import queue
from bot.intake.store import Row, Work
from bot.intake.ticket import Event, Ticket

Action = Literal["see", "correct", "delete", "withdraw"]
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)
MAX_AGE: Final = timedelta(hours=24)
CLOCK_SLIP: Final = timedelta(minutes=5)  # between two machines
LONGEST_TOKEN: Final = 300
BETWEEN_LINKS: Final = timedelta(minutes=10)  # the same link is not sent more often


@dataclass(frozen=True)
class Link:
    """What a link opens: one request, and what its owner wants done with it."""

    ticket_reference: str
    action: Action


def make_link_token(ticket_reference: str, action: Action, secret: str, now: datetime) -> str:
    """The signed end of a link; `secret` may list older keys after the newest, which signs."""
    return str(_signer(secret).dumps([ticket_reference, action, int(now.timestamp())]))


def read_link_token(token: str, secret: str, now: datetime) -> Link | None:
    """What a link opens at `now`; None for one that is not ours or is older than `MAX_AGE`."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        reference, action, made = _signer(secret).loads(token)
    except (BadData, ValueError):
        return None
    age = now - datetime.fromtimestamp(made, timezone.utc)
    return Link(reference, action) if -CLOCK_SLIP <= age <= MAX_AGE else None


def send_link(desk: Desk, reference: str, email: str, action: Action) -> bool:
    """Have a link mailed to the owner, if `email` is the one given with the request and this installation sends mail.

    What is answered must never be shown: it would tell a stranger whose request that is.
    """
    ticket = desk.status(reference, email)
    if ticket is None or not desk.settings.smtp_url:
        return False
    now = desk.clock()
    with desk.store.change() as work:
        key = f"{ticket.reference}-{action}-{_slice(now)}"
        queue(work, key, CHANNEL, f"rights_{action}", ticket, {"action": action}, now)
    return True


def opened(desk: Desk, token: str) -> tuple[Ticket, Action] | None:
    """The request that a link opens, and what was asked of it; None for a link that is not ours, too old, or of a
    request that is gone."""
    link = read_link_token(token, desk.store.seal.secret, desk.clock())
    if link is None:
        return None
    with desk.store.look() as work:
        ticket = records.find(work, reference=link.ticket_reference)
    return None if ticket is None else (ticket, link.action)


def correct(desk: Desk, ticket: Ticket, answers: Mapping[str, str]) -> None:
    """Replace the contact answers of a request, open or closed; an empty answer is dropped.

    Raises `InvalidContact`, and `StaleTicket` when it was changed since it was read.
    """
    given = {name: normalise(name, answers[name]) for name in READERS if answers.get(name, "").strip()}
    contact = Contact.from_fields(given)
    if contact.missing():
        raise InvalidContact(contact.missing()[0], "missing")
    if contact == ticket.contact:
        return
    now = desk.clock()
    with desk.store.change() as work:
        after = replace(ticket, contact=contact, version=ticket.version + 1, changed_at=now)
        records.change_ticket(work, ticket, after, Event(now, "owner", "updated"))
        if records.contact_kept(work, ticket.conversation_id):
            records.keep_contact(work, ticket.conversation_id, given, now)


def recipient(work: Work, notice: Row, now: datetime) -> Row:
    """Whom the link of a notice goes to, in which language, and the page it leads to; it is signed as it leaves."""
    ticket = records.find(work, reference=notice["reference"])
    assert ticket is not None  # its messages go when it goes
    hers = {"email": ticket.contact.email, "language": ticket.language}
    if notice["kind"] == RECEIVED:
        return {**hers, "link": "/rights"}
    token = make_link_token(ticket.reference, notice["facts"]["action"], work.seal.secret, now)
    return {**hers, "link": f"/rights/{token}"}


def _slice(now: datetime) -> int:
    """The stretch of time in which the same link is sent once."""
    return int(now.timestamp() // BETWEEN_LINKS.total_seconds())


def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret.split(",")[::-1], salt="rights")  # it signs with the last
