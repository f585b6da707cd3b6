"""A message of the bot as the page without scripts lays it out: words, lists, the card of programs, sources."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.language import Language
from bot.web.pages import page_words, set_in
from bot.web.programs import is_web_address, shown_program

BULLETS: Final = ("• ", "- ", "* ")


def told(message: Mapping[str, Any], knowledge: Any, language: Language) -> dict[str, Any]:
    """What the page keeps of a message: its words, and only what else there is.

    A card of programs stands between the words `before` it, as `text`, and those `after` it; it brings its own
    sources. `facts` is what a plan can be made from, when the message recommends.
    """
    custom = message.get("custom") or {}
    facts = custom.get("profile") if custom.get("type") == "recommendation" else None
    kept = {
        "text": message.get("text", ""),
        "sources": [each for each in custom.get("sources") or () if is_web_address(each)],
        "facts": json.dumps(facts, ensure_ascii=False) if facts else "",
    }
    if custom.get("type") == "funding" and custom.get("programs"):
        kept |= {"sources": [], **_around(kept["text"], custom["programs"]), **_card(custom, knowledge, language)}
    return {name: value for name, value in kept.items() if value or name == "text"}


def _around(text: str, programs: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The words before and after the list that the card tells better; without such a list, all of them before."""
    lines = text.split("\n")
    listed = [line[:2] in BULLETS and any(each["summary"] for each in programs) for line in lines]
    at = listed.index(True) if True in listed else len(lines)
    after = [line for line, is_listed in zip(lines[at:], listed[at:], strict=True) if not is_listed]
    return {"text": "\n".join(lines[:at]), "after": "\n".join(after)}


def _card(custom: Mapping[str, Any], knowledge: Any, language: Language) -> dict[str, Any]:
    words, form = page_words(), knowledge.formats.get(custom.get("format"))
    head = words["chat_programs"][language]
    return {
        "head": f"{head} ({form.name[language]})" if form else head,
        "programs": [set_in(shown_program(each, knowledge, language), language) for each in custom["programs"]],
    }


def blocks(text: str) -> list[dict[str, Any]]:
    """A text as the page lays it out: paragraphs, each a `text`, and lists, each with its `listed` lines."""
    made: list[dict[str, Any]] = []
    for line in filter(None, (each.strip() for each in text.split("\n"))):
        if line[:2] not in BULLETS:
            made.append({"text": line})
        elif made and "listed" in made[-1]:
            made[-1]["listed"].append(line[2:].strip())
        else:
            made.append({"listed": [line[2:].strip()]})
    return made
