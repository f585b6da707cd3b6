"""An advice that was given in one language, said again in the other: from its codes, values and ids, never its words.

The decision is not taken again: what was advised stays, whatever the knowledge has become since.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from bot.advice.money import flow_told, notes, rung_text, why_told
from bot.advice.telling import change_told, overdue_told, told
from bot.advice.words import word
from bot.funding.amount import Range
from bot.funding.cost import CashFlow, CashStep
from bot.funding.ladder import Rung
from bot.knowledge.model import Knowledge
from bot.language import Bilingual, Language
from bot.matching.change import Change
from bot.reason import Reason

Part = Mapping[str, Any]
DATES: Final = ("start",)
UNTELLABLE: Final = (KeyError, TypeError, ValueError, StopIteration)  # an id that is gone, a part of another shape


def reworded(answer: Part, knowledge: Knowledge, language: Language) -> dict[str, Any]:
    """`answer` with its texts in `language`; one that cannot be said again stays, with a `language` of its own."""
    return _Rewording(knowledge, language, str(answer.get("language") or "en")).answer(answer)


class _Rewording:
    def __init__(self, knowledge: Knowledge, language: Language, spoken: str) -> None:
        self._knowledge, self._language, self._spoken = knowledge, language, spoken

    def answer(self, answer: Part) -> dict[str, Any]:
        made: dict[str, Any] = {"language": self._language}
        for name, again in (("what_would_change_it", self._change), ("stop", self._reason)):
            made |= self._said(answer, name, again)
        made |= self._said(answer, "first_step", self._first_step)
        made |= self._said(answer, "next_question", self._question)
        if ranked := answer.get("recommendations"):
            made["recommendations"] = [self._recommended(each) for each in ranked]
        if others := answer.get("not_recommended"):
            made["not_recommended"] = [{**each, **self._said(each, "reasons", self._reason)} for each in others]
        if "disclaimer" in answer:
            made["disclaimer"] = word(self._language, "summary", "disclaimer")
        return {**answer, **made}

    def _said(self, holder: Part, name: str, again: Callable[[Part], Part]) -> dict[str, Any]:
        """The part of that name, or each of its parts, said again; nothing where there is none."""
        found = holder.get(name)
        if not found:
            return {}
        return {
            name: [self._one(each, again) for each in found] if isinstance(found, list) else self._one(found, again)
        }

    def _one(self, part: Part, again: Callable[[Part], Part]) -> dict[str, Any]:
        try:
            return {**part, **again(part)}
        except UNTELLABLE:
            return {**part, "language": self._spoken}

    def _recommended(self, each: Part) -> dict[str, Any]:
        made = dict(each)
        for name in ("reasons", "tradeoffs"):
            made |= self._said(each, name, self._reason)
        made |= self._said(each, "what_would_change_it", self._change)
        made |= self._said(each, "cash_flow", self._flow)
        made |= self._said(each, "next_steps", lambda step: self._next_step(step, each["format"]))
        made |= self._said(each, "notes", self._overdue)
        if offers := each.get("funding"):
            made["funding"] = [self._offer(offer) for offer in offers]
        return made

    def _reason(self, part: Part) -> Part:
        return told(_reason_of(part), self._language)

    def _change(self, part: Part) -> Part:
        ((field, value),) = part["change"].items()
        plain = tuple(value) if isinstance(value, list) else value
        return change_told(Change(field, plain, part["then"]), self._knowledge, self._language)

    def _flow(self, part: Part) -> Part:
        steps = tuple(_step_of(step) for step in part["steps"])
        flow = CashFlow(steps, _decimal(part["deepest_dip_cad"]), tuple(part["zero_cash"]))
        return flow_told(flow, part["zero_cash_variant"], self._knowledge, self._language)

    def _offer(self, offer: Part) -> Part:
        return {
            **offer,
            **self._said(offer, "reasons", lambda part: why_told(_reason_of(part), self._knowledge, self._language)),
            **self._said(offer, "notes", lambda part: self._note(part, offer)),
        }

    def _note(self, part: Part, offer: Part) -> Part:
        """A note as of the day the program had last been read when the advice was given."""
        checked_on, newest = date.fromisoformat(offer["checked_on"]), offer["newest_source_date"]
        program = replace(self._knowledge.programs[offer["program"]], checked_on=checked_on, newest_source_date=newest)
        return next(note for note in notes(program, offer["flags"], self._language) if note["code"] == part["code"])

    def _next_step(self, step: Part, format_id: str) -> Part:
        known = self._knowledge
        text = known.formats[format_id].next_step.text if step["format"] else self._beyond(step["beyond"])
        names = [{**each, "name": known.programs[each["program"]].name[self._language]} for each in step["funding"]]
        return {"text": rung_text(Rung(step["format"], step["beyond"], text, ()), self._language), "funding": names}

    def _beyond(self, rung: str) -> Bilingual:
        return next(each.beyond for each in self._knowledge.ladder.steps if each.beyond and each.id == rung)

    def _overdue(self, part: Part) -> Part:
        return overdue_told(date.fromisoformat(part["values"]["checked_on"]), self._language)

    def _first_step(self, part: Part) -> Part:
        return {"text": word(self._language, "first_steps", part["role"], **part["employer_hours"])}

    def _question(self, part: Part) -> Part:
        return {"why": word(self._language, "questions", part["slot"])}


def _reason_of(part: Part) -> Reason:
    return Reason(part["code"], (), tuple((name, _value(name, each)) for name, each in part.get("values", {}).items()))


def _value(name: str, value: Any) -> Any:
    if name in DATES:
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value


def _step_of(step: Part) -> CashStep:
    weeks = step["weeks"] or {"low": None, "high": None}
    amount = Range(_decimal(step["amount_cad"]["low"]), Decimal(str(step["amount_cad"]["high"])))
    return CashStep(step["code"], step["when"], amount, step["program"], weeks["low"], weeks["high"])


def _decimal(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(str(number))
