"""What an owner can ask of the intake: consent, contact answers, one request, and her data back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from bot.intake import afterwards, inbox, mentions, records
from bot.intake.accounts import User
from bot.intake.acknowledging import acknowledge
from bot.intake.contact import Contact, InvalidContact, normalise
from bot.intake.inbox import Filters, Inbox, Reading
from bot.intake.placing import place
from bot.intake.request import Draft, Request, carried, proof_of
from bot.intake.routing import Queue
from bot.intake.store import Conflict, Row, Store, Work
from bot.intake.ticket import Event, Ticket, move, new_reference, reference_in, reply_day
from bot.language import Language
from bot.settings import Settings

__all__ = ["ConsentMissing", "ConversationErased", "Desk", "Draft", "InvalidContact", "Request"]
PURPOSES: Final = ("request", "news")


class ConsentMissing(Exception):
    """Nothing personal may be kept: the owner has not agreed to it."""


class ConversationErased(Exception):
    """The owner had this conversation erased; nothing more may be kept under its id."""


class Desk:
    """The intake's use cases; each is one transaction, and blocks (call it from a thread)."""

    def __init__(
        self, store: Store, clock: Callable[[], datetime], settings: Settings, queues: Sequence[Queue] = ()
    ) -> None:
        self.store = store
        self.clock = clock
        self.settings = settings
        self.queues = queues

    # -- the owner's side ---------------------------------------------------------------------------------------

    def start(self, conversation_id: str, language: Language) -> None:
        """Begin a conversation; a second call only notes its language. Raises `ConversationErased`."""
        with self.store.change() as work:
            self._conversation(work, conversation_id, language)
            work.set("conversations", {"id": conversation_id}, language=language)

    def is_erased(self, conversation_id: str) -> bool:
        """Whether the owner had this conversation erased."""
        with self.store.look() as work:
            row = work.one("conversations", id=conversation_id)
        return row is not None and row["erased_at"] is not None

    def record_consent(
        self, conversation_id: str, purpose: str, version: str, language: Language, given: bool, organization: str = ""
    ) -> None:
        """Keep the proof of a yes or a no to one purpose (`request` or `news`); a no to `request` drops the draft.

        `organization` is the one the question named; a request that is sent later goes there.
        """
        if purpose not in PURPOSES:
            raise ValueError(f"unknown purpose of consent: {purpose}")
        with self.store.change() as work:
            self._conversation(work, conversation_id, language)
            proof = {"purpose": purpose, "version": version, "language": language, "given": given}
            named = {"organization": organization or None, "at": self.clock()}
            work.add("consents", conversation_id=conversation_id, **proof, **named)
            if purpose == "request" and not given:
                work.remove("drafts", conversation_id=conversation_id)

    def keep(self, conversation_id: str, field: str, value: str) -> str:
        """Keep one contact answer and give back its written form.

        Raises `ConsentMissing` before a recorded yes, and `InvalidContact` for what the field cannot hold.
        """
        with self.store.change() as work:
            self._conversation(work, conversation_id)
            if "request" not in records.consents_given(work, conversation_id):
                raise ConsentMissing(conversation_id)
            written = normalise(field, value)
            fields = {**records.contact_kept(work, conversation_id), field: written}
            records.keep_contact(work, conversation_id, fields, self.clock())
        return written

    def draft(self, conversation_id: str) -> Draft:
        """The contact answers so far."""
        with self.store.look() as work:
            return _draft(work, conversation_id)

    def open(self, conversation_id: str, request: Request) -> Ticket:
        """Send the request: the conversation's one open ticket, brought up to date if it was there already.

        Raises `ConsentMissing`, `ConversationErased`, and `InvalidContact(field, "missing")`.
        """
        try:
            return self._open(conversation_id, request)
        except Conflict:  # another process opened it first, or the random reference was taken: look again, once
            return self._open(conversation_id, request)

    def ticket_of(self, conversation_id: str) -> Ticket | None:
        """The conversation's newest ticket."""
        with self.store.look() as work:
            tickets = records.all_tickets(work, conversation_id)
        return tickets[-1] if tickets else None

    def queue_for(self, request: Request, conversation_id: str = "") -> tuple[str, int]:
        """The organization that a request would go to now, and its working days to reply; for the consent's words."""
        with self.store.look() as work:
            consent = records.consents_given(work, conversation_id).get("request", {})
            return place(work, self.queues, self.settings, request, consent.get("organization"))

    def status(self, reference: str, email: str) -> Ticket | None:
        """The ticket of that reference, from any conversation, if `email` is the one given with it."""
        with self.store.look() as work:
            ticket = records.find(work, reference=reference_in(reference) or "")
        same = ticket is not None and ticket.contact.email.casefold() == email.strip().casefold()
        return ticket if same and email.strip() else None

    def withdraw(self, conversation_id: str) -> Ticket | None:
        """Take the open request back; `None` if there is none. Its draft goes too."""
        with self.store.change() as work:
            work.one("conversations", lock=True, id=conversation_id)
            work.remove("drafts", conversation_id=conversation_id)
            ticket = records.open_ticket(work, conversation_id)
            return None if ticket is None else _changed(work, ticket, "withdrawn", "owner", self.clock())

    def discard(self, conversation_id: str) -> None:
        """Drop the contact answers that were not sent."""
        with self.store.change() as work:
            work.remove("drafts", conversation_id=conversation_id)

    def see(self, conversation_id: str) -> dict[str, str]:
        """The personal answers held for this conversation, by contact field; empty if there are none."""
        with self.store.look() as work:
            held = [ticket.contact.to_dict() for ticket in records.all_tickets(work, conversation_id)]
            return {k: v for fields in (*held, records.contact_kept(work, conversation_id)) for k, v in fields.items()}

    def export(self, conversation_id: str) -> dict[str, Any]:
        """Everything held for this conversation, JSON-ready: answers, consents, tickets with their history."""
        with self.store.look() as work:
            tickets = records.all_tickets(work, conversation_id)
            return {
                "contact": records.contact_kept(work, conversation_id),
                "consents": [proof_of(row) for row in work.all("consents", conversation_id=conversation_id)],
                "tickets": [inbox.to_json(ticket, records.history(work, ticket.id)) for ticket in tickets],
            }

    def erase(self, conversation_id: str) -> None:
        """Delete the draft, the consents and every ticket; only the fact that it was done remains."""
        with self.store.change() as work:
            self._row(work, conversation_id)
            now = self.clock()
            for ticket in records.all_tickets(work, conversation_id):
                records.remove_ticket(work, ticket, "erased", "owner", now)
            for table in ("drafts", "consents"):
                work.remove(table, conversation_id=conversation_id)
            work.set("conversations", {"id": conversation_id, "erased_at": None}, erased_at=now)
        self.store.forget_traces()

    # -- the intermediary's side --------------------------------------------------------------------------------

    def inbox(self, user: User, filters: Filters, page: int = 1) -> Inbox:
        """One page of the tickets that `user` may see."""
        with self.store.look() as work:
            return inbox.list_tickets(work, user, filters, page, self.clock())

    def everything(self, user: User, filters: Filters, most: int) -> list[Ticket]:
        """Up to `most` of the tickets that `user` may see, without transcript and advice."""
        with self.store.look() as work:
            return inbox.everything(work, user, filters, most, self.clock())

    def newest(self, user: User, statuses: tuple[str, ...], before_id: int | None, limit: int) -> list[Ticket]:
        """Up to `limit` tickets older than the one keyed `before_id`, newest first, without transcript and advice."""
        with self.store.look() as work:
            return inbox.newest(work, user, statuses, before_id, limit)

    def read(self, user: User, reference: str) -> Reading:
        """One ticket with its history; raises `NotFound` (another organization's too) or `Erased`."""
        with self.store.look() as work:
            return inbox.read(work, user, reference)

    def note(self, user: User, reference: str, text: str) -> None:
        """Add a line to the history; `@name` calls on a colleague.

        Raises `NotFound`, `Forbidden`, or `ValueError` for an empty or huge text.
        """
        with self.store.change() as work:
            mentions.note(work, user, reference, text, self.clock())

    def take_up(self, user: User, reference: str, version: int) -> Ticket:
        """Make `user` answer for the ticket; raises as `change`."""
        return self.change(user, reference, version, "taken_up")

    def put_back(self, user: User, reference: str, version: int, why: str = "") -> Ticket:
        """Free the ticket for somebody else; raises as `change`."""
        return self.change(user, reference, version, "new", why)

    def close(self, user: User, reference: str, version: int, status: str, why: str = "") -> Ticket:
        """End the ticket honestly; raises as `change`."""
        return self.change(user, reference, version, status, why)

    def change(
        self, user: User, reference: str, version: int | None, status: str, why: str = "", note: str = ""
    ) -> Ticket:
        """Move the ticket that was read at `version` (`None`: whatever it is now), with a `note` or neither.

        Raises `NotFound`, `Forbidden`, `StaleTicket`, `IllegalChange`, `ReasonMissing`, or as `note`.
        """
        with self.store.change() as work:
            ticket = inbox.to_change(work, user, reference, version, status)
            changed = _changed(work, ticket, status, user.signature, self.clock(), why)
            if self.settings.smtp_url:
                afterwards.invite(work, changed, self.clock())
            if note:
                mentions.note(work, user, reference, note, self.clock())
            return changed

    @property
    def today(self) -> date:
        """The day that due dates are judged on."""
        return self.clock().date()

    # -- steps --------------------------------------------------------------------------------------------------

    def _row(self, work: Work, conversation_id: str, language: str = "en") -> Row:
        values = {"language": language, "created_at": self.clock()}
        work.add_if_absent("conversations", id=conversation_id, **values)
        row = work.one("conversations", lock=True, id=conversation_id)
        assert row is not None
        return row

    def _conversation(self, work: Work, conversation_id: str, language: str = "en") -> None:
        if self._row(work, conversation_id, language)["erased_at"] is not None:
            raise ConversationErased(conversation_id)

    def _open(self, conversation_id: str, request: Request) -> Ticket:
        with self.store.change() as work:
            self._conversation(work, conversation_id, request.language)
            agreed = records.consents_given(work, conversation_id)
            if "request" not in agreed:
                raise ConsentMissing(conversation_id)
            contact = Contact.from_fields(records.contact_kept(work, conversation_id))
            if missing := contact.missing():
                raise InvalidContact(missing[0], "missing")
            proof = {purpose: proof_of(agreed[purpose]) if purpose in agreed else None for purpose in PURPOSES}
            known = records.open_ticket(work, conversation_id)
            if known is not None:
                return self._update(work, known, request, contact, proof)
            chosen = agreed["request"]["organization"]
            return self._create(work, conversation_id, request, contact, proof, chosen)

    def _create(
        self, work: Work, conversation_id: str, request: Request, contact: Contact, proof: Any, chosen: str | None
    ) -> Ticket:
        now = self.clock()
        queue, days = place(work, self.queues, self.settings, request, chosen)
        work.add_if_absent("organizations", id=queue, created_at=now)
        ticket = Ticket(
            reference=new_reference(),
            conversation_id=conversation_id,
            intermediary=queue,
            created_at=now,
            changed_at=now,
            due_on=reply_day(self.today, days),
            reply_within_days=days,
            consent=proof,
            contact=contact,
            **carried(request),
        )
        if self.settings.smtp_url:
            acknowledge(work, ticket, now)
        return records.add_ticket(work, ticket, Event(now, "owner", "opened", new="new"))

    def _update(self, work: Work, known: Ticket, request: Request, contact: Contact, proof: Any) -> Ticket:
        asked = replace(known, contact=contact, consent=proof, **carried(request))
        if asked == known:
            return known
        now = self.clock()
        asked = replace(asked, version=known.version + 1, changed_at=now)
        return records.change_ticket(work, known, asked, Event(now, "owner", "updated"))


def _changed(work: Work, ticket: Ticket, status: str, by: str, at: datetime, why: str = "") -> Ticket:
    moved, event = move(ticket, status, by, at, why)
    return records.change_ticket(work, ticket, moved, event)


def _draft(work: Work, conversation_id: str) -> Draft:
    contact = Contact.from_fields(records.contact_kept(work, conversation_id))
    consented = "request" in records.consents_given(work, conversation_id)
    return Draft(contact, consented, contact.missing())
