"""From "I'd like to talk to someone" to a ticket: consent, contact, read-back, reference; status and erasure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from bot.advice import wording
from bot.dialogue.asking import aside, ask, resume
from bot.dialogue.services import Services
from bot.dialogue.talk import Heard, Say, Talk, Turn
from bot.intake.contact import InvalidContact
from bot.intake.request import Request
from bot.intake.ticket import reference_in
from bot.profile import CONTACT_FIELDS

CONSENT_VERSION: Final = "2026-11-22"
WHY: Final = re.compile(r"^\W*(why|what for|how come|pourquoi|pour quoi faire|à quoi [çc]a sert)\b.*", re.IGNORECASE)
REFUSAL: Final = re.compile(
    r"^\W*(no\b|nope|i (don'?t|do not|won'?t|would rather not|'?d rather not)|i'?d rather not|rather not|non\b|"
    r"je (ne )?(veux|souhaite|préfère|prefere|veut) (pas|ne pas)|j'aime(rais)? mieux pas|pas question)",
    re.IGNORECASE,
)
EMAIL: Final = re.compile(r"[^\s@<>,;:()]+@[^\s@<>,;:()]+\.[A-Za-z]{2,}")


def offer(talk: Talk, heard: Heard, services: Services) -> Turn:
    """She wants a person: show the consent card, unless her request is already there."""
    if waits(talk, services):
        return Turn(talk.with_(misses=0, asking=None), (_already(talk, services),))
    talk = talk.stepped_into("consent")
    return Turn(talk, (consent_card(talk, services),))


def waits(talk: Talk, services: Services) -> bool:
    """Whether a request of this conversation is still open; one she took back, or that was closed, is past."""
    ticket = services.desk.ticket_of(talk.conversation_id) if talk.ticket_ref else None
    return ticket is not None and ticket.is_open


def consent_card(talk: Talk, services: Services) -> Say:
    """Purpose, retention and rights, with a yes and a no."""
    settings = services.settings
    values = {
        "intermediary": _name(_going_to(talk, services), talk, services),
        "months": settings.retention_ticket_months,
        "privacy_contact": settings.privacy_contact,
    }
    return Say("utter_consent", values, {"type": "consent", "purpose": "request", "version": CONSENT_VERSION})


def answer_consent(talk: Talk, agreed: bool, services: Services) -> Turn:
    """Record the choice; a "no" keeps the advice and nothing personal."""
    asked = ("request", CONSENT_VERSION, talk.language)
    services.desk.record_consent(talk.conversation_id, *asked, agreed, _going_to(talk, services))
    if not agreed:
        services.desk.discard(talk.conversation_id)
        values = {"intermediary": _host(talk, services), "page": _page(services)}
        talk = talk.stepped_out().with_(consent="refused", given=())
        return Turn(talk, (Say("utter_consent_refused", values), *resume(talk, services)))
    return next_contact(talk.with_(consent="given"), services)


def next_contact(talk: Talk, services: Services) -> Turn:
    """Ask the next contact detail, or read everything back."""
    for field in CONTACT_FIELDS:
        if field not in talk.given and field not in talk.unknowns:
            return ask(talk, field)
    if "email" not in talk.given and "phone" not in talk.given:
        turn = ask(talk.with_(unknowns=tuple(name for name in talk.unknowns if name != "email")), "email")
        return Turn(turn.talk, (Say("utter_contact_needed"), *turn.says))
    talk = talk.with_(asking="review")
    return Turn(talk, (review_card(talk, services),))


def take_contact(talk: Talk, heard: Heard, services: Services) -> Turn:
    """Keep what she typed in the draft; say what is wrong when it cannot be used."""
    field = str(talk.asking)
    if WHY.match(heard.text):
        return Turn(talk, (Say(f"utter_explain_{field}"), Say(f"utter_ask_{field}")))
    if field in ("contact_name", "company_name") and REFUSAL.match(heard.text):
        return answer_consent(talk, False, services)
    if field in ("email", "phone") and heard.intent == "deny":
        return next_contact(talk.with_(unknowns=(*talk.unknowns, field), misses=0), services)
    try:
        services.desk.keep(talk.conversation_id, field, heard.text)
    except InvalidContact:
        return Turn(talk, (Say(f"utter_invalid_{field}"), Say(f"utter_ask_{field}")))
    given = tuple(dict.fromkeys((*talk.given, field)))
    return next_contact(talk.with_(given=given, misses=0), services)


def review_card(talk: Talk, services: Services) -> Say:
    """What is about to be sent, contact and facts, to read before it goes."""
    contact = services.desk.draft(talk.conversation_id).fields
    fields = {**contact, **{k: v for k, v in talk.profile.to_dict().items() if v not in (None, [])}}
    text = wording.fields(fields, talk.language)
    values = {"intermediary": _name(_going_to(talk, services), talk, services), "fields": text}
    return Say("utter_review", values, {"type": "review", "fields": fields})


def answer_review(talk: Talk, agreed: bool, services: Services, transcript: list[dict[str, Any]]) -> Turn:
    """Send it, or ask what to change first."""
    if not agreed:
        return Turn(talk.with_(asking="which_field"), (Say("utter_which_field"),))
    request = _request(talk, services, transcript)
    request = replace(request, advice={**request.advice, "receipt": services.receipt(talk.profile)})
    ticket = services.desk.open(talk.conversation_id, request)
    values = {
        "reference": ticket.reference,
        "intermediary": _name(ticket.intermediary, talk, services),
        "days": ticket.reply_within_days,
    }
    talk = talk.with_(ticket_ref=ticket.reference, asking=None, paused=None, misses=0)
    return Turn(talk, (Say("utter_ticket_opened", values, ticket_custom(ticket, talk, services)),))


def change_field(talk: Talk, heard: Heard, services: Services) -> Turn:
    """Change one contact detail before sending, or send nothing at all."""
    field = heard.first("change") or named_field(heard.text)
    if field == "cancel" or (field is None and heard.intent == "deny"):
        if waits(talk, services):  # her request is there already: nothing changes
            return Turn(talk := talk.stepped_out(), (Say("utter_deny_ok"), *resume(talk, services)))
        services.desk.discard(talk.conversation_id)
        talk = talk.stepped_out().with_(given=(), consent=None)
        return Turn(talk, (Say("utter_handoff_cancelled"), *resume(talk, services)))
    if field is None:
        return Turn(talk, (Say("utter_which_field"),))
    given = tuple(name for name in talk.given if name != field)
    return ask(talk.with_(given=given, unknowns=tuple(n for n in talk.unknowns if n != field)), field)


FIELD_WORDS: Final[Mapping[str, re.Pattern[str]]] = {
    "email": re.compile(r"e-?mail|courriel|mail", re.I),
    "phone": re.compile(r"phone|number|t[ée]l[ée]phone|num[ée]ro|cell", re.I),
    "company_name": re.compile(r"business|company|firm|entreprise|compagnie|soci[ée]t[ée]", re.I),
    "contact_name": re.compile(r"\bnames?\b|\bnoms?\b|pr[ée]nom", re.I),
    "cancel": re.compile(r"cancel|nothing|don'?t send|annul|rien|envoie(z)? pas|pas envoyer", re.I),
}


def named_field(text: str) -> str | None:
    """The contact detail a message names."""
    return next((field for field, words in FIELD_WORDS.items() if words.search(text)), None)


def tell_status(talk: Talk, heard: Heard, services: Services) -> Turn:
    """Where a request stands: hers in this conversation, or another by its reference and e-mail."""
    ticket = services.desk.ticket_of(talk.conversation_id) if talk.ticket_ref else None
    if ticket:
        return aside(talk, services, _status_say(ticket, talk, services))
    return look_up(talk.with_(wish=None), heard, services)


def look_up(talk: Talk, heard: Heard, services: Services) -> Turn:
    """A request made elsewhere: its reference, then the e-mail given with it, then what `talk.wish` says."""
    reference = reference_in(heard.text)
    if reference is None:
        talk = talk.stepped_into("ticket_reference")
        return Turn(talk, (Say("utter_ask_ticket_reference"),))
    email = EMAIL.search(heard.text)
    talk = talk.stepped_into("ticket_email").with_(looked_up=reference)
    if email is None:
        return Turn(talk, (Say("utter_ask_ticket_email"),))
    return _by_email(talk, email.group(), services)


def take_ticket_answer(talk: Talk, heard: Heard, services: Services) -> Turn:
    """The reference, then the e-mail, of a request made elsewhere."""
    if talk.asking == "ticket_reference":
        if reference_in(heard.text):
            return look_up(talk, heard, services)
        talk = talk.stepped_out().with_(wish=None)
        return Turn(talk, (Say("utter_ticket_not_found"), *resume(talk, services)))
    email = EMAIL.search(heard.text)
    return _by_email(talk, email.group() if email else "", services)


def _by_email(talk: Talk, email: str, services: Services) -> Turn:
    from bot.dialogue.her_data import answer_elsewhere

    if talk.wish:
        return answer_elsewhere(talk, email, services)
    ticket = services.desk.status(str(talk.looked_up), email)
    talk = talk.stepped_out().with_(looked_up=None)
    told = _status_say(ticket, talk, services) if ticket else Say("utter_ticket_not_found")
    return Turn(talk, (told, *resume(talk, services)))


def _status_say(ticket: Any, talk: Talk, services: Services) -> Say:
    values = {"reference": ticket.reference}
    return Say(f"utter_status_{ticket.status}", values, ticket_custom(ticket, talk, services))


def _already(talk: Talk, services: Services) -> Say:
    ticket = services.desk.ticket_of(talk.conversation_id)
    name = _name(ticket.intermediary, talk, services) if ticket else _host(talk, services)
    values = {"reference": talk.ticket_ref, "intermediary": name}
    return Say("utter_ticket_already", values, ticket_custom(ticket, talk, services) if ticket else None)


def ticket_custom(ticket: Any, talk: Talk, services: Services) -> dict[str, Any]:
    """The ticket as a widget shows it; `reply_within` is in working days."""
    return {
        "type": "ticket",
        "reference": ticket.reference,
        "status": ticket.status,
        "intermediary": _name(ticket.intermediary, talk, services),
        "reply_within": ticket.reply_within_days,
    }


def taken_up_values(ticket: Any, talk: Talk, services: Services) -> dict[str, str]:
    """Who has her request in hand, and its reference."""
    return {"intermediary": _name(ticket.intermediary, talk, services), "reference": ticket.reference}


def _request(talk: Talk, services: Services, transcript: Sequence[Mapping[str, Any]] = ()) -> Request:
    advice = services.advise(talk.profile, talk.unknowns)
    return Request(talk.language, talk.profile.to_dict(), dict(advice), transcript, talk.cautions)


def _going_to(talk: Talk, services: Services) -> str:
    """The organization her request goes to: what the consent card names and the ticket keeps to."""
    return services.desk.queue_for(_request(talk, services), talk.conversation_id)[0]


def _name(organization: str, talk: Talk, services: Services) -> str:
    """An organization's name; its id if the knowledge no longer lists it."""
    found = services.knowledge.intermediaries.get(organization)
    return found.name[talk.language] if found else organization


def _host(talk: Talk, services: Services) -> str:
    return _name(services.settings.host_intermediary, talk, services)


def _page(services: Services) -> str:
    return str(services.knowledge.intermediaries[services.settings.host_intermediary].website)


def failure_values(talk: Talk, services: Services) -> dict[str, str]:
    """What the apology needs: who can be reached, and where."""
    return {"intermediary": _host(talk, services), "page": _page(services)}
