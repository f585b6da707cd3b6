"""Whatever is typed, the readers answer, in bounds, and the places they give lie in the message."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu import cues, places, quantities
from bot.profile import NUMBER_LIMITS, PROVINCES, STAGES, WORK_MODES

PIECES = [
    "we're", "on est", "12", "twelve", "employees", "une vingtaine", "$", "2,500", "k", "hours", "a week",
    "par semaine", "in", "dans", "mois", "à",
    "Moncton", "St. John's", "ON", "on", "n.-b.", "not", "pas", "remote", "sur place", "?",
    ".", ",", "since", "1998", "me", "and", "moi", "pis", "student", "hackathon", "startup", "😀", "\x00", "\n", "asap",
]  # fmt: skip
messages = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))


@given(messages)
@settings(max_examples=250, deadline=None)
def test_facts_lie_in_the_message_and_within_their_limits(text: str) -> None:
    for quantity in quantities.read(text):
        low, high = NUMBER_LIMITS[quantity.field]
        assert low <= quantity.value <= high
        assert 0 <= quantity.start < quantity.end <= len(text)
    for place in [*places.read(text), *places.read_answer(text)]:
        assert place.province in PROVINCES
        assert 0 <= place.start < place.end <= len(text)
    assert cues.work_mode(text) in (None, *WORK_MODES)
    assert cues.stage(text, date(2026, 11, 22)) in (None, *STAGES)


@given(messages, st.sampled_from(sorted(NUMBER_LIMITS)))
@settings(max_examples=250, deadline=None)
def test_answers_are_within_their_limits_or_none(text: str, field: str) -> None:
    value = quantities.read_answer(text, field, date(2026, 11, 22))
    low, high = NUMBER_LIMITS[field]
    assert value is None or low <= value <= high


@given(messages)
@settings(max_examples=100, deadline=None)
def test_one_message_means_one_province(text: str) -> None:
    assert len({place.province for place in places.read(text)}) <= 1
