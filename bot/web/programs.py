"""A funding program as the plan and the plain chat show it: all in words, in one language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.advice.words import catalogue, day, has_word, money, word
from bot.language import Language
from bot.web.pages import page_words


def shown_program(offer: Mapping[str, Any], knowledge: Any, language: Language) -> dict[str, Any]:
    """An entry of an answer's `funding`; its name and summary are the knowledge's unless it brings its own."""
    known = knowledge.programs.get(offer["program"])
    return {
        "name": offer.get("name") or known.name[language],
        "summary": offer["summary"] if "summary" in offer else known.summary[language],
        "eligibility": offer["eligibility"],
        "fits": word(language, "labels", "eligibility", offer["eligibility"]),
        "paid_to": word(language, "labels", "paid_to", offer["paid_to"]) if offer["paid_to"] else "",
        "estimate": _estimate(offer, language),
        "because": [] if offer["missing"] else [reason["text"] for reason in offer["reasons"]],
        "missing_head": page_words()["plan_missing"][language],
        "missing": [_missing(name, knowledge, language) for name in offer["missing"]],
        "notes": [note["text"] for note in offer["notes"]],
        "source": offer["source"] if is_web_address(offer["source"]) else "",
        "dated": _dated(offer, language),
    }


def _estimate(offer: Mapping[str, Any], language: Language) -> str:
    """What the program may pay, to her or to others; unknown is said, but not of what pays no money, or none to her."""
    amount = offer["estimate_cad"] or offer.get("paid_to_others_cad")
    if offer["eligibility"] == "no" or (not amount and "in_kind" in offer["flags"]):
        return ""
    told = amounts(amount["low"], amount["high"], language) if amount else amounts(None, None, language)
    return f"{page_words()['plan_estimate'][language]} {told}"


def _dated(offer: Mapping[str, Any], language: Language) -> str:
    if offer["checked_on"]:
        told = day(date.fromisoformat(offer["checked_on"]), language)
        return str(page_words()["plan_checked"][language]).format(day=told)
    newest = str(offer.get("newest_source_date") or "")
    if not re.match(r"\d", newest):
        return ""
    told = day(date.fromisoformat(newest), language) if len(newest) == len("2026-11-22") else newest
    return str(page_words()["plan_dated"][language]).format(date=told)


def _missing(name: str, knowledge: Any, language: Language) -> str:
    if has_word("fields", name):
        return str(catalogue()["fields"][name][language]).lower()
    fact = knowledge.rules.outside_facts.get(name)
    return str(fact[language]) if fact else name


def is_web_address(address: str | None) -> bool:
    """Whether something may become a link."""
    return bool(address) and str(address).startswith(("https://", "http://"))


def amounts(low: float | None, high: float | None, language: Language) -> str:
    """Dollars from low to high; unknown stays unknown, never zero."""
    say = page_words()["plan_amounts"][language]
    if high is None:
        return str(say["unknown"]) if low is None else f"{money(low, language)} – {say['unknown']}"
    if not high:
        return str(say["nothing"])
    if low == high:
        return money(high, language)
    if not low:
        return str(say["up_to"]).format(high=money(high, language))
    return str(say["between"]).format(low=money(low, language), high=money(high, language))
