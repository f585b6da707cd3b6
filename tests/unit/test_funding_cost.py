"""What a format costs after help, and when the money moves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from funding_builders import offers, shipped

from bot.funding.cost import CashFlow, Cost, Share, cash_flow, combine, net_cost
from bot.funding.eligibility import Offer

RULES = shipped().rules


def picked(cost: int, *listed: Offer) -> dict[str, int]:
    shares: tuple[Share, ...] = combine(listed, Decimal(cost), RULES)
    return {share.offer.program.id: int(share.amount) for share in shares}


def cash(format_id: str, **facts: Any) -> CashFlow:
    return cash_flow(shipped().formats[format_id], tuple(offers(format_id, **facts).values()), RULES)


def test_after_help_the_high_end_assumes_nothing_is_granted() -> None:
    cost = net_cost(shipped().formats["online_project"], tuple(offers("online_project").values()), RULES)
    assert cost == Cost(Decimal(0), Decimal(2200), Decimal(0), Decimal(2200))


def test_one_federal_source_for_a_wage() -> None:
    quebec = offers("incubator_support", province="QC")
    both = picked(12000, quebec["swpp"], quebec["qc-accueillez-un-stagiaire"])
    assert list(both.values()) == [5000]


def test_a_provincial_subsidy_may_join_a_federal_one() -> None:
    scotia = offers("incubator_support", province="NS")
    assert picked(12000, scotia["swpp"], scotia["ns-coop-education-incentive"]) == {
        "swpp": 5000,
        "ns-coop-education-incentive": 3840,
    }


def test_a_tax_credit_is_computed_on_what_other_help_leaves() -> None:
    ontario = offers("incubator_support", province="ON")
    credit, subsidy = ontario["on-coop-education-tax-credit"], ontario["swpp"]
    assert picked(10000, credit) == {"on-coop-education-tax-credit": 3000}
    assert picked(10000, subsidy, credit) == {"swpp": 5000, "on-coop-education-tax-credit": 1500}


def test_a_student_paid_by_a_program_leaves_no_wage_to_subsidize() -> None:
    offered = offers("online_project")
    assert picked(2200, offered["riipen-level-up"], offered["swpp"]) == {"riipen-level-up": 1400}


def test_help_never_exceeds_the_cost() -> None:
    assert picked(100, offers("online_project")["riipen-level-up"]) == {"riipen-level-up": 100}


def test_a_program_ruled_out_brings_nothing() -> None:
    assert picked(2200, offers("online_project", budget_cad=0)["swpp"]) == {}


def test_the_whole_wage_is_paid_before_anything_returns() -> None:
    flow = cash("incubator_support", province="ON", budget_cad=8000, duration_days=80)
    assert flow.deepest_dip == 7500
    assert flow.steps[0].code == "owner_pays"
    returns = {step.program: step.when for step in flow.steps[1:]}
    assert returns["swpp"] == "after_end"
    assert returns["on-coop-education-tax-credit"] == "tax_return"


def test_some_programs_ask_no_cash_at_all() -> None:
    assert "riipen-level-up" in cash("online_project", budget_cad=0).zero_cash
    assert "riipen-futurepath" not in cash("online_project").zero_cash


def test_without_a_wage_there_is_nothing_to_bring_back() -> None:
    assert [step.code for step in cash("competition").steps] == ["owner_pays"]
