"""One turn of the conversation: answers to an open step first, then what the message does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.dialogue import handoff, her_data, onboarding, questions, recommending, repair
from bot.dialogue.asking import ask, go_on, is_contact_question, is_profile_question, resume
from bot.dialogue.listen import learn
from bot.dialogue.meaning import meant
from bot.dialogue.services import Services
from bot.dialogue.talk import Heard, Say, Talk, Turn
from bot.nlu.cues import asks, says
from bot.profile import PROFILE_FIELDS

Move = Callable[[Talk, Heard, Services], Turn]

MOVES: Final[Mapping[str, Move]] = {
    "admit_robot": onboarding.say_in_passing("utter_bot_challenge"),
    "answer_question": questions.answer_question,
    "change_language": onboarding.change_language,
    "compare_formats": recommending.compare_formats,
    "erase_data": her_data.exercise,
    "explain_advice": recommending.explain_advice,
    "explain_format": recommending.explain_format,
    "explain_funding": questions.explain_funding,
    "greet": onboarding.greet,
    "list_capabilities": onboarding.say_in_passing("utter_capabilities"),
    "list_formats": recommending.list_formats,
    "meet_complaint": repair.meet_complaint,
    "offer_handoff": handoff.offer,
    "recommend_format": recommending.recommend_format,
    "redirect_visitor": repair.redirect_visitor,
    "restart": onboarding.restart,
    "say_goodbye": onboarding.say_goodbye,
    "say_welcome": onboarding.say_in_passing("utter_welcome"),
    "take_in_facts": onboarding.take_in_facts,
    "take_no": onboarding.take_no,
    "take_yes": onboarding.take_yes,
    "tell_status": handoff.tell_status,
}
# What may interrupt a request for a contact detail: anything typed there may be a name, so only what is surely a move.
INTERRUPTS: Final = frozenset(
    [
        "answer_question",
        "change_language",
        "erase_data",
        "explain_funding",
        "meet_complaint",
        "tell_status",
        "admit_robot",
        "restart",
        "list_formats",
        "explain_format",
        "compare_formats",
        "list_capabilities",
        "explain_advice",
    ]
)
# Moves that say nothing about the firm, and those that take the facts in themselves.
FACTLESS: Final = frozenset(("change_language", "erase_data", "greet", "restart", "say_goodbye", "tell_status"))
# Answers that leave the conversation where it was; one that had not begun begins after them.
SIDE_ANSWERS: Final = frozenset(
    ("answer_question", "explain_funding", "list_formats", "explain_format", "compare_formats", "list_capabilities")
)
LEARNERS: Final = frozenset(
    ("meet_complaint", "recommend_format", "redirect_visitor", "take_in_facts", "take_no", "take_yes")
)
TURNS_AWAY: Final = ("recommend_format", "offer_handoff")  # asked for instead of a reference: she has none
QUESTION: Final = re.compile(
    r"\?|^\W*(who|what|when|where|why|how|which|do|does|can|could|is|are|will|would|should|"
    r"qui|que|quoi|quand|o[uù]|pourquoi|comment|combien|quel\w*|est-ce|c'est quoi|ya[- ]?t|y a[- ]?t)\b",
    re.IGNORECASE,
)
HYPOTHESIS: Final = re.compile(
    r"\b(what if|suppose|imagine|and if|et si|mettons|supposons|si (on|nous|j[e'])\b.*(avai|pouva))", re.I
)
YES: Final = re.compile(
    r"^\W*(yes|yep|yeah|yup|ok|okay|sure|fine|agreed?|i agree|go ahead|send|please do|of course|"
    r"oui|ouais|ouin|d'?accord|dac|correct|c'?est (bon|beau|correct)|certainement|bien s[uû]r|envoy|parfait|"
    r"vas-y|allez-y)\b",
    re.IGNORECASE,
)
AGREES: Final = re.compile(
    r"^\W*(yes|yep|yeah|i agree|agreed|i consent|oui|ouais|j'accepte|je consens)\b", re.IGNORECASE
)
NO: Final = re.compile(
    r"^\W*(no|nope|nah|not|don'?t|non|nan|pas|jamais|surtout pas|je (ne )?(veux|souhaite) pas)\b", re.I
)
SURE: Final = 0.5
WISHED: Final = {"erase": "delete", "withdraw": "withdraw"}  # asking for it again, at the question, is a yes
UNMOVED: Final = ("admit_robot", "recommend_format")  # a shrug in one of these ("n'importe quoi") is no answer


@dataclass(frozen=True)
class Context:
    """What a turn needs besides the state and the message: the services and the transcript so far."""

    services: Services
    transcript: tuple[dict[str, Any], ...] = ()


def respond(move: str, talk: Talk, heard: Heard, context: Context) -> Turn:
    """What the bot does and says: `move` is what the intent's rule asks for."""
    services = context.services
    move = meant(move, talk, heard)
    turn = _step_turn(move, talk, heard, context) or _open_turn(move, talk, heard, services)
    if talk.ticket_ref and not turn.erased:
        turn = _step_back(move, talk, turn, services)
    return turn


def _open_turn(move: str, talk: Talk, heard: Heard, services: Services) -> Turn:
    """Facts first, whatever else the message does: an answer to the open question closes it, then the move is made."""
    if heard.is_button or move in FACTLESS:
        return MOVES[move](talk, heard, services)
    if is_profile_question(talk) and move in INTERRUPTS and asks(heard.text):
        return MOVES[move](talk, heard, services)
    learned = learn(talk, heard, services.today(), in_passing=move in INTERRUPTS)
    unsure = learned.unsure and move not in UNMOVED and not says(heard.text, "fed_up")
    closed = is_profile_question(talk) and (learned.answered or unsure)
    if talk.advised and HYPOTHESIS.search(heard.text):
        return recommending.what_if(talk, heard, services)
    if (field := onboarding.field_to_change(talk, heard)) and field not in learned.changed:
        return ask(talk, field)
    if closed and not (move in INTERRUPTS and QUESTION.search(heard.text)):
        return onboarding.take_in_facts(talk, heard, services)
    if move in LEARNERS:
        return MOVES[move](talk, heard, services)
    begins = move in SIDE_ANSWERS and bool(learned.changed) and not talk.advised and talk.asking is None
    talk = onboarding.noted(talk, learned, heard)
    turn = MOVES[move](onboarding.settled(talk, learned) if closed else talk, heard, services)
    return turn.and_then(go_on(turn.talk, services)) if (closed or begins) and not turn.talk.asking else turn


def _step_turn(move: str, talk: Talk, heard: Heard, context: Context) -> Turn | None:
    if is_contact_question(talk):
        return None if _interrupts(move, heard) else handoff.take_contact(talk, heard, context.services)
    if talk.asking in ("ticket_reference", "ticket_email"):
        if move in TURNS_AWAY and heard.confidence >= SURE:
            return MOVES[move](talk.stepped_out().with_(wish=None, looked_up=None), heard, context.services)
        return None if _interrupts(move, heard) else handoff.take_ticket_answer(talk, heard, context.services)
    if talk.asking == "which_field":
        return None if _interrupts(move, heard) else handoff.change_field(talk, heard, context.services)
    if talk.asking in ("consent", "review", "erase", "withdraw"):
        return _yes_or_no(move, talk, heard, context)
    return None


def _interrupts(move: str, heard: Heard) -> bool:
    return move in INTERRUPTS and (heard.is_button or (heard.confidence >= SURE and len(heard.text.split()) >= 2))


def _yes_or_no(move: str, talk: Talk, heard: Heard, context: Context) -> Turn | None:
    if _goes_back(move, talk, heard, context.services):
        return onboarding.take_in_facts(talk.stepped_out(), heard, context.services)
    agreed = _agreed(move, talk, heard)
    if agreed is None:
        return (
            None if move not in ("take_in_facts", "redirect_visitor") else _ask_yes_or_no(talk, heard, context.services)
        )
    if talk.asking == "consent":
        return handoff.answer_consent(talk, agreed, context.services)
    if talk.asking == "erase":
        return her_data.answer_erase(talk, agreed, context.services)
    if talk.asking == "withdraw":
        return her_data.answer_withdraw(talk, agreed, context.services)
    return handoff.answer_review(talk, agreed, context.services, list(context.transcript))


def _goes_back(move: str, talk: Talk, heard: Heard, services: Services) -> bool:
    """Whether she answers the question about the firm that waited, not that of consent: "Fine. Windsor. Go on"."""
    if talk.asking != "consent" or talk.paused not in PROFILE_FIELDS or move != "take_in_facts" or heard.is_button:
        return False
    return not AGREES.match(heard.text) and learn(talk.stepped_out(), heard, services.today()).answered


def _agreed(move: str, talk: Talk, heard: Heard) -> bool | None:
    """Yes, no, or neither (None); asking again for a person, or to erase, is a yes to that question."""
    if talk.asking in WISHED and move == "erase_data":
        return True if her_data.wish_in(heard) == WISHED[talk.asking] and not heard.first("wish") else None
    same = {"consent": "offer_handoff", "review": "offer_handoff"}
    if NO.match(heard.text) or move == "take_no":
        return False
    if YES.match(heard.text) or move in ("take_yes", same.get(str(talk.asking))):
        return True
    return None


def _ask_yes_or_no(talk: Talk, heard: Heard, services: Services) -> Turn:
    """Neither: a fact told in passing is kept, then the card is shown again."""
    talk = onboarding.noted(talk, learn(talk, heard, services.today()), heard)
    return Turn(talk, (Say("utter_consent_answer_please"), *resume(talk, services)))


QUIET_MOVES: Final = ("take_in_facts", "recommend_format", "take_yes", "take_no", "redirect_visitor", "meet_complaint")


def _step_back(move: str, talk: Talk, turn: Turn, services: Services) -> Turn:
    """Once a person has taken the request up, the bot says so instead of talking over them."""
    ticket = services.desk.ticket_of(talk.conversation_id)
    if ticket is None or ticket.status != "taken_up" or move not in QUIET_MOVES:
        return turn
    values = handoff.taken_up_values(ticket, talk, services)
    return Turn(turn.talk.with_(asking=None), (Say("utter_taken_up", values),))
