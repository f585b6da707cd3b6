"""What a format costs the owner before and after help, and when the money moves; no combination breaks a rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bot.funding.amount import Range, to_the_cent
from bot.funding.eligibility import Offer
from bot.knowledge.format import CostSpread, Format
from bot.knowledge.rules import Group, Rules

ZERO = Decimal(0)
Code = Literal["owner_pays", "program_pays_back", "program_pays_student"]


@dataclass(frozen=True)
class Cost:
    """Canadian dollars; `after_low` counts every offer not ruled out, `after_high` none. None means unknown."""

    low: Decimal | None
    high: Decimal | None
    after_low: Decimal | None
    after_high: Decimal | None


@dataclass(frozen=True)
class Share:
    """What one offer brings in a legal combination."""

    offer: Offer
    amount: Decimal


@dataclass(frozen=True)
class CashStep:
    """Money that leaves or returns; `when` None is unknown, weeks are counted after it."""

    code: Code
    when: Literal["before_start", "during", "after_end", "tax_return", "to_student"] | None
    amount: Range
    program: str | None = None
    weeks_min: int | None = None
    weeks_max: int | None = None


@dataclass(frozen=True)
class CashFlow:
    """Steps in order; `deepest_dip` is the most she has laid out at once; `zero_cash` programs that ask no cash."""

    steps: tuple[CashStep, ...]
    deepest_dip: Decimal | None
    zero_cash: tuple[str, ...]


def net_cost(format_: Format, offers: Sequence[Offer], rules: Rules) -> Cost:
    """The direct cost of `format_`, from not paying the student to paying her, and what help could leave of it."""
    low, high = _direct(format_)
    if low is None:
        return Cost(low, high, None, high)
    return Cost(low, high, low - sum((share.amount for share in combine(offers, low, rules)), ZERO), high)


def _direct(format_: Format) -> tuple[Decimal | None, Decimal | None]:
    unpaid, paid = format_.direct_cost_cad.without_pay, format_.direct_cost_cad.with_pay
    highs = [each for each in (unpaid.max, paid.max) if each is not None]
    return unpaid.min, max(highs, default=None)


def combine(offers: Iterable[Offer], cost: Decimal, rules: Rules) -> tuple[Share, ...]:
    """The best legal combination for one wage of `cost` dollars; it never brings more than the cost.

    An offer that replaces the wage stands alone; at most one of each exclusive group counts; tax credits come last,
    on what other help leaves.
    """
    useful = [offer for offer in offers if _counts(offer, rules)]
    alone = [offer for offer in useful if _in(offer, [rule.alone for rule in rules.stacking])]
    plans = [_stacked((offer,), cost, rules) for offer in alone]
    plans.append(_stacked([offer for offer in useful if offer not in alone], cost, rules))
    return max(plans, key=lambda shares: sum(share.amount for share in shares))


def _counts(offer: Offer, rules: Rules) -> bool:
    return (
        offer.eligibility != "no" and offer.estimate is not None and not set(rules.uncounted_facts) & set(offer.missing)
    )


def _stacked(offers: Sequence[Offer], cost: Decimal, rules: Rules) -> tuple[Share, ...]:
    credits = [offer for offer in offers if _is_reduced(offer, rules)]
    chosen = _one_of_each(sorted((offer for offer in offers if offer not in credits), key=_most), rules)
    shares: list[Share] = []
    left = cost
    for offer in (*chosen, *sorted(credits, key=_most)):
        amount = min(left, _worth(offer, left, cost, rules))
        if amount > 0:
            shares.append(Share(offer, amount))
            left -= amount
    return tuple(shares)


def _one_of_each(offers: Iterable[Offer], rules: Rules) -> list[Offer]:
    taken: set[str] = set()
    chosen = []
    for offer in offers:
        groups = {rule.id for rule in rules.stacking if rule.at_most_one_of and offer.program in rule.at_most_one_of}
        if not groups & taken:
            chosen.append(offer)
            taken |= groups
    return chosen


def _worth(offer: Offer, left: Decimal, cost: Decimal, rules: Rules) -> Decimal:
    most = offer.estimate.high if offer.estimate else ZERO
    if cost > 0 and _is_reduced(offer, rules):
        return to_the_cent(most * left / cost)
    return most


def _is_reduced(offer: Offer, rules: Rules) -> bool:
    return _in(offer, [rule.reduced_by_assistance for rule in rules.stacking])


def _in(offer: Offer, groups: Iterable[Group | None]) -> bool:
    return any(group is not None and offer.program in group for group in groups)


def _most(offer: Offer) -> tuple[Decimal, str]:
    return (-(offer.estimate.high if offer.estimate else ZERO), offer.program.id)


def cash_flow(format_: Format, offers: Sequence[Offer], rules: Rules, budget: Decimal | None = None) -> CashFlow:
    """What she pays and what comes back, if she pays the student where the format and her `budget` allow it.

    Help lowers wages only: without a wage there is nothing to bring back.
    """
    zero = tuple(offer.program.id for offer in offers if _asks_no_cash(offer))
    wage = _within(format_.direct_cost_cad.with_pay, budget)
    if wage is not None and wage.high > 0:
        out = CashStep("owner_pays", "during", wage)
        return CashFlow((out, *_returns(combine(offers, wage.high, rules))), wage.high, zero)
    expenses = _within(format_.direct_cost_cad.without_pay, budget)
    if expenses is None:
        return CashFlow((), None, zero)
    steps = (CashStep("owner_pays", "during", expenses),) if expenses.high > 0 else ()
    return CashFlow(steps, expenses.high, zero)


def _within(spread: CostSpread, budget: Decimal | None) -> Range | None:
    """What a variant costs her, at most what she has; None when that is unknown or out of reach."""
    if spread.max is None or (budget is not None and budget < (spread.min or ZERO)):
        return None
    return Range(spread.min, spread.max if budget is None else min(spread.max, budget))


def _returns(shares: Iterable[Share]) -> list[CashStep]:
    return [_return(share) for share in shares]


def _return(share: Share) -> CashStep:
    program, amount = share.offer.program, Range(None, share.amount)
    code: Code = "program_pays_back" if share.offer.paid_to == "employer" else "program_pays_student"
    payment = program.payment
    if payment is None:
        return CashStep(code, None, amount, program.id)
    return CashStep(code, payment.when, amount, program.id, payment.weeks_min, payment.weeks_max)


def _asks_no_cash(offer: Offer) -> bool:
    return offer.eligibility != "no" and offer.program.engagement.paid_by_employer is False and not _needs_cash(offer)


def _needs_cash(offer: Offer) -> bool:
    return any(condition.fact == "budget_cad" for condition in offer.program.requires)
