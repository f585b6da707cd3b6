"""Whatever is said in whatever order: never an empty reply or an error, no fact lost, nothing personal too soon."""

from __future__ import annotations

import json

from dialogue_builders import FakeServices, a_talk, a_turn, buttons, moves_by_intent, names, responses, shown
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot import profile as facts
from bot.dialogue.converse import MOVES
from bot.dialogue.talk import STEPS, Heard, Turn
from bot.intake.rights import ACTIONS
from bot.profile import CONTACT_FIELDS, PROFILE_FIELDS
from tests.conversations.wrong_language import wrong_language

TEXTS = (
    "yes", "no", "oui", "non", "I don't know", "je sais pas", "passe", "asdf qwer", "12", "two weeks", "une heure",
    "Ontario", "Moncton", "why?", "pourquoi?", "how much?", "c'est quoi?", "Roxanne MacKinnon", "Fumoir de Lamèque",
    "rox@example.org", "506 555-0177", "e-mail", "le téléphone", "cancel", "WIL-7F3KQC", "WIL-7F3KQC rox@example.org",
    "remote", "what if we had 3 more hours?", "et si on avait un mois?", "change the budget", "<b>hi</b>", "",
    "my data", "mes données", "withdraw my request", "retirer ma demande", "correct my e-mail", "send it again",
    "why do you need to know how many people work here?", "what are the next steps?", "n'importe quoi", "fed up",
    "delete my request WIL-2222AA", "can you find him one?", "whatever suits the team best", "prévenir la relève",
)  # fmt: skip
ENTITIES = {
    "need_area": st.sampled_from(facts.NEED_AREAS),
    "goal": st.sampled_from(facts.GOALS),
    "barrier": st.sampled_from(facts.BARRIERS),
    "province": st.sampled_from(facts.PROVINCES),
    "headcount": st.sampled_from((1, 7, 499, 800, 0, 10**9)),
    "stage": st.sampled_from(facts.STAGES),
    "work_mode": st.sampled_from(facts.WORK_MODES),
    "supervision_hours_per_week": st.sampled_from((0, 0.5, 3, 400)),
    "budget_cad": st.sampled_from((0, 150, 5000, -3)),
    "weeks_until_start": st.sampled_from((0, 4, 26)),
    "duration_days": st.sampled_from((1, 20, 300, 2.5)),
    "format": st.sampled_from((*facts.FORMATS, "no_such_format")),
    "pointer": st.sampled_from(("student", "job_seeker", "taxes", "membership", "nobody")),
    "caution": st.sampled_from(("replace_staff", "no_such_caution")),
    "program": st.sampled_from(("swpp", "mitacs", "nonsense")),
    "unsure": st.just("yes"),
    "change": st.sampled_from((*CONTACT_FIELDS, "cancel")),
    "wish": st.sampled_from((*ACTIONS, "next_steps", "no_such_wish")),
    "language": st.sampled_from(("en", "fr")),
}
A_FACT = st.one_of([st.tuples(st.just(name), values) for name, values in ENTITIES.items()])
SOME_FACTS = st.lists(A_FACT, max_size=3).map(
    lambda pairs: {name: tuple(value for each, value in pairs if each == name) for name, _ in pairs}
)
INTENTS = st.sampled_from(sorted(moves_by_intent()))


class AnyOrder(RuleBasedStateMachine):
    """One conversation, in which anything may be said at any moment."""

    @initialize(language=st.sampled_from(("en", "fr")))
    def begins(self, language: str) -> None:
        self.services = FakeServices()
        self.talk = a_talk(language=language)
        self.offered: list[str] = ["/greet"]
        self.erasures = 0

    @rule(intent=INTENTS, text=st.sampled_from(TEXTS), entities=SOME_FACTS, sure=st.sampled_from((0.2, 0.99)))
    def she_types(self, intent: str, text: str, entities: dict[str, tuple[object, ...]], sure: float) -> None:
        self._hear(Heard(text, intent, sure, entities, (intent, "faq_privacy", "list_formats")))

    @rule(number=st.integers(0, 20))
    def she_taps_a_button(self, number: int) -> None:
        payload = self.offered[number % len(self.offered)]
        intent, brace, rest = payload.removeprefix("/").partition("{")
        entities = {name: (value,) for name, value in json.loads(brace + rest or "{}").items()}
        self._hear(Heard(payload, intent, 1.0, entities, (), is_button=True))

    @rule(text=st.sampled_from(("Roxanne MacKinnon", "rox@example.org", "506 555-0177", "yes", "oui", "12", "Ontario")))
    def she_answers(self, text: str) -> None:
        self._hear(Heard(text, "affirm" if text in ("yes", "oui") else "inform"))

    @rule(status=st.sampled_from(("taken_up", "helped")))
    def a_person_moves_the_ticket(self, status: str) -> None:
        from dataclasses import replace

        self.services.desk.tickets = [replace(ticket, status=status) for ticket in self.services.desk.tickets]

    def _hear(self, message: Heard) -> None:
        before = self.talk
        turn = a_turn(before, message, self.services)
        self._replies_well(turn)
        self._asks_well(turn)
        kept = {name for name in PROFILE_FIELDS if before.profile.knows(name)}
        if not turn.erased and message.intent != "restart":
            assert all(turn.talk.profile.knows(name) for name in kept), "a fact was lost"
        assert turn.talk.language == before.language
        self.erasures += turn.erased
        self.talk = turn.talk
        self.offered = [p for say in turn.says for p in buttons(say, turn.talk.language)] or ["/greet"]

    def _replies_well(self, turn: Turn) -> None:
        assert turn.says, "an empty reply"
        for say in turn.says:
            assert say.response in responses()
            text = shown(say, turn.talk.language)
            assert text.strip(), say.response
            assert not wrong_language(text, turn.talk.language), text
        assert len(set(names(turn))) == len(names(turn)), f"said twice: {names(turn)}"

    def _asks_well(self, turn: Turn) -> None:
        asked = [name.removeprefix("utter_ask_") for name in names(turn) if name.startswith("utter_ask_")]
        assert len(asked) <= 1, f"two questions at once: {asked}"
        assert not asked or asked[0] == turn.talk.asking
        assert not set(asked) & set(turn.talk.unknowns), f"asked what she cannot say: {asked}"

    @invariant()
    def what_is_open_can_be_answered(self) -> None:
        asking = self.talk.asking
        assert asking is None or asking in STEPS or asking in (*PROFILE_FIELDS, *CONTACT_FIELDS)

    @invariant()
    def nothing_personal_comes_before_consent(self) -> None:
        if self.talk.asking in CONTACT_FIELDS or self.services.desk.fields:
            assert self.services.desk.consented

    @invariant()
    def there_is_one_open_ticket_at_most(self) -> None:
        assert sum(ticket.is_open for ticket in self.services.desk.tickets) <= 1

    @invariant()
    def a_ticket_is_known_to_the_talk(self) -> None:
        if self.services.desk.tickets:
            assert self.talk.ticket_ref == self.services.desk.tickets[-1].reference


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_every_move_can_be_reached_from_an_intent() -> None:
    assert set(moves_by_intent().values()) == set(MOVES)
