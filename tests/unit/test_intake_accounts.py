"""Who may come in, for how long, and after how many guesses."""

from __future__ import annotations

from pathlib import Path

import pytest
from intake_builders import PASSWORD, Clock, a_desk, some_accounts

from bot.intake.accounts import Accounts, BadAccount, LoginRefused
from bot.intake.attempts import TooManyAttempts


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Accounts:
    accounts = some_accounts(a_desk(tmp_path, clock), clock)
    accounts.add_user("Odette", PASSWORD, "coordinator", "host_chamber")
    return accounts


def test_a_new_database_lets_nobody_in(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(LoginRefused):
        some_accounts(a_desk(tmp_path, clock), clock).log_in("admin", "admin", "::1")


def test_a_session_begins_with_the_right_password_and_ends_with_log_out(accounts: Accounts) -> None:
    session = accounts.log_in(" ODETTE ", PASSWORD, "::1")
    user = accounts.user_of(session)
    assert user is not None and (user.name, user.role, user.organization) == ("odette", "coordinator", "host_chamber")
    accounts.log_out(session)
    assert accounts.user_of(session) is None and accounts.user_of("") is None


def test_a_session_ends_by_itself(accounts: Accounts, clock: Clock) -> None:
    session = accounts.log_in("odette", PASSWORD, "::1")
    clock.pass_(hours=12)
    assert accounts.user_of(session) is None


def test_a_disabled_account_is_out_at_once_and_stays_out(accounts: Accounts) -> None:
    session = accounts.log_in("odette", PASSWORD, "::1")
    accounts.disable_user("Odette")
    assert accounts.user_of(session) is None
    with pytest.raises(LoginRefused):
        accounts.log_in("odette", PASSWORD, "::1")


def test_passwords_and_tokens_are_unreadable_at_rest(accounts: Accounts, tmp_path: Path) -> None:
    session = accounts.log_in("odette", PASSWORD, "203.0.113.7")
    token = accounts.add_token("zammad", "host_chamber")
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"$argon2id$" in everything
    for secret in (PASSWORD, session, token, "203.0.113.7"):
        assert secret.encode() not in everything


def test_after_five_wrong_guesses_even_the_right_password_waits(accounts: Accounts, clock: Clock) -> None:
    for _ in range(5):
        with pytest.raises(LoginRefused):
            accounts.log_in("odette", "wrong", "::1")
    with pytest.raises(TooManyAttempts) as refused:
        accounts.log_in("odette", PASSWORD, "::2")
    assert refused.value.retry_after == 900
    clock.pass_(minutes=16)
    assert accounts.log_in("odette", PASSWORD, "::1")


def test_one_address_cannot_try_many_names(accounts: Accounts) -> None:
    for number in range(25):
        with pytest.raises(LoginRefused):
            accounts.log_in(f"name{number}", "wrong", "::1")
    with pytest.raises(TooManyAttempts):
        accounts.log_in("odette", PASSWORD, "::1")
    assert accounts.log_in("odette", PASSWORD, "::2")


def test_right_passwords_are_never_counted(accounts: Accounts) -> None:
    for _ in range(30):
        accounts.log_in("odette", PASSWORD, "::1")


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"name": "odette"}, "name_taken"),
        ({"name": "o"}, "bad_name"),
        ({"name": "two words"}, "bad_name"),
        ({"role": "king"}, "unknown_role"),
        ({"organization": None}, "organization_missing"),
        ({"password": "short"}, "password_short"),
        ({"password": "x" * 201}, "password_long"),
    ],
)
def test_a_bad_account_is_refused_with_a_code(accounts: Accounts, asked: dict[str, str], problem: str) -> None:
    usual = {"name": "gaston", "password": PASSWORD, "role": "reviewer", "organization": "host_chamber"}
    with pytest.raises(BadAccount) as refused:
        accounts.add_user(**{**usual, **asked})
    assert refused.value.problem == problem


def test_a_token_acts_for_its_organization_until_revoked(accounts: Accounts) -> None:
    token = accounts.add_token("zammad", "host_chamber", "read")
    user = accounts.user_of_token(token)
    assert user is not None and (user.organization, user.may_write, user.signature) == (
        "host_chamber",
        False,
        "token:zammad",
    )
    accounts.revoke_token("zammad")
    assert accounts.user_of_token(token) is None and accounts.user_of_token("nonsense") is None


def test_unknown_names_cannot_be_disabled_or_revoked(accounts: Accounts) -> None:
    for attempt in (accounts.disable_user, accounts.revoke_token):
        with pytest.raises(BadAccount):
            attempt("nobody")
