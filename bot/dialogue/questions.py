"""Questions about working with students and about money: answered from the knowledge, then back to what was open."""

from __future__ import annotations

from bot.advice import plan_wording, wording
from bot.advice.funding_card import funding_card, on_the_table, program_card
from bot.dialogue.asking import aside
from bot.dialogue.nearest import nearest
from bot.dialogue.services import Services
from bot.dialogue.talk import Button, Heard, Say, Talk, Turn
from bot.funding.about import about
from bot.knowledge.model import Closed, Faq, Program


def answer_question(talk: Talk, heard: Heard, services: Services) -> Turn:
    """The entry of the topic nearest to the message, with its source; the topic's other entries as buttons."""
    entries = _entries(heard, services)
    if not entries:
        return aside(talk, services, Say("utter_out_of_scope"))
    chosen = _chosen(entries, heard)
    text = wording.faq(chosen, talk.profile.province, talk.language)
    custom = {"type": "answer", "ids": [chosen.id], "sources": list(chosen.sources)}
    others = tuple(_button(entry, talk, heard.intent) for entry in entries if entry is not chosen)
    says = [Say("utter_answer", {"answer": text}, custom, others[:3])]
    if chosen.verify_with_intermediary:
        says.append(Say("utter_confirm_with_intermediary"))
    return aside(talk, services, *says)


def _entries(heard: Heard, services: Services) -> list[Faq]:
    topic = heard.intent.removeprefix("faq_")
    return [entry for entry in services.knowledge.faqs.values() if entry.topic == topic]


def _chosen(entries: list[Faq], heard: Heard) -> Faq:
    wanted = heard.first("faq")
    for entry in entries:
        if entry.id == wanted:
            return entry
    return entries[nearest(heard.text, [_asks(entry) for entry in entries])]


def _asks(entry: Faq) -> str:
    """Every way the entry's question is asked, in both languages."""
    questions = (entry.question.en, entry.question.fr, *entry.alternatives.en, *entry.alternatives.fr)
    return " ".join(questions)


def _button(entry: Faq, talk: Talk, intent: str) -> Button:
    return Button(entry.question[talk.language], f'/{intent}{{"faq":"{entry.id}"}}')


def explain_funding(talk: Talk, heard: Heard, services: Services) -> Turn:
    """The program she names, closed ones included; else the money for the format on the table in her case."""
    format_id = heard.first("format") or talk.topic
    answer = services.advise(talk.profile, talk.unknowns)
    chosen = on_the_table(answer, format_id)
    named = about(str(heard.first("program") or heard.text), services.knowledge)
    if named is not None:
        return _explain_program(talk, named, format_id or (chosen or {}).get("format"), services)
    card = funding_card(chosen, services.knowledge, talk.language)
    text = wording.funding(chosen, card["programs"], services.knowledge, talk.language)
    cash = plan_wording.cash_flow(answer, format_id, talk.language) if talk.advised else ""
    return aside(talk, services, Say("utter_funding", {"text": f"{text}\n{cash}".strip()}, card))


def _explain_program(talk: Talk, named: Program | Closed, format_id: str | None, services: Services) -> Turn:
    text, _ = wording.program(named, talk.profile, services.knowledge, talk.language)
    card = program_card(named, talk.profile, format_id, services.knowledge, services.today())
    return aside(talk, services, Say("utter_program", {"text": text}, card))
