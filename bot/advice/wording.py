"""The longer texts of the chat: summaries, comparisons, money, the read-back; each in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.advice.telling import condition_told
from bot.advice.words import colon, day, has_word, listed, money, number, shown, word
from bot.knowledge.model import Closed, Faq, Format, Knowledge, Program
from bot.language import Language, typeset
from bot.profile import Profile

Answer = Mapping[str, Any]


def format_name(format_id: str | None, knowledge: Knowledge, language: Language) -> str:
    """A format's name, or a word for none."""
    if format_id not in knowledge.formats:
        return word(language, "summary", "nothing")
    return knowledge.formats[str(format_id)].name[language]


def summary(answer: Answer, knowledge: Knowledge, language: Language) -> str:
    """The advice in a few lines: format, main reasons, one trade-off, time, alternatives."""
    if not answer["recommendations"]:
        return _nothing_fits(answer, knowledge, language)
    best = answer["recommendations"][0]
    form = knowledge.formats[best["format"]]
    lines = [word(language, "summary", answer["advice"], format=form.name[language], one_line=form.one_line[language])]
    lines.append(word(language, "summary", "why", reasons=_texts(best["reasons"][:3], language)))
    if best["tradeoffs"]:
        lines.append(word(language, "summary", "mind", tradeoff=best["tradeoffs"][0]["text"]))
    start = day(date.fromisoformat(best["earliest_start"]), language)
    hours = {name: number(value, language) for name, value in best["employer_hours"].items()}
    lines.append(word(language, "summary", "effort", start=start, **hours))
    others = [knowledge.formats[each["format"]].name[language] for each in answer["recommendations"][1:]]
    if others:
        lines.append(word(language, "summary", "others", formats=listed(others)))
    lines.append(word(language, "summary", "disclosure"))
    return "\n".join(lines)


def _nothing_fits(answer: Answer, knowledge: Knowledge, language: Language) -> str:
    """What stops it, else the limit of the two lightest formats; what would change it; a first step all the same."""
    lines = [word(language, "summary", "not_now")]
    if answer["stop"]:
        lines.append(answer["stop"]["text"])
    else:
        ranks = {out["format"]: knowledge.formats[out["format"]].commitment_rank for out in answer["not_recommended"]}
        lightest = sorted(answer["not_recommended"], key=lambda out: (ranks[out["format"]], out["format"]))[:2]
        lines += [_named(out["format"], _texts(out["reasons"], language), knowledge, language) for out in lightest]
    lines += [each["text"] for each in answer["what_would_change_it"][:1]]
    lines.append(word(language, "summary", "first_step", text=answer["first_step"]["text"]))
    return "\n".join(lines)


def _texts(reasons: Sequence[Mapping[str, str]], language: Language) -> str:
    return " ".join(reason["text"] for reason in reasons) or word(language, "summary", "no_reason")


def explanation(answer: Answer, knowledge: Knowledge, language: Language, about: Any = None) -> str:
    """Why the first format (or why not the one asked about), and what would change it."""
    for out in answer["not_recommended"]:
        if out["format"] == about:
            return _named(about, _texts(out["reasons"], language), knowledge, language)
    if not answer["recommendations"]:
        return _nothing_fits(answer, knowledge, language)
    chosen = next((r for r in answer["recommendations"] if r["format"] == about), answer["recommendations"][0])
    parts = [_named(chosen["format"], _texts(chosen["reasons"], language), knowledge, language)]
    parts += [word(language, "summary", "mind", tradeoff=each["text"]) for each in chosen["tradeoffs"]]
    parts += [each["text"] for each in chosen["what_would_change_it"][:2]]
    return "\n".join(parts)


def _named(format_id: str, text: str, knowledge: Knowledge, language: Language) -> str:
    return word(language, "summary", "about", format=format_name(format_id, knowledge, language), text=text)


def format_list(knowledge: Knowledge, language: Language) -> str:
    """The six formats, a line each."""
    forms = sorted(knowledge.formats.values(), key=lambda form: (form.commitment_rank, form.id))
    return "\n".join(f"• {form.name[language]}{colon(language)}{form.one_line[language]}" for form in forms)


def _figures(form: Format, language: Language) -> dict[str, str]:
    days, hours = form.duration_days.working_days, form.employer_hours_total
    figures = {"days_low": days[0], "days_high": days[1], "hours_low": hours.min, "hours_high": hours.max}
    return {name: number(value or 0, language) for name, value in figures.items()}


def format_text(format_id: str, knowledge: Knowledge, language: Language) -> str:
    """What a format is, asks and gives."""
    form = knowledge.formats[format_id]
    return word(
        language,
        "comparison",
        "format",
        name=form.name[language],
        definition=form.definition[language],
        best_for=form.best_for[language],
        deliverables=listed(form.deliverables[language]),
        **_figures(form, language),
    )


def comparison(ids: Sequence[str], starts: Mapping[str, date], knowledge: Knowledge, language: Language) -> str:
    """Formats side by side: length, hours, cost, start."""
    lines = []
    for id_ in ids:
        form = knowledge.formats[id_]
        values = {"format": form.name[language], "cost": _cost(form, language), "start": day(starts[id_], language)}
        lines.append("• " + word(language, "comparison", "line", **values, **_figures(form, language)))
    return "\n".join(lines)


def _cost(form: Format, language: Language) -> str:
    spreads = (form.direct_cost_cad.without_pay, form.direct_cost_cad.with_pay)
    known = [amount for spread in spreads for amount in (spread.min, spread.max) if amount is not None]
    if not known:
        return word(language, "comparison", "cost_unknown")
    if max(known) == 0:
        return word(language, "comparison", "cost_none")
    key = "cost_unpaid" if form.direct_cost_cad.with_pay.max is None else "cost_range"
    return word(language, "comparison", key, low=money(min(known), language), high=money(max(known), language))


def format_sources(format_id: str | None, knowledge: Knowledge) -> list[str]:
    """The pages a format's record rests on."""
    if format_id not in knowledge.formats:
        return []
    codes = knowledge.formats[str(format_id)].sources
    return [knowledge.source_titles[code].url for code in codes if knowledge.source_titles[code].url != "seed"][:5]


def funding(chosen: Answer | None, offers: Sequence[Answer], knowledge: Knowledge, language: Language) -> str:
    """The money for a recommendation, a line for each of its `offers`; without one, the general rules."""
    if chosen is None:
        rules = " ".join(rule.text[language] for rule in knowledge.rules.cross_cutting_rules[:2])
        return word(language, "funding", "general", rules=rules)
    name, id_ = format_name(chosen["format"], knowledge, language), chosen["format"]
    lines = [word(language, "funding", "head", format=name, headline=knowledge.headlines[id_][language])]
    lines += [_offer_line(offer, knowledge, language) for offer in offers]
    lines.append(_net(chosen["cost_cad"], language) if offers else word(language, "funding", "none"))
    return "\n".join(line for line in lines if line)


def _offer_line(offer: Mapping[str, Any], knowledge: Knowledge, language: Language) -> str:
    program = knowledge.programs[offer["program"]]
    missing = "; ".join(_missing(name, knowledge, language) for name in offer["missing"])
    return word(
        language,
        "funding",
        "line",
        name=program.name[language],
        eligibility=word(language, "labels", "eligibility", offer["eligibility"]),
        paid_to=word(language, "labels", "paid_to", offer["paid_to"]),
        summary=program.summary[language],
        missing=word(language, "funding", "missing", missing=missing) if missing else "",
        confirm="".join(f" {note['text']}" for note in offer["notes"] if note["code"] == "to_be_confirmed"),
    )


def _missing(name: str, knowledge: Knowledge, language: Language) -> str:
    if has_word("fields", name):
        return word(language, "fields", name).lower()
    fact = knowledge.rules.outside_facts.get(name)
    return fact[language] if fact else name


def _net(cost: Mapping[str, Any], language: Language) -> str:
    if any(value is None for value in cost.values()):
        return ""
    values = {
        "low": cost["low"],
        "high": cost["high"],
        "after_low": cost["after_funding_low"],
        "after_high": cost["after_funding_high"],
    }
    return word(language, "funding", "net", **{name: money(value, language) for name, value in values.items()})


def program(
    named: Program | Closed, profile: Profile, knowledge: Knowledge, language: Language
) -> tuple[str, list[str]]:
    """What a program is and whether it is for her province; a closed one is said to be closed. With sources."""
    if isinstance(named, Closed):
        text = word(language, "funding", "closed", name=named.name[language], reason=named.reason[language])
        return text, [named.source_url] if named.source_url else []
    newest = named.newest_source_date or word(language, "funding", "undated")
    read_on, who = day(named.checked_on, language), named.administrator[language]
    confirm = word(language, "funding", "confirm", who=who, checked_on=read_on, newest=newest)
    name = named.name[language]
    text = word(language, "funding", "program", name=name, summary=named.summary[language], confirm=confirm)
    if profile.province and "CA" not in named.jurisdictions and profile.province not in named.jurisdictions:
        places = listed(word(language, "labels", "province", code) for code in named.jurisdictions)
        text = f"{text} {word(language, 'funding', 'elsewhere', places=places)}"
    return text, [named.source] if named.source else []


def faq(entry: Faq, province: str | None, language: Language) -> str:
    """The answer, with what the province adds when it is known and verified."""
    text = typeset(entry.answer[language], language)
    local = (entry.by_province or {}).get(province or "")
    if local is None or local.text is None:
        return text
    name = word(language, "labels", "province", str(province))
    return f"{text}\n{word(language, 'faq', 'province', province=name, text=local.text[language])}"


def fields(values: Mapping[str, Any], language: Language) -> str:
    """Facts and contact details, a line each."""
    known = [(name, value) for name, value in values.items() if value not in (None, [], ())]
    return "\n".join(
        f"• {_label(name, language)}{colon(language)}{shown(name, value, language)}" for name, value in known
    )


def _label(name: str, language: Language) -> str:
    return word(language, "fields", name) if has_word("fields", name) else name


def caution(code: str, language: Language) -> str | None:
    """An honest word about what student projects are not for."""
    return word(language, "cautions", code) if has_word("cautions", code) else None


def intent_title(intent: str, language: Language) -> str | None:
    """What a button calls a reading of a message."""
    return word(language, "intents", intent) if has_word("intents", intent) else None


def what_if(
    imagined: Profile,
    changed: Sequence[str],
    before: str | None,
    after: str | None,
    knowledge: Knowledge,
    language: Language,
) -> str:
    """What would come first with other facts."""
    told = (condition_told(field, getattr(imagined, field), language) for field in changed)
    parts = [part for part in told if part]
    later = (part[:1].lower() + part[1:] for part in parts[1:])
    change = listed([*parts[:1], *later]) or word(language, "changes", "other")
    outcome = "none" if after is None else "same" if after == before else "then"
    return word(language, "changes", outcome, change=change, format=format_name(after, knowledge, language))
