"""When it goes wrong: what was not understood, visitors we are not for, frustration."""

from __future__ import annotations

from bot.advice import wording
from bot.dialogue.asking import aside, is_profile_question, resume
from bot.dialogue.listen import learn
from bot.dialogue.onboarding import do_without, invalid, noted, take_in_facts
from bot.dialogue.services import Services
from bot.dialogue.talk import Button, Heard, Say, Talk, Turn

POINTERS = ("student", "job_seeker", "taxes", "membership")


def redirect_visitor(talk: Talk, heard: Heard, services: Services) -> Turn:
    """Outside our field: a pointer where we know one; else say so once, offer readings, then a person."""
    pointer = heard.first("pointer")
    if pointer in POINTERS:
        return aside(talk, services, Say(f"utter_pointer_{pointer}"))
    learned = learn(talk, heard, services.today())
    if len(learned.changed) >= 2 or (learned.changed and is_profile_question(talk)):
        return take_in_facts(talk, heard, services)
    return not_understood(talk, heard, services)


def not_understood(talk: Talk, heard: Heard, services: Services) -> Turn:
    """First rephrase (with the likeliest readings to tap), then a person; never the same apology twice running."""
    misses = talk.misses + 1
    readings = _readings(heard, talk)
    says: tuple[Say, ...]
    if is_profile_question(talk) and talk.explained == talk.asking:
        return do_without(talk, services, "utter_skipped")
    if misses >= 3:
        says = (Say("utter_fallback_person" if misses % 2 else "utter_rephrase"),)
    elif misses == 2 and readings:
        says = (Say("utter_did_you_mean", {}, None, readings),)
    elif is_profile_question(talk):
        talk = talk.with_(explained=talk.asking)
        says = (Say(invalid(str(talk.asking))), Say(f"utter_explain_{talk.asking}"))
    else:
        says = (Say("utter_out_of_scope" if misses == 1 else "utter_rephrase"),)
    return Turn(talk.with_(misses=misses), (*says, *resume(talk, services)))


def _readings(heard: Heard, talk: Talk) -> tuple[Button, ...]:
    titled = ((intent, wording.intent_title(intent, talk.language)) for intent in heard.readings)
    return tuple(Button(title, f"/{intent}") for intent, title in titled if title)[:2]


def meet_complaint(talk: Talk, heard: Heard, services: Services) -> Turn:
    """A short apology and a person; the second time, other words."""
    talk = noted(talk, learn(talk, heard, services.today()), heard).with_(misses=talk.misses)
    response = "utter_sorry_frustrated" if talk.misses == 0 else "utter_sorry_again"
    return Turn(talk.with_(misses=talk.misses + 1), (Say(response), *resume(talk, services)))
