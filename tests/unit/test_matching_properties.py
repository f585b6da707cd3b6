"""What holds of the matching for any company and any day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from funding_builders import TODAY, shipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import days, forgotten, profiles

from bot.matching.calendar import earliest_start
from bot.matching.change import next_question, what_would_change
from bot.matching.recommend import Scoring, decide, recommend
from bot.matching.rules import LIMIT_FIELDS, broken_limit
from bot.profile import Profile

KNOWN = shipped()
SCORING = Scoring(KNOWN, TODAY)
patient = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@patient
@given(profiles(), days())
def test_no_hard_limit_is_ever_broken(profile: Profile, day: date) -> None:
    for each in recommend(profile, Scoring(KNOWN, day)).recommendations:
        for field in LIMIT_FIELDS:
            assert broken_limit(each.format, field, getattr(profile, field), KNOWN, day) is None


@patient
@given(profiles())
def test_reasons_and_trade_offs_cite_only_facts_she_gave(profile: Profile) -> None:
    match = recommend(profile, SCORING)
    told = [reason for each in match.recommendations for reason in (*each.reasons, *each.tradeoffs)]
    told += [reason for out in match.excluded for reason in out.reasons]
    assert all(profile.knows(fact) for reason in told for fact in reason.facts)
    assert all(out.reasons for out in match.excluded)


@patient
@given(st.data(), profiles())
def test_forgetting_a_fact_never_excludes_a_format(data: st.DataObject, profile: Profile) -> None:
    before = {id_ for _, id_ in SCORING.ranking(profile)}
    after = {id_ for _, id_ in SCORING.ranking(data.draw(forgotten(profile)))}
    assert before <= after


@patient
@given(profiles(), st.randoms(use_true_random=False))
def test_the_order_of_the_formats_never_matters(profile: Profile, random) -> None:  # type: ignore[no-untyped-def]
    ids = list(KNOWN.formats)
    random.shuffle(ids)
    shuffled = replace(KNOWN, formats={id_: KNOWN.formats[id_] for id_ in ids})
    ours, theirs = recommend(profile, SCORING), recommend(profile, Scoring(shuffled, TODAY))
    assert ours.recommendations == theirs.recommendations
    assert ours.advice == theirs.advice


@patient
@given(profiles())
def test_the_order_of_her_needs_goals_and_worries_never_matters(profile: Profile) -> None:
    turned = replace(
        profile, need_areas=profile.need_areas[::-1], goals=profile.goals[::-1], barriers=profile.barriers[::-1]
    )
    assert SCORING.ranking(profile) == SCORING.ranking(turned)


@patient
@given(profiles())
def test_applying_a_proposed_change_flips_the_advice(profile: Profile) -> None:
    best = recommend(profile, SCORING).best
    for change in what_would_change(profile, SCORING, best):
        changed = Profile.from_mapping(replace(profile, **{change.field: change.value}).to_dict())
        assert recommend(changed, SCORING).best == change.then != best
        assert profile.knows(change.field)


@patient
@given(profiles())
def test_no_smaller_value_tried_would_have_done(profile: Profile) -> None:
    best = decide(profile, SCORING).best
    for change in what_would_change(profile, SCORING, best):
        for value in KNOWN.estimates.tried_values.get(change.field, ()):
            said = getattr(profile, change.field)
            if value != said and abs(value - said) < abs(change.value - said):
                assert decide(replace(profile, **{change.field: value}), SCORING).best in (best, None)


@patient
@given(profiles())
def test_a_question_is_about_something_not_said_and_could_matter(profile: Profile) -> None:
    question = next_question(profile, SCORING)
    if question is not None:
        assert not profile.knows(question.slot)
        assert question.chance >= KNOWN.threshold("worth_asking")
        assert next_question(profile, SCORING, (question.slot,)) != question


@patient
@given(profiles())
def test_when_nothing_is_asked_no_likely_answer_changes_the_advice_often(profile: Profile) -> None:
    if next_question(profile, SCORING) is not None:
        return
    best, least = decide(profile, SCORING).best, KNOWN.threshold("worth_asking")
    for field, answers in KNOWN.estimates.likely_answers.items():
        if not profile.knows(field):
            flips = (
                answer.share
                for answer in answers
                if SCORING.standing(replace(profile, **{field: answer.value(field)})).best != best
            )
            assert best is None or sum(flips) < least + 1e-9


@patient
@given(days(), st.sampled_from(sorted(KNOWN.formats)))
def test_a_start_is_a_working_monday_after_the_lead_time(day: date, format_id: str) -> None:
    format_, calendar = KNOWN.formats[format_id], KNOWN.calendar
    start = earliest_start(format_, calendar, day)
    assert start.weekday() == 0
    assert not calendar.is_closed(start)
    assert start >= day + timedelta(weeks=format_.lead_time_weeks.min or 0)


@patient
@given(days())
def test_an_industry_project_never_starts_before_the_next_term_allows(day: date) -> None:
    format_, calendar = KNOWN.formats["industry_project"], KNOWN.calendar
    start = earliest_start(format_, calendar, day)
    ready = day + timedelta(weeks=format_.lead_time_weeks.min or 0)
    term = calendar.next_term(ready)[0]
    assert term <= start <= term + timedelta(days=13)


@patient
@given(days())
def test_waiting_a_day_never_brings_a_start_forward(day: date) -> None:
    for format_ in KNOWN.formats.values():
        later = earliest_start(format_, KNOWN.calendar, day + timedelta(days=1))
        assert earliest_start(format_, KNOWN.calendar, day) <= later
