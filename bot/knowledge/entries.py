"""Formats and programs as other people's software reads them: JSON-ready, both languages, unknown money null."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from bot.knowledge.format import BilingualList, CostSpread, Format, Spread
from bot.knowledge.model import Knowledge, Task
from bot.knowledge.program import Amount, Program
from bot.knowledge.tasks import PARTIES, Minutes, total
from bot.language import Bilingual


def both(text: Bilingual) -> dict[str, str]:
    """A text in both languages."""
    return {"en": text["en"], "fr": text["fr"]}


def format_entry(format_: Format, knowledge: Knowledge) -> dict[str, Any]:
    """One format: what it is, asks, costs and gives, who does what, and where it was read."""
    cost = format_.direct_cost_cad
    low, high = format_.duration_days.working_days
    return {
        "format": format_.id,
        "name": both(format_.name),
        "label": both(format_.label),
        "summary": both(format_.one_line),
        "definition": both(format_.definition),
        "best_for": both(format_.best_for),
        "deliverables": _both_lists(format_.deliverables),
        "employer_checklist": _both_lists(format_.employer_checklist),
        "risks": [{"risk": both(each.risk), "mitigation": both(each.mitigation)} for each in format_.risks],
        "duration_days": {"low": low, "high": high, "typical": format_.duration_days.typical},
        "duration_unit": format_.duration_days.unit,
        "employer_hours": _spread(format_.employer_hours_total),
        "employer_hours_per_week": _spread(format_.employer_hours_per_week),
        "student_hours": _spread(format_.student_effort_hours),
        "lead_time_weeks": _spread(format_.lead_time_weeks),
        "calendar": both(format_.calendar_dependence.text),
        "cost_cad": {"low": _number(cost.without_pay.min), "high": _number(cost.with_pay.max)},
        "cost_without_pay_cad": _cost(cost.without_pay),
        "cost_with_pay_cad": _cost(cost.with_pay),
        "location": list(format_.location),
        "needs_fit": dict(format_.needs_fit),
        "roles": [{"role": role.id, "employer_hours": _spread(role.employer_hours)} for role in format_.roles],
        "next_step": {"format": format_.next_step.format, "text": both(format_.next_step.text)},
        "who_does_what": _work(knowledge.tasks[format_.id]),
        "sources": _source_urls(format_.sources, knowledge),
        "checked_on": format_.checked_on.isoformat(),
        "next_check": format_.next_check.isoformat(),
    }


def _work(tasks: tuple[Task, ...]) -> dict[str, Any]:
    """Minutes by party and task, and their totals; null is unknown."""
    return {
        "basis": "estimate",
        "tasks": [_task(task) for task in tasks],
        "total_minutes": {party: _minutes(total(tasks, party)) for party in PARTIES},
    }


def _task(task: Task) -> dict[str, Any]:
    minutes = {party: _minutes(getattr(task, party)) for party in PARTIES}
    return {"task": task.id, "text": both(task.text), "minutes": minutes, "note": task.note}


def _minutes(minutes: Minutes | None) -> dict[str, int] | None:
    return None if minutes is None else {"low": minutes.min, "high": minutes.max}


def _both_lists(items: BilingualList) -> dict[str, list[str]]:
    return {"en": list(items.en), "fr": list(items.fr)}


def _spread(spread: Spread) -> dict[str, Any]:
    return {"low": spread.min, "high": spread.max, "basis": spread.basis, "note": spread.note}


def _cost(spread: CostSpread) -> dict[str, Any]:
    return {"low": _number(spread.min), "high": _number(spread.max), "basis": spread.basis, "note": spread.note}


def program_entry(program: Program, knowledge: Knowledge, format_id: str | None = None) -> dict[str, Any]:
    """One program; who is eligible is not known without a profile. With a format, why it fits that one."""
    reasons = [program.formats[format_id].reason] if format_id else []
    return {
        "program": program.id,
        "name": both(program.name),
        "summary": both(program.summary),
        "administrator": both(program.administrator),
        "kind": program.kind,
        "jurisdictions": list(program.jurisdictions),
        "formats": [name for name, fit in program.formats.items() if fit.fit != "no"],
        "fits": {name: {"fit": fit.fit, "reason": fit.reason} for name, fit in program.formats.items()},
        "eligibility": "unknown",
        "paid_to": program.money_goes_to,
        "missing": _asked(program),
        "asks": {name: both(knowledge.rules.outside_facts[name]) for name in _outside(program)},
        "amount": _amount(program.amount),
        "estimate_cad": None,
        "reasons": [{"code": code, "text": knowledge.reason_codes[code]["en"]} for code in reasons],
        "reason_texts": {code: both(knowledge.reason_codes[code]) for code in reasons},
        "status": program.status,
        "checked_on": program.checked_on.isoformat(),
        "next_check": program.next_check.isoformat(),
        "newest_source_date": program.newest_source_date,
        "source": program.source,
        "sources": list(_shown_pages(program)),
    }


def _asked(program: Program) -> list[str]:
    names = (each.fact or each.outside_profile for each in program.requires)
    return [name for name in dict.fromkeys(names) if name]


def _outside(program: Program) -> list[str]:
    return list(dict.fromkeys(each.outside_profile for each in program.requires if each.outside_profile))


def _amount(amount: Amount) -> dict[str, Any]:
    """Rate (a share), cap and hourly amount in Canadian dollars; null is unknown."""
    return {
        "works_by": amount.works_by,
        "rate": _number(amount.rate),
        "cap_cad": _number(amount.cap),
        "cap_per": amount.cap_per,
        "hourly_cad": _number(amount.hourly),
        "replaces_cost": amount.replaces_cost,
    }


def _shown_pages(program: Program) -> Iterable[str]:
    pages: Mapping[str, None] = dict.fromkeys(
        each.url for each in program.sources if each.url and each.type != "mirror"
    )
    return pages


def _number(amount: Decimal | None) -> float | int | None:
    if amount is None:
        return None
    return int(amount) if amount == int(amount) else float(amount)


def _source_urls(codes: Iterable[str], knowledge: Knowledge) -> list[str]:
    urls = [knowledge.source_titles[code].url for code in codes]
    return [url for url in dict.fromkeys(urls) if url.startswith("http")]
