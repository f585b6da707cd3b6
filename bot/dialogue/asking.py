"""Which question comes next, and how the conversation goes back to the one that was open."""

from __future__ import annotations

from typing import Final

from bot.dialogue.services import Services
from bot.dialogue.talk import STEPS, Say, Talk, Turn
from bot.profile import CONTACT_FIELDS, PROFILE_FIELDS

MOST_QUESTIONS: Final = 5  # and the province, which decides the money


def ask(talk: Talk, field: str) -> Turn:
    """Ask about `field`."""
    again = talk.explained if talk.explained == field else None
    asked = talk.asked + (field in PROFILE_FIELDS)
    return Turn(talk.with_(asking=field, explained=again, asked=asked), (Say(f"utter_ask_{field}"),))


def next_slot(talk: Talk, services: Services) -> str | None:
    """The one question whose answer could change the advice most; None when none can, or when enough were asked."""
    slot = services.next_slot(talk.profile, talk.unknowns)
    if slot is None or talk.asked < MOST_QUESTIONS:
        return slot
    last = talk.asked == MOST_QUESTIONS and not talk.profile.knows("province") and "province" not in talk.unknowns
    return "province" if last else None


def resume(talk: Talk, services: Services) -> tuple[Say, ...]:
    """Say again what was open before an interruption; nothing when nothing was."""
    if talk.asking is None:
        return ()
    if talk.asking in STEPS:
        return (step_say(talk, services),)
    return (Say(f"utter_ask_{talk.asking}"),)


def step_say(talk: Talk, services: Services) -> Say:
    """The message that opens a step which is no plain question: consent, review and the like."""
    from bot.dialogue import handoff

    steps = {"consent": handoff.consent_card, "review": handoff.review_card}
    if talk.asking in steps:
        return steps[talk.asking](talk, services)
    responses = {
        "which_field": "utter_which_field",
        "erase": "utter_erase_confirm",
        "withdraw": "utter_withdraw_confirm",
        "ticket_reference": "utter_ask_ticket_reference",
        "ticket_email": "utter_ask_ticket_email",
    }
    return Say(responses[str(talk.asking)])


def go_on(talk: Talk, services: Services) -> Turn:
    """Ask the next question, or give the advice when no answer could change it."""
    from bot.dialogue.recommending import give_advice

    slot = next_slot(talk, services)
    return ask(talk, slot) if slot else give_advice(talk, services)


def aside(talk: Talk, services: Services, *says: Say) -> Turn:
    """Answer something in passing, then return to what was open."""
    return Turn(talk.with_(misses=0), (*says, *resume(talk, services)))


def is_profile_question(talk: Talk) -> bool:
    """Whether a fact about the firm is being asked."""
    return talk.asking in PROFILE_FIELDS


def is_contact_question(talk: Talk) -> bool:
    """Whether a contact detail is being asked."""
    return talk.asking in CONTACT_FIELDS
