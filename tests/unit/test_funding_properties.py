"""What holds of any profile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from funding_builders import TODAY, shipped
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import forgotten, profiles

from bot.funding.cost import combine, net_cost
from bot.funding.eligibility import Offer, fund
from bot.profile import FORMATS, PROFILE_FIELDS, Profile

KNOWN = shipped()
format_ids = st.sampled_from(FORMATS)
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
patient = settings(deadline=None)


def eligible(offers: tuple[Offer, ...]) -> dict[str, str]:
    return {offer.program.id: offer.eligibility for offer in offers}


@patient
@given(format_ids, profiles(), days)
def test_no_program_outside_its_province_nor_unfit_nor_closed(format_id: str, profile: Profile, day: date) -> None:
    for offer in fund(format_id, profile, KNOWN, day):
        program = offer.program
        assert profile.province is None or {"CA", profile.province} & set(program.jurisdictions)
        assert program.formats[format_id].fit != "no"
        assert program.id not in KNOWN.closed


@patient
@given(format_ids, profiles(), days)
def test_yes_misses_nothing_and_unknown_says_what_is_missing(format_id: str, profile: Profile, day: date) -> None:
    for offer in fund(format_id, profile, KNOWN, day):
        assert bool(offer.missing) == (offer.eligibility == "unknown")
        assert offer.source.startswith("http")
        for name in offer.missing:
            unsaid = name in PROFILE_FIELDS and not profile.knows(name)
            assert unsaid or name in KNOWN.rules.outside_facts
        assert all(profile.knows(fact) for reason in offer.reasons for fact in reason.facts)


@patient
@given(format_ids, profiles(), days)
def test_amounts_stay_within_caps_and_are_never_an_invented_zero(format_id: str, profile: Profile, day: date) -> None:
    for offer in fund(format_id, profile, KNOWN, day):
        amount = offer.program.amount_on(day)
        for money in filter(None, (offer.estimate, offer.paid_to_others)):
            assert money.high > 0
            assert money.low is None or 0 < money.low <= money.high
            assert amount.cap is None or amount.cap_per == "week" or money.high <= amount.cap


@patient
@given(st.data(), format_ids, profiles(), days)
def test_forgetting_a_fact_never_rules_a_program_out(
    data: st.DataObject, format_id: str, profile: Profile, day: date
) -> None:
    before = eligible(fund(format_id, profile, KNOWN, day))
    after = eligible(fund(format_id, data.draw(forgotten(profile)), KNOWN, day))
    assert set(before) <= set(after)
    assert all(after[id_] != "no" for id_, verdict in before.items() if verdict != "no")


@patient
@given(format_ids, profiles(), days)
def test_costs_are_ordered(format_id: str, profile: Profile, day: date) -> None:
    cost = net_cost(KNOWN.formats[format_id], fund(format_id, profile, KNOWN, day), KNOWN.rules)
    assert None not in (cost.low, cost.high, cost.after_low, cost.after_high)
    assert 0 <= cost.after_low <= cost.after_high <= cost.high  # type: ignore[operator]


@patient
@given(format_ids, profiles(), st.decimals(1, 20000, places=0))
def test_no_combination_breaks_a_stacking_rule(format_id: str, profile: Profile, cost) -> None:  # type: ignore[no-untyped-def]
    shares = combine(fund(format_id, profile, KNOWN, TODAY), cost, KNOWN.rules)
    assert sum(share.amount for share in shares) <= cost
    for rule in KNOWN.rules.stacking:
        for group in filter(None, (rule.at_most_one_of,)):
            assert sum(share.offer.program in group for share in shares) <= 1
        if rule.alone and any(share.offer.program in rule.alone for share in shares):
            assert len(shares) == 1


@patient
@given(format_ids, profiles(), st.randoms(use_true_random=False))
def test_the_order_of_the_catalogue_never_matters(format_id: str, profile: Profile, random) -> None:  # type: ignore[no-untyped-def]
    ids = list(KNOWN.programs)
    random.shuffle(ids)
    shuffled = replace(KNOWN, programs={id_: KNOWN.programs[id_] for id_ in ids})
    assert fund(format_id, profile, shuffled, TODAY) == fund(format_id, profile, KNOWN, TODAY)
