"""Between Rasa's tracker and the values of `bot.dialogue`."""

from __future__ import annotations

import re
from typing import Any, Final

from rasa_sdk import Tracker

from bot.dialogue.onboarding import language_asked
from bot.dialogue.talk import Heard, Talk
from bot.language import LANGUAGES, Language
from bot.masking_events import HIDDEN, PRIVATE_QUESTIONS
from bot.profile import CONTACT_FIELDS, LIST_FIELDS, PROFILE_FIELDS, Profile

STATE: Final = ("asking", "consent", "advised", "ticket_ref", "topic", "explained", "paused", "looked_up", "wish")
LISTS: Final = ("unknowns", "cautions")
GIVEN: Final = "given"
ENGLISH: Final = re.compile(r"\b(english|anglais\w*|anglo)\b", re.IGNORECASE)
LANGUAGE_WORD: Final = re.compile(r"\b(languages?|langues?|switch|speak|parle\w*|other one|l'autre)\b", re.IGNORECASE)
FRENCH: Final = re.compile(r"\b(french|fran[cç]ais\w*|franco)\b", re.IGNORECASE)


def talk_from(tracker: Tracker) -> Talk:
    """The state the slots hold."""
    slots = tracker.current_slot_values()
    facts = {name: slots.get(name) for name in PROFILE_FIELDS if slots.get(name) not in (None, [])}
    language: Language = "fr" if slots.get("language") == "fr" else "en"
    return Talk(
        conversation_id=tracker.sender_id,
        language=language,
        profile=Profile.from_mapping({**facts, "language": language}),
        given=tuple(name for name in CONTACT_FIELDS if slots.get(name) == GIVEN),
        misses=int(slots.get("misses") or 0),
        asked=int(slots.get("asked") or 0),
        **{name: slots.get(name) for name in STATE},
        unknowns=tuple(slots.get("unknowns") or ()),
        cautions=tuple(slots.get("cautions") or ()),
    )


def slots_of(talk: Talk, before: Talk) -> dict[str, Any]:
    """The slots a turn changed."""
    new, old = _slots(talk), _slots(before)
    return {name: value for name, value in new.items() if value != old[name]}


def _slots(talk: Talk) -> dict[str, Any]:
    facts = talk.profile.to_dict()
    facts.update({name: facts[name] or None for name in LIST_FIELDS}, language=talk.language)
    state = {name: getattr(talk, name) for name in STATE}
    lists = {name: list(getattr(talk, name)) or None for name in LISTS}
    contact = {name: GIVEN if name in talk.given else None for name in CONTACT_FIELDS}
    return {**facts, **state, **lists, **contact, "misses": talk.misses or None, "asked": talk.asked or None}


def heard_from(tracker: Tracker) -> Heard:
    """The latest message as the NLU understood it."""
    message = tracker.latest_message
    facts: dict[str, tuple[Any, ...]] = {}
    for entity in message.get("entities") or ():
        facts[entity["entity"]] = (*facts.get(entity["entity"], ()), entity["value"])
    intent = message.get("intent") or {}
    text = message.get("text") or ""
    ranking = (reading.get("name") for reading in message.get("intent_ranking") or ())
    return Heard(
        text=text,
        intent=intent.get("name") or "out_of_scope",
        confidence=float(intent.get("confidence") or 0.0),
        facts=facts,
        readings=tuple(name for name in ranking if name)[:8],
        is_button=text.startswith("/"),
    )


def language_due(tracker: Tracker, move: str) -> str:
    """The language this turn is held in.

    A request to switch decides; then the language the page asked for; then the one kept; then the one detected.
    """
    kept = tracker.get_slot("language")
    if _set_this_turn(tracker):
        return str(kept)
    if move == "change_language":
        return _language_wanted(tracker)
    asked = (tracker.latest_message.get("metadata") or {}).get("language")
    detected = heard_from(tracker).first("language")
    return next((str(one) for one in (asked, kept, detected) if one in LANGUAGES), "en")


def _set_this_turn(tracker: Tracker) -> bool:
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "slot" and event.get("name") == "language":
            return True
    return False


def _language_wanted(tracker: Tracker) -> str:
    heard = heard_from(tracker)
    english, french = bool(ENGLISH.search(heard.text)), bool(FRENCH.search(heard.text))
    if english != french:
        return "en" if english else "fr"
    written = heard.first("language")
    kept = tracker.get_slot("language")
    if kept and not heard.is_button and not LANGUAGE_WORD.search(heard.text) and written in (None, kept):
        return str(kept)
    if written in LANGUAGES and written != kept and not heard.is_button:
        return str(written)
    return language_asked(talk_from(tracker), heard)


def transcript_of(tracker: Tracker) -> tuple[dict[str, Any], ...]:
    """What was said so far, for the ticket; contact answers are left out."""
    lines: list[dict[str, Any]] = []
    asking, language = None, tracker.get_slot("language")
    for event in tracker.events:
        kind, text = event.get("event"), event.get("text")
        if kind == "slot" and event.get("name") == "asking":
            asking = event.get("value")
        elif kind == "user" and text:
            shown = (event.get("metadata") or {}).get("title") or text
            hidden = asking in PRIVATE_QUESTIONS and not text.startswith("/")
            lines.append({"by": "visitor", "text": HIDDEN if hidden else shown, "language": language})
        elif kind == "bot" and text:
            lines.append({"by": "assistant", "text": text, "language": language})
    return tuple(lines)
