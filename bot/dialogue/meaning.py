"""What a message asks for beyond its intent, where a few words decide and the place in the conversation matters."""

from __future__ import annotations

from typing import Final

from bot.dialogue.talk import Heard, Talk
from bot.intake.ticket import reference_in
from bot.nlu.cues import says
from bot.profile import CONTACT_FIELDS, PROFILE_FIELDS

ANSWERS: Final = (*CONTACT_FIELDS, "consent", "review", "which_field")  # there, these words change what is being sent
SURE: Final = 0.5
SURE_OF_LANGUAGE: Final = 0.6
SURE_OF_TWO: Final = 0.7
ASKING: Final = ("answer_question", "explain_format", "list_formats", "compare_formats", "explain_funding")
RIGHTS: Final = ("see_data", "withdraw", "correct_data")


def meant(move: str, talk: Talk, heard: Heard) -> str:
    """The move a message asks for: its intent's, unless its words plainly ask for another."""
    if heard.is_button:
        return move
    if talk.advised and says(heard.text, "next_steps") and move != "answer_question":
        return "explain_advice"
    if says(heard.text, *RIGHTS) and talk.asking not in ANSWERS:
        return "erase_data"
    if talk.ticket_ref and says(heard.text, "again"):
        return "offer_handoff"
    if says(heard.text, "fed_up") and move == "admit_robot":
        return "meet_complaint"
    if says(heard.text, "why_asked") and move in ("answer_question", "redirect_visitor", "take_in_facts"):
        return "explain_advice"
    if move == "compare_formats" and heard.confidence < SURE_OF_TWO and _names_one(heard):
        return "explain_format"
    if move == "change_language" and _answers_in_her_language(talk, heard):
        return "take_in_facts"
    return "take_in_facts" if _tells_a_need(move, talk, heard) else move


def _names_one(heard: Heard) -> bool:
    """Whether a message names one format and sets it beside no other: "how does a hackathon work?"."""
    return len(set(heard.facts.get("format", ()))) == 1 and not says(heard.text, "compares")


def _answers_in_her_language(talk: Talk, heard: Heard) -> bool:
    """Whether an answer is hardly a request to switch: "à Lyon, en France", in French, to the question where."""
    spoken = heard.first("language") == talk.language
    return spoken and talk.asking in PROFILE_FIELDS and heard.confidence < SURE_OF_LANGUAGE


def _tells_a_need(move: str, talk: Talk, heard: Heard) -> bool:
    """Whether a need is plainly told where a request is hardly heard: "stock, knowing what is where" asks no status."""
    if not heard.facts.get("need_area") or talk.advised:
        return False
    if move == "tell_status":
        return not talk.ticket_ref and reference_in(heard.text) is None
    return move in ASKING and heard.confidence < SURE
