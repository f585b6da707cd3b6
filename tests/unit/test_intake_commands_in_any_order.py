"""Whatever people do, in whatever order, the desk stays lawful."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from intake_builders import ANSWERS, Clock, a_desk, a_request, a_user, agree, answer

from bot.intake.contact import InvalidContact
from bot.intake.desk import ConsentMissing, ConversationErased
from bot.intake.inbox import Filters, Forbidden, NotFound
from bot.intake.retention import purge
from bot.intake.ticket import NEXT, OPEN, STATUSES, IllegalChange, ReasonMissing, StaleTicket
from bot.profile import CONTACT_FIELDS

CONVERSATIONS = st.sampled_from(("c1", "c2"))
REFUSALS = (
    ConsentMissing,
    ConversationErased,
    Forbidden,
    IllegalChange,
    InvalidContact,
    NotFound,
    ReasonMissing,
    StaleTicket,
)


class TheDesk(RuleBasedStateMachine):
    """Owners and reviewers act at random on two conversations."""

    @initialize()
    def open_the_desk(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.clock = Clock()
        self.desk = a_desk(self.folder, self.clock)
        self.agreed: dict[str, bool] = {}
        self.erased: set[str] = set()
        self.references: dict[str, str] = {}
        self.seen: dict[str, str] = {}

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.desk.store.close()
            shutil.rmtree(self.folder)

    @rule(conversation=CONVERSATIONS, given=st.booleans())
    def choose(self, conversation: str, given: bool) -> None:
        try:
            self.desk.record_consent(conversation, "request", "v1", "en", given)
            self.agreed[conversation] = given
        except ConversationErased:
            assert conversation in self.erased

    @rule(conversation=CONVERSATIONS, field=st.sampled_from(CONTACT_FIELDS))
    def say(self, conversation: str, field: str) -> None:
        try:
            self.desk.keep(conversation, field, ANSWERS[field])
            assert self.agreed.get(conversation) and conversation not in self.erased
        except (ConsentMissing, ConversationErased):
            assert conversation in self.erased or not self.agreed.get(conversation)

    @rule(conversation=CONVERSATIONS, province=st.sampled_from(("NB", "QC")), all_said=st.booleans())
    def send(self, conversation: str, province: str, all_said: bool) -> None:
        try:
            if all_said:
                agree(self.desk, conversation)
                self.agreed[conversation] = True
                answer(self.desk, conversation)
            ticket = self.desk.open(conversation, a_request(profile={"province": province}))
        except REFUSALS:
            return
        assert self.agreed[conversation] and conversation not in self.erased
        known = self.references.get(conversation)
        assert known in (None, ticket.reference) or self.seen[known] not in OPEN
        self.references[conversation] = ticket.reference
        self.seen[ticket.reference] = ticket.status

    @rule(conversation=CONVERSATIONS)
    def withdraw(self, conversation: str) -> None:
        ticket = self.desk.withdraw(conversation)
        if ticket:
            self.seen[ticket.reference] = ticket.status

    @rule(
        conversation=CONVERSATIONS,
        status=st.sampled_from(STATUSES),
        name=st.sampled_from(("odette", "gaston")),
        late=st.integers(0, 1),
        why=st.sampled_from(("", "no answer")),
    )
    def move(self, conversation: str, status: str, name: str, late: int, why: str) -> None:
        reference = self.references.get(conversation, "WIL-234679")
        try:
            version = self.desk.read(a_user(name=name), reference).ticket.version
            moved = self.desk.change(a_user("reviewer", name=name), reference, version - late, status, why)
        except REFUSALS:
            return
        assert late == 0 and moved.status in NEXT[self.seen[reference]]
        self.seen[reference] = moved.status

    @rule(conversation=CONVERSATIONS, days=st.sampled_from((1, 40, 400)))
    def wait_and_purge(self, conversation: str, days: int) -> None:
        self.clock.pass_(days=days)
        purge(self.desk.store, self.desk.today, self.desk.settings)
        with self.desk.store.look() as work:
            for name in {"c1", "c2"} - {row["id"] for row in work.all("conversations")}:
                self.agreed.pop(name, None)
                self.erased.discard(name)
                self.references.pop(name, None)

    @rule(conversation=CONVERSATIONS)
    def erase(self, conversation: str) -> None:
        self.desk.erase(conversation)
        self.erased.add(conversation)
        self.agreed.pop(conversation, None)
        assert self.desk.see(conversation) == {} and self.desk.ticket_of(conversation) is None

    @invariant()
    def no_conversation_has_two_open_tickets(self) -> None:
        if hasattr(self, "desk"):
            open_ones = [ticket.conversation_id for ticket in self.desk.inbox(a_user(), Filters()).tickets]
            assert len(open_ones) == len(set(open_ones))

    @invariant()
    def once_both_are_erased_no_table_holds_anything_personal(self) -> None:
        if not hasattr(self, "desk") or not self.everybody_left():
            return
        with sqlite3.connect(self.folder / "intake.db") as connection:
            left = "\n".join(connection.iterdump())
        connection.close()
        for table in ("drafts", "consents", "tickets", "ticket_words", "ticket_events"):
            assert f'INSERT INTO "{table}"' not in left

    def everybody_left(self) -> bool:
        with self.desk.store.look() as work:
            return all(row["erased_at"] for row in work.all("conversations"))


TestTheDesk = TheDesk.TestCase
TestTheDesk.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
