"""The advice of a request, in the reader's language, and once more as its owner read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.advice.rewording import reworded
from bot.intake.ticket import Ticket
from bot.language import Language
from bot.web.console_words import Words

Part = Mapping[str, Any]
Text = dict[str, str]


def advice_told(ticket: Ticket, words: Words, knowledge: Any) -> dict[str, Any]:
    """What was suggested, said in the reader's language; every part may be missing."""
    return AdviceView(words, knowledge).shown(advice_in(ticket, words.language, knowledge))


def advice_in(ticket: Ticket, language: Language, knowledge: Any) -> Part:
    """The advice as it was given, or said again where another language is wanted."""
    spoken = spoken_in(ticket)
    if knowledge is None or spoken == language:
        return ticket.advice
    return reworded({**ticket.advice, "language": spoken}, knowledge, language)


def texts_of(item: Part, key: str, language: Language) -> list[Text]:
    """The words of an item's parts, each with its language: another one where a part could not be said again."""
    found = (_text(part, language) for part in item.get(key) or ())
    return [text for text in found if text]


def advice_as_sent(ticket: Ticket, words: Words, knowledge: Any) -> dict[str, Any] | None:
    """The same as its owner read it, `t` being her language's words; None where the reader reads her language."""
    spoken = spoken_in(ticket)
    if spoken == words.language or not ticket.advice:
        return None
    hers = Words(spoken)
    return {**AdviceView(hers, knowledge).shown(ticket.advice), "t": hers}


def spoken_in(ticket: Ticket) -> Language:
    """The language in which the advice was given."""
    return "fr" if (ticket.advice.get("language") or ticket.language) == "fr" else "en"


def name_of(knowledge: Any, words: Words, family: str, id_: str) -> str:
    """The name of a format, program or intermediary; its id if nobody knows a name."""
    found = (getattr(knowledge, family, None) or {}).get(id_)
    label = {"formats": "format"}.get(family, family)
    return str(found.name[words.language]) if found else words.one_of(label, id_)


class AdviceView:
    """Builds what the template of an advice needs; texts come with their `language`."""

    def __init__(self, words: Words, knowledge: Any) -> None:
        self._words = words
        self._knowledge = knowledge

    def shown(self, advice: Part) -> dict[str, Any]:
        """An answer of `bot.advice`, as the page shows it."""
        ranked: Sequence[Part] = advice.get("recommendations") or ()
        set_aside = advice.get("not_recommended") or ()
        return {
            "verdict": advice.get("advice"),
            "stop": self._text(advice.get("stop")),
            "best": self._recommendation(ranked[0]) if ranked else None,
            "others": [self._recommendation(item) for item in ranked[1:]],
            "set_aside": [(self._name("formats", i.get("format", "")), self._texts(i, "reasons")) for i in set_aside],
            "changes": [] if ranked else self._texts(advice, "what_would_change_it"),
            "first_step": self._text(advice.get("first_step")),
            "receipt": self._receipt(advice),
        }

    def _recommendation(self, item: Part) -> dict[str, Any]:
        words, cost, hours = self._words, item.get("cost_cad") or {}, item.get("employer_hours") or {}
        details = [
            ("advice.hours", words("advice.hours_value", **_spelled(words, hours)) if hours else ""),
            ("advice.cost", self._range(cost.get("low"), cost.get("high"))),
            ("advice.after", self._range(cost.get("after_funding_low"), cost.get("after_funding_high"))),
            ("advice.start", words.day(item["earliest_start"]) if item.get("earliest_start") else ""),
        ]
        return {
            "name": self._name("formats", str(item.get("format") or "")),
            "fit": words.percent(item["fit"]) if item.get("fit") is not None else "",
            "details": [(words(key), value) for key, value in details if value],
            "reasons": self._texts(item, "reasons"),
            "tradeoffs": self._texts(item, "tradeoffs"),
            "notes": self._texts(item, "notes"),
            "changes": self._texts(item, "what_would_change_it"),
            "cash_flow": self._text(item.get("cash_flow")),
            "next_steps": self._texts(item, "next_steps"),
            "funding": [self._program(program) for program in item.get("funding") or ()],
        }

    def _program(self, item: Part) -> dict[str, Any]:
        words, estimate, source = self._words, item.get("estimate_cad") or {}, str(item.get("source") or "")
        return {
            "name": self._name("programs", str(item.get("program") or "")),
            "eligibility": str(item.get("eligibility") or "unknown"),
            "paid_to": words.one_of("paid_to", str(item.get("paid_to") or "—")),
            "estimate": self._range(estimate.get("low"), estimate.get("high")) or words("advice.unknown"),
            "missing": [self._to_ask(str(fact)) for fact in item.get("missing") or ()],
            "reasons": self._texts(item, "reasons"),
            "flags": [(flag, words.one_of("flag", str(flag))) for flag in item.get("flags") or ()],
            "notes": self._texts(item, "notes"),
            "checked_on": words.day(str(item["checked_on"])) if item.get("checked_on") else "",
            "source": source if source.startswith(("https://", "http://")) else "",
        }

    def _receipt(self, advice: Part) -> dict[str, Any] | None:
        """What the advice rests on: its day, the state of the knowledge, and how each format fared on each fact."""
        kept = advice.get("receipt")
        if not kept:
            return None
        return {
            "day": self._words.day(kept["today"]),
            "version": kept["knowledge_version"],
            "formats": [self._account(each, kept) for each in kept["ranking"]],
            "sources": [url for url in kept["sources"] if url.startswith(("https://", "http://"))],
        }

    def _account(self, ranked: Part, kept: Part) -> dict[str, Any]:
        words, id_ = self._words, ranked["format"]
        scores = kept["scores"].get(id_) or {}
        parts = [
            words("receipt.part", fact=words.one_of("field", fact), score=words.percent(each["score"]))
            for fact, each in sorted(scores.items(), key=lambda pair: -pair[1]["weight"])
        ]
        return {"name": self._name("formats", id_), "fit": words.percent(ranked["fit"]), "parts": parts}

    def _name(self, family: str, id_: str) -> str:
        return name_of(self._knowledge, self._words, family, id_)

    def _to_ask(self, fact: str) -> str:
        outside = getattr(getattr(self._knowledge, "rules", None), "outside_facts", {})
        return str(outside[fact][self._words.language]) if fact in outside else self._words.one_of("field", fact)

    def _range(self, low: float | None, high: float | None) -> str:
        words = self._words
        if low is None and high is None:
            return ""
        if low == high:
            return words.money(low)
        return words("advice.money", low=words.money(low), high=words.money(high))

    def _texts(self, item: Part, key: str) -> list[Text]:
        return texts_of(item, key, self._words.language)

    def _text(self, part: Part | None) -> Text | None:
        return _text(part, self._words.language)


def _text(part: Part | None, language: Language) -> Text | None:
    if not part or not part.get("text"):
        return None
    return {"text": str(part["text"]), "language": str(part.get("language") or language)}


def _spelled(words: Words, span: Part) -> dict[str, str]:
    unknown = words("advice.unknown")
    return {k: unknown if span.get(k) is None else words.number(span[k]) for k in ("low", "high")}
