"""Greeting, taking in facts, and the small turns around the questions."""

from __future__ import annotations

import re
from typing import Final

from bot.dialogue import recommending
from bot.dialogue.asking import aside, ask, go_on, is_profile_question, next_slot, resume
from bot.dialogue.listen import Learned, field_named, learn
from bot.dialogue.services import Services
from bot.dialogue.talk import Heard, Say, Talk, Turn
from bot.language import LANGUAGES
from bot.nlu.cues import asks
from bot.profile import LIST_FIELDS, PROFILE_FIELDS, Profile

ESSENTIAL: Final = ("need_areas", "province")  # worth asking a second time
OWN_WORDS: Final = 3


def greet(talk: Talk, heard: Heard, services: Services) -> Turn:
    """Say who we are, then ask the first question or return to the open one."""
    hello = Say("utter_greet")
    if talk.asking or talk.advised:
        return aside(talk, services, hello)
    turn = go_on(talk, services)
    return Turn(turn.talk, (hello, *turn.says))


def take_in_facts(talk: Talk, heard: Heard, services: Services) -> Turn:
    """Note every fact the message holds, then go on: next question, or the advice."""
    learned = learn(talk, heard, services.today())
    corrected = _corrects(talk, learned)
    asked = talk.asking
    talk = noted(talk, learned, heard)
    cautions = recommending.caution_says(talk, heard, services)
    if is_profile_question(talk) and not learned.answered and not learned.unsure and not learned.changed:
        return _not_an_answer(talk, heard, services, learned)
    if corrected and next_slot(talk, services):
        return Turn(talk, (*cautions, Say("utter_corrected"), *resume(talk, services)))
    if is_profile_question(talk):
        talk = settled(talk, learned)
    if talk.advised and talk.asking is None:
        turn = recommending.readvise(talk, services, learned.changed)
    else:
        turn = go_on(talk, services)
    return Turn(turn.talk, (*_acknowledged(learned, asked, turn), *cautions, *turn.says))


def _acknowledged(learned: Learned, asked: str | None, turn: Turn) -> tuple[Say, ...]:
    """What is said first: of an answer she does not have, or of another fact, where the same question comes again."""
    if learned.unsure and not learned.changed:
        return (Say("utter_skipped"),)
    again = asked in PROFILE_FIELDS and turn.talk.asking == asked
    return (Say("utter_noted"),) if again and learned.changed else ()


def noted(talk: Talk, learned: Learned, heard: Heard) -> Talk:
    """The state with the facts and cautions of a message in it."""
    cautions = tuple(dict.fromkeys((*talk.cautions, *map(str, heard.facts.get("caution", ())))))
    unknowns = tuple(name for name in talk.unknowns if name not in learned.changed)
    return talk.with_(profile=learned.profile, cautions=cautions, unknowns=unknowns, misses=0)


def settled(talk: Talk, learned: Learned) -> Talk:
    """The open question is closed; what she cannot say, or passed over twice, is not asked again."""
    asked = str(talk.asking)
    given_up = learned.unsure or talk.explained == asked
    if learned.answered or talk.profile.knows(asked):
        return talk.with_(asking=None)
    if given_up:
        return talk.with_(asking=None, unknowns=(*talk.unknowns, asked))
    return talk.with_(asking=None, explained=asked)


def _corrects(talk: Talk, learned: Learned) -> bool:
    """Whether she only changed a fact she had given before, the open question left as it is."""
    known = {name for name in learned.changed if name not in LIST_FIELDS and talk.profile.knows(name)}
    return is_profile_question(talk) and bool(known) and not learned.answered and not learned.unsure


def _not_an_answer(talk: Talk, heard: Heard, services: Services, learned: Learned) -> Turn:
    """First explain why we ask and ask again; the second time, or when she answered in her own words, go on."""
    asked = str(talk.asking)
    if talk.explained == asked:
        return do_without(talk, services, "utter_skipped")
    if not learned.refused and in_own_words(asked, heard):
        return do_without(talk, services, "utter_own_words")
    problem = "utter_out_of_range" if learned.refused else invalid(asked)
    says = (Say(problem), Say(f"utter_explain_{asked}"), Say(f"utter_ask_{asked}"))
    return Turn(talk.with_(explained=asked), says)


def do_without(talk: Talk, services: Services, response: str) -> Turn:
    """Leave the open question for good, saying so."""
    unknowns = tuple(dict.fromkeys((*talk.unknowns, str(talk.asking))))
    turn = go_on(talk.with_(asking=None, unknowns=unknowns, misses=0), services)
    return Turn(turn.talk, (Say(response), *turn.says))


def in_own_words(asked: str, heard: Heard) -> bool:
    """Whether a sentence may stand as the answer although no fact is read in it: asking again would only annoy."""
    is_question = "?" in heard.text or asks(heard.text)
    return asked not in ESSENTIAL and len(heard.text.split()) >= OWN_WORDS and not is_question


def invalid(asked: str) -> str:
    """What is said of a message that does not answer the question."""
    return "utter_invalid_province" if asked == "province" else "utter_invalid_answer"


def take_no(talk: Talk, heard: Heard, services: Services) -> Turn:
    """A plain "no": to a question it means there is nothing to say; elsewhere it leaves things as they are."""
    learned = learn(talk, heard, services.today())
    if learned.changed:
        return take_in_facts(talk, heard, services)
    if is_profile_question(talk):
        return go_on(talk.with_(asking=None, unknowns=(*talk.unknowns, str(talk.asking)), misses=0), services)
    return Turn(talk.with_(misses=0), (Say("utter_deny_ok"),))


def take_yes(talk: Talk, heard: Heard, services: Services) -> Turn:
    """A plain "yes": carry on with what comes next."""
    if learn(talk, heard, services.today()).changed or is_profile_question(talk):
        return take_in_facts(talk, heard, services)
    if talk.advised:
        from bot.dialogue.handoff import offer

        return offer(talk, heard, services)
    return go_on(talk.with_(misses=0), services)


def change_language(talk: Talk, heard: Heard, services: Services) -> Turn:
    """Go on in the other language, every answer kept. The language itself was set before this turn."""
    says = resume(talk, services) or ((Say("utter_anything_else"),) if talk.advised else ())
    if says:
        return Turn(talk.with_(misses=0), (Say("utter_language_changed"), *says))
    turn = go_on(talk.with_(misses=0), services)
    return Turn(turn.talk, (Say("utter_language_changed"), *turn.says))


CHANGE: Final = re.compile(r"\b(chang\w*|modif\w*|corrig\w*|correct|edit|update|fix)\b", re.IGNORECASE)


def field_to_change(talk: Talk, heard: Heard) -> str | None:
    """The fact a short request to change one names: "change the budget"; None when it is no such request."""
    if len(heard.text.split()) > 8 or not CHANGE.search(heard.text):
        return None
    return field_named(heard.text)


def language_asked(talk: Talk, heard: Heard) -> str:
    """The language a request to switch asks for: the one named, else the other one."""
    named = heard.first("language_wanted")
    if named in LANGUAGES:
        return str(named)
    return "en" if talk.language == "fr" else "fr"


def restart(talk: Talk, heard: Heard, services: Services) -> Turn:
    """Forget the answers about the firm and begin again; a request already sent stays."""
    fresh = Talk(talk.conversation_id, talk.language, Profile(language=talk.language), ticket_ref=talk.ticket_ref)
    turn = ask(fresh, "need_areas")
    return Turn(turn.talk, (Say("utter_restarted"), *turn.says))


def say_in_passing(response: str):  # type: ignore[no-untyped-def]
    """A turn that says one thing and returns to what was open."""

    def turn(talk: Talk, heard: Heard, services: Services) -> Turn:
        return aside(talk, services, Say(response))

    return turn


def say_goodbye(talk: Talk, heard: Heard, services: Services) -> Turn:
    """Part without asking anything more; the open question waits."""
    return Turn(talk.with_(misses=0), (Say("utter_goodbye"),))
