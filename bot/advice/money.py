"""The money of a recommendation, JSON-ready and in words: offers, cost, cash flow, and what starts later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from bot.advice.telling import told
from bot.advice.words import Counted, day, listed, money, word
from bot.funding.amount import Range
from bot.funding.cost import CashFlow, CashStep, Cost
from bot.funding.eligibility import Offer
from bot.funding.ladder import Rung
from bot.knowledge.format import Format
from bot.knowledge.model import Knowledge, Program
from bot.language import Language, typeset
from bot.reason import Reason

TO_CONFIRM: Final = ("intermittent", "unverified", "stale", "undated", "overdue")
TO_KNOW: Final = ("in_kind", "not_for_students", "enhanced_rate_possible")


def dollars(amount: Decimal | None) -> float | int | None:
    """A JSON number for an amount; unknown stays null."""
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def cost_told(cost: Cost) -> dict[str, float | None]:
    """What a format costs before and after help."""
    return {
        "low": dollars(cost.low),
        "high": dollars(cost.high),
        "after_funding_low": dollars(cost.after_low),
        "after_funding_high": dollars(cost.after_high),
    }


def _range(amount: Range | None) -> dict[str, float | None] | None:
    return {"low": dollars(amount.low), "high": dollars(amount.high)} if amount else None


def offer_told(offer: Offer, knowledge: Knowledge, language: Language) -> dict[str, Any]:
    """A program as an answer lists it: how surely, how much, to whom, on which text, and what to confirm."""
    program = offer.program
    return {
        "program": program.id,
        "eligibility": offer.eligibility,
        "paid_to": offer.paid_to,
        "missing": list(offer.missing),
        "question": offer.question,
        "estimate_cad": _range(offer.estimate),
        "paid_to_others_cad": _range(offer.paid_to_others),
        "reasons": [why_told(reason, knowledge, language) for reason in offer.reasons],
        "status": program.status,
        "flags": list(offer.flags),
        "notes": notes(program, offer.flags, language),
        "checked_on": program.checked_on.isoformat(),
        "next_check": program.next_check.isoformat(),
        "newest_source_date": program.newest_source_date,
        "source": offer.source,
    }


def why_told(reason: Reason, knowledge: Knowledge, language: Language) -> dict[str, Any]:
    """Why a program fits or not: in the words of the knowledge where it has some for the code."""
    if reason.code in knowledge.reason_codes:
        return {"code": reason.code, "text": typeset(knowledge.reason_codes[reason.code][language], language)}
    return told(reason, language)


def notes(program: Program, flags: Sequence[str], language: Language) -> list[dict[str, str]]:
    """What to confirm with whom before counting on a program, and what to know about it."""
    values = {"newest": program.newest_source_date, "checked_on": day(program.checked_on, language)}
    doubts = [word(language, "freshness", flag, **values) for flag in TO_CONFIRM if flag in flags]
    found = []
    if doubts:
        who = program.administrator[language]
        text = word(language, "freshness", "confirm", who=who, why=listed(doubts))
        found.append({"code": "to_be_confirmed", "text": text})
    known = (flag for flag in TO_KNOW if flag in flags)
    return found + [{"code": flag, "text": word(language, "freshness", flag)} for flag in known]


def flow_told(flow: CashFlow, unpaid_is_free: bool, knowledge: Knowledge, language: Language) -> dict[str, Any]:
    """When money leaves and returns, the deepest dip, and the ways that ask for no cash."""
    steps = [_step(step, knowledge, language) for step in flow.steps]
    return {
        "steps": steps,
        "deepest_dip_cad": dollars(flow.deepest_dip),
        "zero_cash": list(flow.zero_cash),
        "zero_cash_variant": unpaid_is_free,
        "text": " ".join(_lines(flow, steps, unpaid_is_free, knowledge, language)),
    }


def is_free(format_: Format) -> bool:
    """Whether the variant without pay may cost nothing at all."""
    return format_.direct_cost_cad.without_pay.min == 0


def _lines(
    flow: CashFlow, steps: Sequence[dict[str, Any]], unpaid_is_free: bool, knowledge: Knowledge, language: Language
) -> Iterable[str]:
    if flow.deepest_dip is None:
        yield word(language, "cash", "unknown")
    yield from (step["text"] for step in steps)
    if flow.deepest_dip:
        yield word(language, "cash", "dip", dip=money(flow.deepest_dip, language))
    if len(steps) > 1:
        yield word(language, "cash", "unsure")
    if unpaid_is_free:
        yield word(language, "cash", "no_cash")
    if flow.zero_cash:
        names = listed(knowledge.programs[id_].name[language] for id_ in flow.zero_cash)
        yield word(language, "cash", "zero_cash", programs=names)


def _step(step: CashStep, knowledge: Knowledge, language: Language) -> dict[str, Any]:
    name = knowledge.programs[step.program].name[language] if step.program else ""
    high, low = money(step.amount.high, language), step.amount.low
    same = low is None or low == step.amount.high
    amount = high if same else word(language, "cash", "between", low=money(low or 0, language), high=high)
    values = {"program": name, "amount": amount, "high": high, "when": _when(step, language)}
    return {
        "code": step.code,
        "when": step.when,
        "weeks": None if step.weeks_max is None else {"low": step.weeks_min or 0, "high": step.weeks_max},
        "amount_cad": _range(step.amount),
        "program": step.program,
        "text": word(language, "cash", step.code, **values),
    }


def _when(step: CashStep, language: Language) -> str:
    text = word(language, "cash", "when", step.when or "unknown")
    if step.weeks_max is None:
        return text
    return text + word(language, "cash", "weeks", low=step.weeks_min or 0, high=Counted(step.weeks_max, language))


def rungs_told(rungs: Sequence[Rung], language: Language) -> list[dict[str, Any]]:
    """What comes after a first success, with the programs that start to help there."""
    return [
        {
            "format": rung.format,
            "beyond": rung.beyond,
            "text": rung_text(rung, language),
            "funding": [
                {"program": each.id, "name": each.name[language], "paid_to": each.money_goes_to, "status": each.status}
                for each in rung.programs
            ],
        }
        for rung in rungs
    ]


def rung_text(rung: Rung, language: Language) -> str:
    """A next step in words; one that lies beyond the six formats is said to come later."""
    text = rung.text[language]
    return typeset(text, language) if rung.format else word(language, "ladder", "later", text=text)
