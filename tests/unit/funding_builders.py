"""Builders for the funding tests: the shipped knowledge, with one program changed at will."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from bot.funding.eligibility import Offer, fund
from bot.knowledge.load import load_knowledge
from bot.knowledge.model import Knowledge
from bot.profile import Profile

TODAY = date(2026, 11, 22)


@cache
def shipped() -> Knowledge:
    return load_knowledge()


def a_profile(**facts: Any) -> Profile:
    return Profile(**facts)


def knowledge_with(id_: str, **changes: Any) -> Knowledge:
    """The shipped knowledge, the program `id_` changed."""
    known = shipped()
    return replace(known, programs={**known.programs, id_: replace(known.programs[id_], **changes)})


def offers(format_id: str, **facts: Any) -> dict[str, Offer]:
    """What is offered for a format, by program id, in order."""
    return {offer.program.id: offer for offer in fund(format_id, a_profile(**facts), shipped(), TODAY)}
