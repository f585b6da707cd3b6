"""Her rights: see, correct, take back, erase. Here a typed yes is enough; elsewhere a link goes to the e-mail given."""

from __future__ import annotations

from typing import Any, Final

from bot.advice import wording
from bot.dialogue import handoff
from bot.dialogue.asking import aside, ask, resume
from bot.dialogue.services import Services
from bot.dialogue.talk import Heard, Say, Talk, Turn
from bot.intake.rights import ACTIONS, Action, send_link
from bot.intake.ticket import reference_in
from bot.nlu.cues import says

NEEDS_REQUEST: Final = ("correct", "withdraw")


def wish_in(heard: Heard) -> Action:
    """What she wants done with what is held about her."""
    if (tapped := heard.first("wish")) in ACTIONS:
        return tapped  # type: ignore[no-any-return]
    if says(heard.text, "withdraw"):
        return "withdraw"
    if says(heard.text, "correct_data"):
        return "correct"
    return "see" if says(heard.text, "see_data") else "delete"


def exercise(talk: Talk, heard: Heard, services: Services) -> Turn:
    """See, correct, take back or erase, in this conversation or for a request made in another."""
    wish = wish_in(heard)
    if _is_elsewhere(wish, talk, heard, services):
        return handoff.look_up(talk.with_(wish=wish), heard, services)
    if wish == "see":
        return _show(talk, services)
    if wish == "correct":
        return _correct(talk, heard)
    return Turn(talk := talk.stepped_into("withdraw" if wish == "withdraw" else "erase"), resume(talk, services))


def _is_elsewhere(wish: Action, talk: Talk, heard: Heard, services: Services) -> bool:
    named = reference_in(heard.text)
    if named:
        return named != talk.ticket_ref
    return heard.first("wish") in ACTIONS or (wish in NEEDS_REQUEST and not handoff.waits(talk, services))


def _show(talk: Talk, services: Services) -> Turn:
    held: dict[str, Any] = dict(services.desk.see(talk.conversation_id))
    facts = {name: value for name, value in talk.profile.to_dict().items() if value not in (None, [])}
    if not held and set(facts) <= {"language"}:
        return aside(talk, services, Say("utter_nothing_held"))
    return aside(talk, services, Say("utter_my_data", {"data": wording.fields({**held, **facts}, talk.language)}))


def _correct(talk: Talk, heard: Heard) -> Turn:
    """Ask the detail again, or which one; the request is then read back and brought up to date."""
    talk = talk.stepped_into("which_field")
    if field := handoff.named_field(heard.text):
        return ask(talk.with_(given=tuple(name for name in talk.given if name != field)), field)
    return Turn(talk, (Say("utter_which_field"),))


def answer_erase(talk: Talk, agreed: bool, services: Services) -> Turn:
    """Erase everything on a typed yes; the door then forgets the conversation too."""
    if not agreed:
        talk = talk.stepped_out()
        return Turn(talk, (Say("utter_not_erased"), *resume(talk, services)))
    services.desk.erase(talk.conversation_id)
    return Turn(Talk(talk.conversation_id, talk.language), (Say("utter_erased"),), erased=True)


def answer_withdraw(talk: Talk, agreed: bool, services: Services) -> Turn:
    """Take the request back on a typed yes; the advice and the conversation stay."""
    ticket = services.desk.withdraw(talk.conversation_id) if agreed else None
    talk = talk.stepped_out()
    if ticket is None:
        return Turn(talk, (Say("utter_not_withdrawn"), *resume(talk, services)))
    custom = handoff.ticket_custom(ticket, talk, services)
    says = (Say("utter_withdrawn", {"reference": ticket.reference}, custom), *resume(talk, services))
    return Turn(talk.with_(given=(), consent=None), says)


def answer_elsewhere(talk: Talk, email: str, services: Services) -> Turn:
    """Send the link if reference and e-mail go together; what is said is the same if they do not."""
    settings = services.settings
    send_link(services.desk, str(talk.looked_up), email, talk.wish)  # type: ignore[arg-type]
    response = "utter_rights_link" if settings.smtp_url else "utter_rights_by_person"
    talk = talk.stepped_out().with_(looked_up=None, wish=None)
    return Turn(talk, (Say(response, {"privacy_contact": settings.privacy_contact}), *resume(talk, services)))
