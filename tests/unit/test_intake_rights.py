"""Her rights over a request made elsewhere: the link opens for its owner, for a day, and for nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.rights import ACTIONS, MAX_AGE, Link, make_link_token, read_link_token

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=timezone.utc)
REFERENCE = "WIL-7F3KQC"


@pytest.mark.parametrize("action", ACTIONS)
def test_a_link_opens_its_request_for_a_day(action: str) -> None:
    token = make_link_token(REFERENCE, action, "secret", NOW)  # type: ignore[arg-type]
    assert read_link_token(token, "secret", NOW + MAX_AGE) == Link(REFERENCE, action)  # type: ignore[arg-type]
    assert read_link_token(token, "secret", NOW + MAX_AGE + timedelta(seconds=1)) is None


def test_a_link_from_the_future_opens_nothing() -> None:
    assert read_link_token(make_link_token(REFERENCE, "see", "secret", NOW), "secret", NOW - timedelta(hours=1)) is None


def test_a_link_signed_before_the_secret_changed_still_opens() -> None:
    token = make_link_token(REFERENCE, "see", "old", NOW)
    assert read_link_token(token, "new,old", NOW) == Link(REFERENCE, "see")
    assert read_link_token(make_link_token(REFERENCE, "see", "new,old", NOW), "old", NOW) is None


def test_the_action_of_a_link_cannot_be_swapped() -> None:
    see, delete = (make_link_token(REFERENCE, action, "secret", NOW) for action in ("see", "delete"))
    forged = delete.rpartition(".")[0] + "." + see.rpartition(".")[2]
    assert read_link_token(forged, "secret", NOW) is None


@given(st.text(max_size=400))
def test_what_we_did_not_sign_opens_nothing(token: str) -> None:
    assert read_link_token(token, "secret", NOW) is None
