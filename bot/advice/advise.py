"""Matching and funding joined into the one answer, for the chat and for `POST /api/recommendations` alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bot.advice.money import cost_told, flow_told, is_free, offer_told, rungs_told
from bot.advice.telling import change_told, hours_told, overdue_told, told
from bot.advice.words import word
from bot.funding.cost import cash_flow, net_cost
from bot.funding.eligibility import Offer, fund
from bot.funding.ladder import next_rungs
from bot.knowledge.model import Knowledge
from bot.language import Language
from bot.matching.change import next_question, what_would_change
from bot.matching.first_step import first_step
from bot.matching.recommend import Match, Recommendation, decide, recommend
from bot.matching.scoring import Scoring
from bot.profile import Profile

MOST_OFFERS = 8


class Adviser:
    """Gives the advice for one state of the knowledge; scores are remembered per day."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Nothing is computed before the first question."""
        self.knowledge = knowledge
        self._scoring: Scoring | None = None

    def scoring(self, today: date) -> Scoring:
        """The scoring of a day."""
        kept = self._scoring
        if kept is None or kept.today != today:
            self._scoring = kept = Scoring(self.knowledge, today)
        return kept

    def answer(self, profile: Profile, today: date, not_again: Sequence[str] = ()) -> dict[str, Any]:
        """The whole answer of interfaces.md, JSON-ready; fields in `not_again` are never the next question."""
        language: Language = "fr" if profile.language == "fr" else "en"
        scoring = self.scoring(today)
        match = recommend(profile, scoring)
        changes = [
            change_told(change, self.knowledge, language) for change in what_would_change(profile, scoring, match.best)
        ]
        return {
            "recommendations": [
                self._recommended(each, profile, match, changes, today) for each in match.recommendations
            ],
            "not_recommended": [
                {"format": out.format.id, "reasons": [told(reason, language) for reason in out.reasons]}
                for out in match.excluded
            ],
            "first_step": self._first_step(profile, language),
            "what_would_change_it": changes,
            "advice": match.advice,
            "stop": told(match.stop, language) if match.stop else None,
            "next_question": self._question(profile, today, not_again, language),
            "language": language,
            "as_of": today.isoformat(),
            "knowledge_version": self.knowledge.version,
            "disclaimer": word(language, "summary", "disclaimer"),
        }

    def next_slot(self, profile: Profile, today: date, not_again: Sequence[str] = ()) -> str | None:
        """The field of the answer's next question, without the rest of the answer: a tenth of its work."""
        scoring = self.scoring(today)
        question = None if decide(profile, scoring).stop else next_question(profile, scoring, not_again)
        return question.slot if question else None

    def _recommended(
        self, each: Recommendation, profile: Profile, match: Match, changes: list[dict[str, Any]], today: date
    ) -> dict[str, Any]:
        language: Language = "fr" if profile.language == "fr" else "en"
        first = each is match.recommendations[0]
        return {
            "format": each.format.id,
            "fit": round(each.fit, 2),
            "reasons": [told(reason, language) for reason in each.reasons],
            "tradeoffs": [told(reason, language) for reason in each.tradeoffs],
            "what_would_change_it": changes if first else [],
            "employer_hours": hours_told(each.format.employer_hours_total),
            "employer_hours_per_week": hours_told(each.format.employer_hours_per_week),
            "earliest_start": each.earliest_start.isoformat(),
            **self._money(each, profile, today, language),
            "next_steps": self._next_steps(each, profile, today, language) if first else [],
            "notes": self._notes(each, today, language),
        }

    def _money(self, each: Recommendation, profile: Profile, today: date, language: Language) -> dict[str, Any]:
        found = fund(each.format.id, profile, self.knowledge, today)
        offers = _best_first([offer for offer in found if offer.eligibility != "no"])[:MOST_OFFERS]
        budget = None if profile.budget_cad is None else _decimal(profile.budget_cad)
        flow = cash_flow(each.format, offers, self.knowledge.rules, budget)
        return {
            "cost_cad": cost_told(net_cost(each.format, offers, self.knowledge.rules)),
            "cash_flow": flow_told(flow, is_free(each.format), self.knowledge, language),
            "funding": [offer_told(offer, self.knowledge, language) for offer in offers],
        }

    def _next_steps(
        self, each: Recommendation, profile: Profile, today: date, language: Language
    ) -> list[dict[str, Any]]:
        return rungs_told(next_rungs(each.format.id, profile, self.knowledge, today), language)

    def _notes(self, each: Recommendation, today: date, language: Language) -> list[dict[str, Any]]:
        """What to confirm about the format itself, when its record is due to be read again."""
        return [overdue_told(each.format.checked_on, language)] if today >= each.format.next_check else []

    def _first_step(self, profile: Profile, language: Language) -> dict[str, Any]:
        """A step of a few hours, always."""
        step = first_step(profile, self.knowledge)
        hours = hours_told(step.hours)
        text = word(language, "first_steps", step.id, **hours)
        return {"format": step.format, "role": step.role, "employer_hours": hours, "text": text}

    def _question(
        self, profile: Profile, today: date, not_again: Sequence[str], language: Language
    ) -> dict[str, str] | None:
        slot = self.next_slot(profile, today, not_again)
        return {"slot": slot, "why": word(language, "questions", slot)} if slot else None


def _best_first(offers: Sequence[Offer]) -> list[Offer]:
    """Those that fit first; the order of the shortlist within."""
    return sorted(offers, key=lambda offer: offer.eligibility != "yes")


def _decimal(number: float) -> Decimal:
    return Decimal(str(number))
