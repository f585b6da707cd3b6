"""The second step of the log-in: set up, asked for, never good twice, lost and turned off."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pyotp
import pytest
from console_builders import PASSWORD, Console, form_token, log_in
from starlette.testclient import TestClient

from bot.intake import commands
from bot.intake.account_rules import BadAccount
from bot.intake.rotation import rotate
from bot.intake.store import Store

PAGE, CODE = "/console/account", "/console/login/code"
STEP = 30  # seconds that a code lasts


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(tmp_path)


def send(client: TestClient, path: str, **form: str) -> Any:
    """Send a form of the account page."""
    return client.post(f"{PAGE}/{path}", data={"csrf": form_token(client.get(PAGE).text), **form})


def code_now(console: Console, secret: str) -> str:
    """What the person's app shows."""
    return pyotp.TOTP(secret).at(console.clock.now)


def set_up(console: Console, name: str = "odette", client: TestClient | None = None) -> tuple[str, list[str]]:
    """Turn a person's second step on; answers the secret and the recovery codes. Its first code is used up."""
    client = client or console.visitor(name)
    send(client, "second-step", password=PASSWORD)
    secret = secret_on(client.get(PAGE).text)
    page = send(client, "second-step-on", code=code_now(console, secret)).text
    console.wait(seconds=STEP)
    return secret, re.findall(r'<li class="code">([a-z2-7-]+)</li>', page)


def secret_on(page: str) -> str:
    """The secret that the account page shows."""
    found = re.search(r'<span class="secret">([A-Z2-7 ]+)</span>', page)
    assert found
    return found[1].replace(" ", "")


def give(client: TestClient, code: str) -> Any:
    """Send the form of the second step."""
    return client.post(CODE, data={"csrf": form_token(client.get(CODE).text), "code": code})


def waiting(console: Console, name: str = "odette", **more: str) -> TestClient:
    """A browser whose person has given her password and no code yet."""
    client = console.visitor()
    answer = log_in(client, name, **more)
    assert answer.status_code == 303 and answer.headers["location"].startswith(CODE)
    assert "tremplin_session" not in client.cookies
    return client


def is_in(client: TestClient) -> bool:
    """Whether a browser has a session."""
    return client.get("/console/tickets").status_code == 200


def test_the_secret_is_shown_as_text_and_as_a_link_until_it_is_confirmed(console: Console) -> None:
    client = console.visitor("odette", "fr")
    assert send(client, "second-step", password=PASSWORD).headers["location"].endswith("second_step_begun")
    page = client.get(PAGE).text
    secret = secret_on(page)
    link = re.search(r'href="(otpauth://[^"]+)"', page)
    assert link and pyotp.parse_uri(unescape(link[1])).secret == secret
    assert log_in(console.visitor(), "odette").headers["location"] == "/console/tickets", "nothing is asked before"
    codes = send(client, "second-step-on", code=code_now(console, secret)).text
    assert "Vos codes de secours" in codes and len(re.findall(r'<li class="code">', codes)) == 10
    page = client.get(PAGE).text
    assert secret not in page.replace(" ", "") and re.search(r"Codes de secours restants\s: 10\.", page)


def test_it_takes_the_password_to_set_it_up(console: Console) -> None:
    client = console.visitor("odette")
    refused = send(client, "second-step", password="wrong")
    assert refused.status_code == 422 and "The password is wrong." in refused.text
    assert 'class="secret"' not in client.get(PAGE).text


@pytest.mark.parametrize("code", ["000000", "", "é", "9" * 5000])
def test_a_wrong_first_code_turns_nothing_on(console: Console, code: str) -> None:
    client = console.visitor("odette")
    send(client, "second-step", password=PASSWORD)
    assert send(client, "second-step-on", code=code).status_code == 422
    assert log_in(console.visitor(), "odette").headers["location"] == "/console/tickets"


def test_a_code_is_confirmed_only_where_a_secret_was_made(console: Console) -> None:
    assert send(console.visitor("odette"), "second-step-on", code="123456").status_code == 422
    secret, _ = set_up(console)
    again = signed_in(console, secret)
    console.wait(seconds=STEP)
    assert send(again, "second-step-on", code=code_now(console, secret)).status_code == 422, "it is on already"
    send(again, "second-step", password=PASSWORD)
    console.wait(seconds=STEP)
    assert give(waiting(console), code_now(console, secret)).status_code == 303, "and its secret stays"


def signed_in(console: Console, secret: str) -> TestClient:
    """A browser whose person did both steps."""
    client = waiting(console)
    assert give(client, code_now(console, secret)).status_code == 303
    return client


def test_the_password_alone_opens_nothing_any_more(console: Console) -> None:
    secret, _ = set_up(console)
    client = waiting(console)
    assert not is_in(client)
    answer = give(client, code_now(console, secret))
    assert answer.headers["location"] == "/console/tickets" and is_in(client)
    assert client.get(CODE).headers["location"] == "/console/tickets"


def test_the_page_that_was_asked_for_survives_both_steps(console: Console) -> None:
    secret, _ = set_up(console)
    reference = console.ticket()
    client = console.visitor()
    first = log_in(client, "odette", next=f"/console/tickets/{reference}")
    page = client.get(first.headers["location"]).text
    form = {"csrf": form_token(page), "code": code_now(console, secret)}
    next_ = re.search(r'name="next" value="([^"]+)"', page)
    assert next_
    assert client.post(CODE, data={**form, "next": next_[1]}).headers["location"] == f"/console/tickets/{reference}"


def test_the_second_step_leads_to_a_page_of_ours(console: Console) -> None:
    secret, _ = set_up(console)
    client = waiting(console)
    form = {"csrf": form_token(client.get(CODE).text), "code": code_now(console, secret)}
    assert client.post(CODE, data={**form, "next": "https://evil.example"}).headers["location"] == "/console/tickets"


def test_turning_it_on_ends_the_sessions_that_had_a_password_alone(console: Console) -> None:
    mine, stolen, colleague = console.visitor("odette"), console.visitor("odette"), console.visitor("rita")
    set_up(console, client=mine)
    assert [is_in(each) for each in (mine, stolen, colleague)] == [True, False, True]


def test_a_code_works_once(console: Console) -> None:
    secret, _ = set_up(console)
    code = code_now(console, secret)
    assert give(waiting(console), code).status_code == 303
    replayed = give(waiting(console), code)
    assert replayed.status_code == 401 and "was used already" in replayed.text


def test_an_older_code_is_refused_once_a_newer_one_was_used(console: Console) -> None:
    secret, _ = set_up(console)
    older = code_now(console, secret)
    console.wait(seconds=STEP)
    assert give(waiting(console), code_now(console, secret)).status_code == 303
    assert give(waiting(console), older).status_code == 401, "its time has not run out, but it comes too late"


def test_the_code_that_turned_it_on_does_not_log_in(console: Console) -> None:
    client = console.visitor("odette")
    send(client, "second-step", password=PASSWORD)
    code = code_now(console, secret_on(client.get(PAGE).text))
    send(client, "second-step-on", code=code)
    assert give(waiting(console), code).status_code == 401


@pytest.mark.parametrize(("seconds", "status"), [(-2 * STEP, 401), (-STEP, 303), (STEP, 303), (2 * STEP, 401)])
def test_a_telephone_s_clock_may_be_off_by_half_a_minute(console: Console, seconds: int, status: int) -> None:
    secret, _ = set_up(console)
    console.wait(minutes=5)
    code = pyotp.TOTP(secret).at(console.clock.now.timestamp() + seconds)
    assert give(waiting(console), code).status_code == status


def test_after_five_wrong_codes_even_the_right_one_waits(console: Console) -> None:
    secret, _ = set_up(console)
    for _ in range(5):
        assert give(waiting(console), "000000").status_code == 401, "the right password does not wipe the slate"
    client = waiting(console)
    refused = give(client, code_now(console, secret))
    assert refused.status_code == 429 and refused.headers["retry-after"] == "900" and not is_in(client)
    console.wait(minutes=16)
    assert give(waiting(console), code_now(console, secret)).status_code == 303


def test_a_recovery_code_opens_the_second_step_once(console: Console) -> None:
    _, codes = set_up(console)
    assert len(set(codes)) == 10
    client = waiting(console)
    assert give(client, codes[3].upper().replace("-", " ")).status_code == 303
    assert "Recovery codes left: 9." in client.get(PAGE).text
    assert give(waiting(console), codes[3]).status_code == 401
    assert give(waiting(console), codes[4]).status_code == 303
    assert "Recovery code used" in client.get("/console/audit").text


def test_one_person_s_code_does_not_open_another_s_account(console: Console) -> None:
    _, codes = set_up(console, "rita")
    secret, _ = set_up(console, "remi")
    set_up(console)
    for code in (codes[0], code_now(console, secret)):
        assert give(waiting(console), code).status_code == 401


def test_the_first_step_lasts_ten_minutes(console: Console) -> None:
    secret, _ = set_up(console)
    client = waiting(console)
    page = client.get(CODE).text
    console.wait(minutes=11)
    late = client.post(CODE, data={"csrf": form_token(page), "code": code_now(console, secret)})
    assert late.headers["location"] == "/console/login?done=start_again" and not is_in(client)
    assert "Too much time went by" in client.get(late.headers["location"]).text


@pytest.mark.parametrize("forged", ["", "nonsense", "x" * 5000, "gAAAAA"])
def test_a_first_step_that_is_not_ours_is_none(console: Console, forged: str) -> None:
    secret, _ = set_up(console)
    client = waiting(console)
    form = {"csrf": form_token(client.get(CODE).text), "code": code_now(console, secret)}
    client.cookies.delete("tremplin_step", path="/console")
    client.cookies.set("tremplin_step", forged, path="/console")
    assert client.post(CODE, data=form).headers["location"] == "/console/login?done=start_again"
    assert not is_in(client)


def test_another_sealed_text_of_ours_is_no_first_step(console: Console) -> None:
    set_up(console)
    client = waiting(console)
    form = {"csrf": form_token(client.get(CODE).text), "code": "1"}
    client.cookies.delete("tremplin_step", path="/console")
    client.cookies.set("tremplin_step", console.desk.store.seal.close({"user": 3}), path="/console")
    assert client.post(CODE, data=form).headers["location"] == "/console/login?done=start_again"


def test_a_closed_account_keeps_neither_address_nor_second_step(console: Console) -> None:
    set_up(console)
    console.accounts.change_user("odette", email="odette@chambre.example")
    console.accounts.disable_user("odette")
    with console.desk.store.look() as work:
        row = work.one("users", name="odette")
        assert work.count("recovery_codes") == 0
    assert row and (row["email"], row["totp_secret"], row["totp_since"]) == (None, None, None)


def test_who_is_disabled_between_the_steps_stays_out(console: Console) -> None:
    secret, _ = set_up(console)
    client = waiting(console)
    page = client.get(CODE).text
    console.accounts.disable_user("odette")
    answer = client.post(CODE, data={"csrf": form_token(page), "code": code_now(console, secret)})
    assert answer.headers["location"] == "/console/login?done=start_again"


def test_the_second_step_needs_our_own_form(console: Console) -> None:
    secret, _ = set_up(console)
    client = waiting(console)
    assert client.post(CODE, data={"csrf": "0" * 64, "code": code_now(console, secret)}).status_code == 403
    assert not is_in(client)


def test_the_cookie_of_the_first_step_is_out_of_reach_and_goes_with_the_second(console: Console) -> None:
    secret, _ = set_up(console)
    client = console.visitor()
    cookie = log_in(client, "odette").headers["set-cookie"].lower()
    assert "tremplin_step" in cookie and "httponly" in cookie and "samesite=lax" in cookie and "max-age=600" in cookie
    give(client, code_now(console, secret))
    assert "tremplin_step" not in client.cookies


def test_turning_it_off_needs_password_and_code(console: Console) -> None:
    secret, codes = set_up(console)
    client = signed_in(console, secret)
    console.wait(seconds=STEP)
    for form in ({"password": "wrong", "code": codes[0]}, {"password": PASSWORD, "code": "000000"}, {"code": codes[0]}):
        refused = send(client, "second-step-off", **form)
        assert refused.status_code == 422 and "The password or the code is wrong." in refused.text
    assert "Recovery codes left: 10." in client.get(PAGE).text
    done = send(client, "second-step-off", password=PASSWORD, code=code_now(console, secret))
    assert done.headers["location"].endswith("second_step_off")
    assert log_in(console.visitor(), "odette").headers["location"] == "/console/tickets"
    page = client.get("/console/audit").text
    assert "Two-step verification turned on" in page and "Two-step verification turned off" in page


def test_the_server_s_command_lets_in_who_lost_everything(console: Console) -> None:
    secret, codes = set_up(console)
    client = signed_in(console, secret)
    assert commands.end_second_step(console.accounts, "Odette") == {"name": "Odette", "totp": False}
    assert not is_in(client), "a telephone that was stolen may hold a session"
    again = console.visitor("odette")
    page = again.get("/console/audit").text
    assert is_in(again) and "Two-step verification turned off<br><small>account: odette</small>" in page
    with console.desk.store.look() as work:
        assert work.count("recovery_codes") == 0
    with pytest.raises(BadAccount, match="unknown_name"):
        commands.end_second_step(console.accounts, "nobody")


def test_secret_and_codes_are_unreadable_at_rest(console: Console, tmp_path: Path) -> None:
    secret, codes = set_up(console)
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for text in (secret, codes[0], codes[0].replace("-", "")):
        assert text.encode() not in everything


def test_after_a_rotation_the_codes_go_on(console: Console, tmp_path: Path) -> None:
    secret, _ = set_up(console)
    address = f"sqlite:///{tmp_path / 'intake.db'}"
    assert rotate(Store(address, ("a newer secret", "a secret for tests")))["users"] == 1
    console.accounts.store = Store(address, ("a newer secret",))
    assert give(waiting(console), code_now(console, secret)).status_code == 303


def test_where_it_is_required_nothing_opens_before_it_is_on(tmp_path: Path) -> None:
    console = Console(tmp_path, console_totp_required=1)
    reference = console.ticket()
    client = console.visitor("odette", "fr")
    for path in ("tickets", f"tickets/{reference}", "numbers", "audit", "tickets.csv", "deliveries", "knowledge"):
        answer = client.get(f"/console/{path}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=required"), path
    token = form_token(client.get(f"{PAGE}?done=required").text)
    refused = client.post(f"/console/tickets/{reference}/notes", data={"csrf": token, "text": "hello"})
    assert refused.headers["location"] == f"{PAGE}?done=required"
    assert "exige de tout le monde" in client.get(f"{PAGE}?done=required").text
    set_up(console, client=client)
    assert is_in(client), "from here on, in the same session"
    assert client.post("/console/logout", data={"csrf": token}).headers["location"].endswith("logged_out")


def test_who_may_not_turn_it_on_may_still_leave(tmp_path: Path) -> None:
    client = Console(tmp_path, console_totp_required=1).visitor("odette")
    token = form_token(client.get(PAGE).text)
    assert client.post("/console/logout", data={"csrf": token}).headers["location"].endswith("logged_out")
