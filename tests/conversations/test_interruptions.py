"""She can ask anything at any moment: every global intent inside every question, which is then asked again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest
from replies import Reply, facts
from runner import interruptions
from wrong_language import wrong_language

from bot.profile import CONTACT_FIELDS, PROFILE_FIELDS

if TYPE_CHECKING:
    from live_assistant import Assistant

DATA = interruptions()
pytestmark = [pytest.mark.live, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
BLANK = dict.fromkeys((*PROFILE_FIELDS, *CONTACT_FIELDS, "unknowns", "explained", "misses", "advised", "topic"))
CASES = [pytest.param(lang, each, id=f"{lang}: {each['say']}") for lang in ("en", "fr") for each in DATA[lang]]


def _questions(each: Mapping[str, Any]) -> list[str]:
    kinds = [kind for kind in ("profile", "contact") if kind != each.get("not_in")]
    return [slot for kind in kinds for slot in DATA["questions"][kind]]


def _problems(each: Mapping[str, Any], language: str, slot: str, reply: Reply) -> Iterator[str]:
    says = each["says"] if isinstance(each["says"], list) else [each["says"]]
    back = each.get("asks", slot)
    if not any(str(name).startswith(one) for name in reply.names for one in says):
        yield f"{slot}: said {reply.names} [{reply.intent}], not {says}"
    elif reply.slots["asking"] != back:
        yield f"{slot}: waits for {reply.slots['asking']}"
    elif back == slot and reply.names[-1] != f"utter_ask_{slot}":
        yield f"{slot}: was not asked again: {reply.names}"
    if reply.language != language or any(wrong_language(m.text, language) for m in reply.messages):
        yield f"{slot}: in the wrong language: {reply.text!r}"


@pytest.mark.parametrize(("language", "each"), CASES)
def test_an_interruption_is_answered_and_every_question_waits(
    language: str, each: dict[str, Any], assistant: Assistant
) -> None:
    problems: list[str] = []
    conversation = assistant.conversation()
    conversation.agree()
    for slot in _questions(each):
        held = {"need_areas": ["marketing"]} if slot != "need_areas" else {"province": "NB"}
        conversation.stand(**{**BLANK, "language": language, "asking": slot, "consent": "given", **held})
        reply = conversation.say(each["say"])
        problems += _problems(each, each.get("language", language), slot, reply)
        if each.get("asks") != "need_areas" and not held.items() <= facts(reply).items():
            problems.append(f"{slot}: forgot {held}")
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)
