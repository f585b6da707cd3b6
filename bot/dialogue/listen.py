"""Turn what was heard into facts of the profile: from any message, and more freely from an answer to a question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from bot.dialogue.talk import Heard, Talk
from bot.nlu import cues, places, quantities
from bot.profile import LIST_FIELDS, InvalidProfile, Profile

ENTITY_OF: Final = {"need_areas": "need_area", "goals": "goal", "barriers": "barrier"}
QUANTITIES: Final = ("headcount", "budget_cad", "weeks_until_start", "duration_days", "supervision_hours_per_week")
TIMES: Final = ("weeks_until_start", "duration_days")
GUESSED: Final = {"stage", "work_mode"}  # also from the whole message, where no word names them
SINGLES: Final = (*QUANTITIES, "province", "stage", "sector", "work_mode")

AT_HER_PLACE: Final = re.compile(
    r"^\W*((icitte|ici|here|right here),? ?)?(here|ici|icitte|chez (nous|moi)|"
    r"(at|in|on) (the|our|my) (?!house\b|home\b|cloud\b|phone\b|computer\b)\w+|"
    r"(sur|dans|à|a) (la |le |les |l['’]|notre |mon |ma |nos )(?!maison\b|limite\b|distance\b|web\b|ordi)\w+|"
    r"aux? (?!choix\b|besoin\b|pire\b)\w+)"
    r"(\W*$|\s*[,.;](?!.*\b(or|ou|but|mais|not|pas|home|remote|distance|maison)\b))",
    re.IGNORECASE,
)
CLAUSE: Final = re.compile(r"[^.,;:!?]+[.,;:!?]*")

FIELD_WORDS: Final[Mapping[str, re.Pattern[str]]] = {
    "budget_cad": re.compile(r"\b(budget|money|amount|spend|argent|montant|d[ée]penser)\b", re.I),
    "province": re.compile(r"\bprovinces?\b", re.I),
    "headcount": re.compile(r"\b(headcount|employees|staff|people|employ[ée]s|effectif|personnes|monde)\b", re.I),
    "weeks_until_start": re.compile(r"\b(start|begin\w*|d[ée]but|d[ée]part)\b", re.I),
    "duration_days": re.compile(r"\b(length|duration|how long|dur[ée]e)\b", re.I),
    "supervision_hours_per_week": re.compile(r"\b(hours|heures)\b", re.I),
    "work_mode": re.compile(r"\b(place|location|remote|lieu|endroit)\b", re.I),
    "goals": re.compile(r"\b(goals?|buts?|objectifs?)\b", re.I),
    "need_areas": re.compile(r"\b(needs?|besoins?)\b", re.I),
}


def field_named(text: str) -> str | None:
    """The fact a message names by its everyday word, if any."""
    return next((field for field, words in FIELD_WORDS.items() if words.search(text)), None)


@dataclass(frozen=True)
class Learned:
    """The profile after a message, the fields that changed, and whether the question asked was answered.

    `refused` is true when a number was out of any sensible range; `unsure` when she said she does not know.
    """

    profile: Profile
    changed: tuple[str, ...]
    answered: bool
    unsure: bool = False
    refused: bool = False


def learn(talk: Talk, heard: Heard, today: date, in_passing: bool = False) -> Learned:
    """What `heard` adds to the facts; an answer to the question asked is read with that question in mind.

    `in_passing`: the message does something else, so a question in it ("can you find him one?") answers nothing.
    """
    facts = _facts(heard)
    if heard.intent == "complain":  # "a waste of time" is said of us
        facts = _without(facts, "low_confidence")
    asked = talk.asking if talk.asking in (*SINGLES, *LIST_FIELDS) else None
    unsure = bool(heard.first("unsure"))
    if asked and not heard.is_button:
        text = _without_questions(heard.text) if in_passing else heard.text
        facts = _read_with_question(facts, asked, text, today)
        unsure = unsure or (asked not in facts and declines(asked, heard.text))
        if not unsure and asked not in facts and (near := _nearly(asked, facts, heard)):
            facts = {**facts, asked: (near,)}
        if asked in facts:
            facts = _without_slips(facts, asked, talk.profile)
    profile, changed, refused = _merge(talk.profile, facts)
    return Learned(profile, changed, asked in facts and not refused, unsure, refused)


def declines(asked: str, text: str) -> bool:
    """Whether an answer says that she does not know, or that nothing holds her back."""
    return quantities.says_unknown(text) or (asked == "barriers" and cues.says(text, "nothing"))


def _nearly(asked: str, facts: Mapping[str, Any], heard: Heard) -> Any:
    """What an answer to a question about a list nearly says, where no other fact is plainly told.

    Who is asked what matters most and names some work wants it done. A worry may sound like a question: "that they get
    hurt".
    """
    sounds = heard.intent == "inform" or (asked == "barriers" and heard.intent.startswith("faq_"))
    if asked not in ENTITY_OF or not sounds or "?" in heard.text or cues.asks(heard.text):
        return None
    if asked == "goals" and set(facts) <= {"need_areas", "barriers"} and facts.get("need_areas"):
        return "get_work_done"
    return heard.first(f"maybe_{ENTITY_OF[asked]}") if set(facts) <= GUESSED else None


def _without_questions(text: str) -> str:
    """The clauses of a message that ask nothing: "12, and what would it cost?" leaves "12"."""
    return " ".join(clause for clause in CLAUSE.findall(text) if "?" not in clause)


def _facts(heard: Heard) -> dict[str, Any]:
    singles = {name: heard.first(name) for name in SINGLES if heard.first(name) is not None}
    lists = {name: heard.facts[entity] for name, entity in ENTITY_OF.items() if heard.facts.get(entity)}
    return {**singles, **lists}


def _read_with_question(facts: dict[str, Any], asked: str, text: str, today: date) -> dict[str, Any]:
    value = _answer(asked, text, today)
    if value is None or (asked not in facts and _means_another(facts, asked, value)):
        return facts
    kept = facts if asked not in TIMES else {k: v for k, v in facts.items() if k not in TIMES}
    if asked in QUANTITIES:
        kept = {name: v for name, v in kept.items() if name not in QUANTITIES or v != value}
    return {**kept, asked: value}


def _without_slips(facts: dict[str, Any], asked: str, profile: Profile) -> dict[str, Any]:
    """An answer to one question does not overwrite quantities she gave before: "14 months" to a firm's age."""
    stray = TIMES if asked == "stage" else ()
    if asked in TIMES:  # "three weeks" is a time, not a worry; "once the boat is launched" no new firm
        facts = {name: value for name, value in _without(facts, "tight_timeline").items() if name != "stage"}
    if asked == "work_mode" and facts["work_mode"] != "remote":  # "in our kitchen" is where, not a want of room
        facts = _without(facts, "no_workspace")
    known = [name for name in QUANTITIES if name != asked and profile.knows(name)]
    return {name: value for name, value in facts.items() if name not in stray and name not in known}


def _without(facts: dict[str, Any], barrier: str) -> dict[str, Any]:
    worries = tuple(each for each in facts.get("barriers", ()) if each != barrier)
    rest = {name: value for name, value in facts.items() if name != "barriers"}
    return {**rest, "barriers": worries} if worries else rest


def _means_another(facts: dict[str, Any], asked: str, value: Any) -> bool:
    """Whether the number was plainly said of something else: "finally we are 40" to a question about days."""
    return asked in QUANTITIES and any(facts.get(name) == value for name in QUANTITIES if name != asked)


def _answer(asked: str, text: str, today: date) -> Any:
    if asked in QUANTITIES:
        read = quantities.read_answer(text, asked, today)
        return None if read == 0 and quantities.says_unknown(text) else read  # "aucune idée" is no zero
    if asked == "province":
        found = places.read_answer(text)
        return found[0].province if found else None
    if asked == "stage":
        return cues.stage_answer(text, today)
    if asked == "work_mode":
        return cues.work_mode_answer(text) or ("on_site" if AT_HER_PLACE.match(text) else None)
    return text.strip()[:80] if asked == "sector" else None


def _merge(profile: Profile, facts: dict[str, Any]) -> tuple[Profile, tuple[str, ...], bool]:
    changed, refused = [], False
    for name, value in facts.items():
        if name in LIST_FIELDS:
            value = tuple(dict.fromkeys((*getattr(profile, name), *value)))
        try:
            checked = getattr(Profile.from_mapping({name: value}), name)
        except InvalidProfile:
            refused = True
            continue
        if checked != getattr(profile, name):
            changed.append(name)
            profile = replace(profile, **{name: checked})
    return profile, tuple(changed), refused
