"""Who may do what at the console, route by route and role by role."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from console_builders import PASSWORD, Console, act, form_token, log_in
from starlette.routing import Mount, Route

from bot.web.console import console_routes

TICKET = "/console/tickets/{reference}"
# What each kind of visitor gets: nobody (not logged in), reviewer, coordinator, administrator, stranger (a coordinator
# of another organization).
WHO = ("nobody", "rita", "odette", "ada", "stella")
TABLE = {
    ("GET", "/console"): (307, 307, 307, 307, 307),
    ("GET", "/console/"): (303, 303, 303, 303, 303),
    ("GET", "/console/login"): (200, 303, 303, 303, 303),
    ("POST", "/console/login"): (401, 401, 401, 401, 401),
    ("GET", "/console/login/code"): (303, 303, 303, 303, 303),
    ("POST", "/console/login/code"): (303, 303, 303, 303, 303),
    ("GET", "/console/oidc/start"): (404, 404, 404, 404, 404),
    ("GET", "/console/oidc/back"): (404, 404, 404, 404, 404),
    ("POST", "/console/logout"): (303, 303, 303, 303, 303),
    ("GET", "/console/account"): (303, 200, 200, 200, 200),
    ("POST", "/console/account"): (303, 303, 303, 303, 303),
    ("POST", "/console/account/second-step"): (303, 422, 422, 422, 422),
    ("POST", "/console/account/second-step-on"): (303, 422, 422, 422, 422),
    ("POST", "/console/account/second-step-off"): (303, 422, 422, 422, 422),
    ("GET", "/console/tickets"): (303, 200, 200, 200, 200),
    ("GET", "/console/tickets.csv"): (303, 403, 200, 200, 200),
    ("GET", "/console/tickets.xlsx"): (303, 403, 200, 200, 200),
    ("GET", "/console/audit"): (303, 403, 200, 200, 200),
    ("POST", "/console/views"): (303, 303, 303, 303, 303),
    ("POST", "/console/views/{view}/forget"): (303, 404, 404, 404, 404),
    ("GET", TICKET): (303, 200, 200, 200, 404),
    ("POST", f"{TICKET}/take-up"): (303, 303, 303, 303, 404),
    ("POST", f"{TICKET}/put-back"): (303, 409, 409, 409, 404),
    ("POST", f"{TICKET}/close"): (303, 303, 303, 303, 404),
    ("POST", f"{TICKET}/notes"): (303, 303, 303, 303, 404),
    ("POST", f"{TICKET}/next-date"): (303, 303, 303, 303, 404),
    ("POST", f"{TICKET}/hand-over"): (303, 303, 303, 303, 404),
    ("GET", f"{TICKET}/sheet"): (303, 200, 200, 200, 404),
    ("GET", f"{TICKET}/meetings.ics"): (303, 200, 200, 200, 404),
    ("GET", "/console/numbers"): (303, 403, 200, 200, 200),
    ("POST", "/console/bulk"): (303, 303, 303, 303, 303),
    ("GET", "/console/knowledge"): (303, 403, 200, 200, 200),
    ("POST", "/console/knowledge/{program}"): (303, 403, 303, 303, 303),
    ("GET", "/console/deliveries"): (303, 403, 200, 200, 200),
    ("POST", "/console/deliveries/{notice}/send-again"): (303, 403, 404, 404, 404),
    ("GET", "/console/static/console.css"): (200, 200, 200, 200, 200),
}

STEPS = {"next_on": "2026-11-25", "colleague": "rita", "checked_on": "2026-11-23", "name": "mine"}


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(tmp_path)


def test_every_route_is_in_the_table_below() -> None:
    known = {path for _, path in TABLE if "/static/" not in path}
    assert {path for path in _paths(console_routes())} == known
    assert {(method, path) for method, path in _routes(console_routes())} == {
        key for key in TABLE if "/static/" not in key[1]
    }


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("method", "path"), list(TABLE))
def test_each_role_gets_what_the_table_says(console: Console, method: str, path: str, who: str) -> None:
    reference = console.ticket()
    client = console.visitor(None if who == "nobody" else who)
    url = path.replace("{reference}", reference).replace("{notice}", "1").replace("{program}", "riipen-futurepath")
    if method == "GET":
        assert client.get(url).status_code == TABLE[method, path][WHO.index(who)]
        return
    if path.startswith("/console/login"):
        client.cookies.clear()
        token = form_token(client.get("/console/login").text)
        answer = client.post(path, data={"csrf": token, "name": "x", "password": "y"})
    else:
        session = client.get("/console/tickets")
        token = form_token(session.text) if session.status_code == 200 else ""
        status = "open" if "/knowledge/" in path else "not_for_us"
        form = {"csrf": token, "version": "1", "status": status, "why": "no", "text": "hello", **STEPS}
        answer = client.post(url, data=form)
    assert answer.status_code == TABLE[method, path][WHO.index(who)]
    if who == "nobody" and path != "/console/login":
        assert answer.headers["location"].startswith("/console/login")


@pytest.mark.parametrize("path", [path for method, path in TABLE if method == "POST"])
@pytest.mark.parametrize("token", ["", "0" * 64])
def test_a_form_without_its_token_changes_nothing(console: Console, path: str, token: str) -> None:
    reference = console.ticket()
    client = console.visitor("odette")
    form = {"version": "1", "status": "not_for_us", "why": "no", "text": "x", "name": "odette", "password": PASSWORD}
    answer = client.post(path.replace("{reference}", reference), data={**form, "csrf": token})
    assert answer.status_code == 403
    assert console.desk.read(_ada(), reference).ticket.version == 1
    assert len(console.desk.read(_ada(), reference).events) == 1
    assert client.get("/console/tickets").status_code == 200


def test_another_session_s_token_does_not_serve(console: Console) -> None:
    reference = console.ticket()
    token = form_token(console.visitor("rita").get("/console/tickets").text)
    answer = console.visitor("odette").post(f"/console/tickets/{reference}/take-up", data={"csrf": token})
    assert answer.status_code == 403


def test_another_organization_s_reference_looks_like_one_that_does_not_exist(console: Console) -> None:
    reference = console.ticket()
    stranger = console.visitor("stella")
    theirs, none = stranger.get(f"/console/tickets/{reference}"), stranger.get("/console/tickets/WIL-234679")
    assert theirs.status_code == none.status_code == 404
    assert theirs.text.replace(reference, "") == none.text.replace("WIL-234679", "")
    assert reference not in stranger.get("/console/tickets?show=all").text
    assert reference not in stranger.get("/console/tickets.csv?show=all").text


def test_a_session_is_dead_after_logging_out(console: Console) -> None:
    client = console.visitor("odette")
    kept = dict(client.cookies)
    client.post("/console/logout", data={"csrf": form_token(client.get("/console/tickets").text)})
    thief = console.visitor()
    thief.cookies.update(kept)
    assert thief.get("/console/tickets").status_code == 303


def test_a_session_is_dead_once_the_account_is_disabled(console: Console) -> None:
    client = console.visitor("odette")
    console.accounts.disable_user("odette")
    assert client.get("/console/tickets").status_code == 303


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(console: Console) -> None:
    client = console.visitor()
    plain = session_cookie(log_in(client, "odette"))
    assert "httponly" in plain and "samesite=lax" in plain and "; path=/console;" in plain and "secure" not in plain
    assert "tremplin_login" not in client.cookies, "it served its purpose"
    client = console.visitor()
    client.base_url = "https://chamber.example"
    assert "secure" in session_cookie(log_in(client, "odette"))


def session_cookie(answer: Any) -> str:
    """The header that sets the session's cookie, in small letters."""
    return next(each for each in answer.headers.get_list("set-cookie") if "tremplin_session=" in each).lower()


def test_after_five_wrong_passwords_the_door_closes_for_a_while(console: Console) -> None:
    client = console.visitor()
    for _ in range(5):
        assert log_in(client, "odette", "wrong").status_code == 401
    refused = log_in(client, "odette")
    assert refused.status_code == 429 and refused.headers["retry-after"] == "900"
    console.wait(minutes=16)
    assert log_in(client, "odette").status_code == 303


def test_a_refused_log_in_does_not_say_whether_the_name_exists(console: Console) -> None:
    known, unknown = (log_in(console.visitor(), name, "wrong") for name in ("odette", "nobody"))
    assert (known.status_code, _without(known.text, "odette")) == (
        unknown.status_code,
        _without(unknown.text, "nobody"),
    )


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/console/tickets/WIL-234679", "/console/tickets/WIL-234679"),
        ("https://evil.example/", "/console/tickets"),
        ("//evil.example", "/console/tickets"),
        ("/console/tickets/../../x", "/console/tickets"),
        ("/console/tickets/\\evil", "/console/tickets"),
    ],
)
def test_logging_in_leads_to_a_page_of_ours(console: Console, asked: str, reached: str) -> None:
    assert log_in(console.visitor(), "odette", next=asked).headers["location"] == reached


def test_a_ticket_s_link_survives_the_log_in(console: Console) -> None:
    reference = console.ticket()
    client = console.visitor()
    sent = client.get(f"/console/tickets/{reference}").headers["location"]
    assert f'value="/console/tickets/{reference}"' in client.get(sent).text


def test_pages_are_never_kept_by_a_cache(console: Console) -> None:
    client = console.visitor("odette")
    for path in ("/console/tickets", f"/console/tickets/{console.ticket()}", "/console/tickets.csv"):
        assert client.get(path).headers["cache-control"] == "no-store"


def test_an_endless_form_is_refused(console: Console) -> None:
    reference = console.ticket()
    assert act(console.visitor("odette"), reference, "notes", text="x" * 40_000).status_code == 413


def _ada() -> object:
    from bot.intake.accounts import User

    return User("ada", "administrator", None)


def _without(page: str, name: str) -> str:
    return page.replace(f'value="{name}"', "").replace(form_token(page), "")


def _routes(routes: list[object], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for route in routes:
        if isinstance(route, Mount) and route.routes:
            found += _routes(list(route.routes), prefix + route.path)
        elif isinstance(route, Route):
            found += [(m, prefix + route.path) for m in sorted(route.methods or {"GET"}) if m != "HEAD"]
    return found


def _paths(routes: list[object]) -> set[str]:
    return {path for _, path in _routes(routes)}
