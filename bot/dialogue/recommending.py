"""The advice in the conversation: give it, defend it, compare it, say what a new fact changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from bot.advice import plan_wording, wording
from bot.dialogue.asking import aside, ask, go_on, next_slot
from bot.dialogue.listen import QUANTITIES, Learned, field_named, learn
from bot.dialogue.services import Services
from bot.dialogue.talk import Button, Heard, Say, Talk, Turn
from bot.nlu.cues import after_why, says
from bot.profile import Profile

MORE: Final = re.compile(r"\b(more|extra|another|additional|de plus|suppl[ée]mentaires?|autres?)\b", re.IGNORECASE)


def recommend_format(talk: Talk, heard: Heard, services: Services) -> Turn:
    """She asks for the advice: take in what she says with it, then give it, or ask first what would decide it."""
    learned = learn(talk, heard, services.today())
    talk = talk.with_(profile=learned.profile, misses=0)
    if talk.asking and talk.profile.knows("need_areas"):
        return give_advice(talk.with_(asking=None), services)
    return give_advice(talk, services) if talk.advised else go_on(talk, services)


def give_advice(talk: Talk, services: Services) -> Turn:
    """Show the recommendation for what is known."""
    answer = services.advise(talk.profile, talk.unknowns)
    custom = {"type": "recommendation", **answer, "profile": talk.profile.to_dict()}
    best = top(answer)
    response = "utter_recommendation" if best else "utter_no_format"
    say = Say(response, {"summary": wording.summary(answer, services.knowledge, talk.language)}, custom)
    return Turn(talk.with_(asking=None, advised=best or "none", topic=best), (say,))


def top(answer: Any) -> str | None:
    """The format recommended first, if any."""
    return answer["recommendations"][0]["format"] if answer["recommendations"] else None


def readvise(talk: Talk, services: Services, changed: tuple[str, ...]) -> Turn:
    """After the advice was given: say whether what she just told changes it."""
    if not changed:
        return Turn(talk, (Say("utter_anything_else"),))
    turn = give_advice(talk, services)
    names = {"before": _name(talk.advised, talk, services), "after": _name(turn.talk.advised, talk, services)}
    if turn.talk.advised == talk.advised:
        return Turn(turn.talk, (Say("utter_advice_same", names, turn.says[0].custom),))
    return turn_with(turn, Say("utter_advice_changed", names))


def what_if(talk: Talk, heard: Heard, services: Services) -> Turn:
    """What the advice would be with other facts, none of them kept: "and if we had three more hours?"."""
    learned = learn(talk, heard, services.today())
    if not set(learned.changed) & set(QUANTITIES):
        about = next((field for field in QUANTITIES if field_named(heard.text) == field), None)
        learned = learn(talk.with_(asking=about), heard, services.today())
    imagined = _added_up(talk.profile, learned, heard)
    after = top(services.advise(imagined, talk.unknowns))
    text = wording.what_if(imagined, learned.changed, talk.advised, after, services.knowledge, talk.language)
    return aside(talk, services, Say("utter_what_if", {"text": text}))


def _added_up(profile: Profile, learned: Learned, heard: Heard) -> Profile:
    """The imagined profile; "three more" is added to what she said before."""
    imagined = learned.profile
    if not MORE.search(heard.text):
        return imagined
    for field in learned.changed:
        before, extra = getattr(profile, field), getattr(imagined, field)
        if isinstance(before, (int, float)) and isinstance(extra, (int, float)):
            more: dict[str, Any] = {field: before + extra}
            imagined = replace(imagined, **more)
    return imagined


def turn_with(turn: Turn, first: Say) -> Turn:
    """The turn, saying `first` before the rest."""
    return Turn(turn.talk, (first, *turn.says), turn.erased)


def _name(format_id: str | None, talk: Talk, services: Services) -> str:
    return wording.format_name(format_id, services.knowledge, talk.language)


def explain_advice(talk: Talk, heard: Heard, services: Services) -> Turn:
    """Why this advice; or, inside a question or when she names one, why the question."""
    if field := field_named(after_why(heard.text)):
        return _why_this(field, talk, services)
    if talk.topic and talk.advised and (heard.first("wish") == "next_steps" or says(heard.text, "next_steps")):
        return tell_next_steps(talk, services)
    if not talk.advised and talk.asking:
        return aside(talk, services, *_why_asked(talk))
    if not talk.advised:
        turn = ask(talk, next_slot(talk, services) or "need_areas")
        return turn_with(turn, Say("utter_not_advised_yet"))
    answer = services.advise(talk.profile, talk.unknowns)
    text = wording.explanation(answer, services.knowledge, talk.language, heard.first("format"))
    custom = _answer(talk.advised, wording.format_sources(talk.advised, services.knowledge))
    return aside(talk, services, Say("utter_reasons", {"reasons": text}, custom))


def tell_next_steps(talk: Talk, services: Services) -> Turn:
    """Who does what for the format on the table, in minutes, and what a first success opens."""
    answer = services.advise(talk.profile, talk.unknowns)
    format_id = str(talk.topic)
    tasks = plan_wording.who_does_what(format_id, services.knowledge, talk.language)
    text = "\n\n".join(part for part in (tasks, plan_wording.next_steps(answer, talk.language)) if part)
    sources = wording.format_sources(format_id, services.knowledge)
    return aside(talk, services, Say("utter_next_steps", {"text": text}, _answer(format_id, sources)))


def _answer(format_id: str | None, sources: Sequence[str]) -> dict[str, Any]:
    return {"type": "answer", "ids": [format_id], "sources": sources}


def _why_this(field: str, talk: Talk, services: Services) -> Turn:
    """Why we ask about `field`; if it is still open, she may answer right away."""
    why = Say(f"utter_explain_{field}")
    if talk.asking or talk.profile.knows(field) or field in talk.unknowns:
        return aside(talk, services, why)
    return turn_with(ask(talk, field), why)


def _why_asked(talk: Talk) -> tuple[Say, ...]:
    explained = {"consent": "utter_introduce", "review": "utter_introduce"}
    if talk.asking in ("which_field", "erase", "withdraw", "ticket_reference", "ticket_email"):
        return ()
    return (Say(explained.get(str(talk.asking), f"utter_explain_{talk.asking}")),)


def list_formats(talk: Talk, heard: Heard, services: Services) -> Turn:
    """The six formats, one line each."""
    formats = services.knowledge.formats
    text = wording.format_list(services.knowledge, talk.language)
    custom = {"type": "format", "ids": list(formats), "sources": []}
    return aside(talk, services, Say("utter_formats", {"formats": text}, custom, _format_buttons(talk, services)))


def _format_buttons(talk: Talk, services: Services) -> tuple[Button, ...]:
    return tuple(
        Button(wording.format_name(id_, services.knowledge, talk.language), f'/ask_format{{"format":"{id_}"}}')
        for id_ in services.knowledge.formats
    )


def explain_format(talk: Talk, heard: Heard, services: Services) -> Turn:
    """What one format is and asks; without a name, the one last talked about, or the list to choose from."""
    format_id = str(heard.first("format") or (talk.topic if talk.advised else None))
    if format_id not in services.knowledge.formats:
        says = Say("utter_which_format", {}, None, _format_buttons(talk, services))
        return aside(talk, services, says)
    text = wording.format_text(format_id, services.knowledge, talk.language)
    sources = wording.format_sources(format_id, services.knowledge)
    custom = {"type": "format", "ids": [format_id], "sources": sources}
    return aside(talk.with_(topic=format_id), services, Say("utter_format", {"text": text}, custom))


def compare_formats(talk: Talk, heard: Heard, services: Services) -> Turn:
    """Two or more formats side by side: those named, else those recommended."""
    named = [id_ for id_ in dict.fromkeys(map(str, heard.facts.get("format", ()))) if id_ in services.knowledge.formats]
    ids = _filled_up(named, talk, services)
    text = wording.comparison(ids, services.starts(), services.knowledge, talk.language)
    sources = [url for id_ in ids for url in wording.format_sources(id_, services.knowledge)]
    custom = {"type": "comparison", "ids": ids, "sources": list(dict.fromkeys(sources))}
    return aside(talk, services, Say("utter_comparison", {"text": text}, custom))


def _filled_up(named: list[str], talk: Talk, services: Services) -> list[str]:
    if len(named) >= 2:
        return named[:3]
    answer = services.advise(talk.profile, talk.unknowns)
    ranked = [r["format"] for r in answer["recommendations"]]
    others = [*([talk.topic] if talk.topic else []), *ranked, *services.knowledge.formats]
    return list(dict.fromkeys((*named, *others)))[: 2 if named else max(2, min(3, len(ranked)))]


def caution_says(talk: Talk, heard: Heard, services: Services) -> tuple[Say, ...]:
    """An honest word when she asks for what student projects are not for."""
    codes = [str(code) for code in heard.facts.get("caution", ())]
    texts = (wording.caution(code, talk.language) for code in codes)
    return tuple(Say("utter_caution", {"text": text}) for text in texts if text)
