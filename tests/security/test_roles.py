"""Who gets what of every route of the application; whoever adds a route says here what each visitor gets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from console_builders import form_token
from starlette.testclient import TestClient
from whole_site import PEOPLE, TOKENS, WHO, WholeSite, filled, routes_of

ONE = "/console/tickets/{reference}"
API = "/api/tickets/{reference}"
OWN = ("reference", "view", "notice")  # places in a path that name something of one organization or person


def everybody(status: int) -> tuple[int, ...]:
    """The same for all."""
    return (status,) * len(WHO)


def console(nobody: int, reviewer: int, coordinator: int, administrator: int, stranger: int) -> tuple[int, ...]:
    """By role; a token opens nothing of the console: its software is as nobody there."""
    return (nobody, reviewer, coordinator, administrator, stranger, *((nobody,) * len(TOKENS)))


def api(reads: int, writes: int, foreign: int) -> tuple[int, ...]:
    """By token; a person's session opens nothing of the API."""
    return (401, 401, 401, 401, 401, reads, writes, foreign)


# The columns are `WHO`: nobody, reviewer, coordinator, administrator, stranger (a coordinator of another organization),
# and the tokens reads, writes and foreign (another organization's, that may write).
TABLE = {
    ("GET", "/"): everybody(200),
    ("GET", "/privacy"): everybody(200),
    ("GET", "/widget.js"): everybody(200),
    ("GET", "/static/{file}"): everybody(200),
    ("GET", "/chat"): everybody(200),
    ("POST", "/chat"): everybody(200),
    ("GET", "/plan"): everybody(200),
    ("POST", "/plan"): everybody(422),  # without a profile
    ("GET", "/rights"): everybody(200),
    ("POST", "/rights"): everybody(200),
    ("GET", "/rights/{token}"): everybody(410),  # a token nobody signed
    ("POST", "/rights/{token}"): everybody(410),
    ("GET", "/followup/{token}"): everybody(404),
    ("POST", "/followup/{token}"): everybody(404),
    ("GET", "/health/live"): everybody(200),
    ("GET", "/health/ready"): everybody(200),
    ("GET", "/metrics"): everybody(404),  # open to this machine alone, and the test's visitor comes from elsewhere
    ("POST", "/api/chat"): everybody(200),
    ("POST", "/api/recommendations"): everybody(200),
    ("GET", "/api/formats"): everybody(200),
    ("GET", "/api/programs"): everybody(200),
    ("GET", "/api/openapi.json"): everybody(200),
    ("GET", "/api/tickets"): api(200, 200, 200),
    ("GET", API): api(200, 200, 404),
    ("PATCH", API): api(403, 200, 404),
    ("GET", "/console"): everybody(307),
    ("GET", "/console/"): everybody(303),
    ("GET", "/console/login"): console(200, 303, 303, 303, 303),
    ("POST", "/console/login"): everybody(401),
    ("GET", "/console/login/code"): everybody(303),
    ("POST", "/console/login/code"): everybody(303),  # without the first step
    ("GET", "/console/oidc/start"): everybody(404),  # there is no provider
    ("GET", "/console/oidc/back"): everybody(404),
    ("POST", "/console/logout"): everybody(303),
    ("GET", "/console/account"): console(303, 200, 200, 200, 200),
    ("POST", "/console/account"): everybody(303),
    ("POST", "/console/account/second-step"): console(303, 422, 422, 422, 422),  # without a password
    ("POST", "/console/account/second-step-on"): console(303, 422, 422, 422, 422),
    ("POST", "/console/account/second-step-off"): console(303, 422, 422, 422, 422),
    ("GET", "/console/tickets"): console(303, 200, 200, 200, 200),
    ("GET", "/console/tickets.csv"): console(303, 403, 200, 200, 200),
    ("GET", "/console/tickets.xlsx"): console(303, 403, 200, 200, 200),
    ("GET", "/console/audit"): console(303, 403, 200, 200, 200),
    ("GET", "/console/numbers"): console(303, 403, 200, 200, 200),
    ("GET", "/console/knowledge"): console(303, 403, 200, 200, 200),
    ("POST", "/console/knowledge/{program}"): console(303, 403, 303, 303, 303),
    ("GET", "/console/deliveries"): console(303, 403, 200, 200, 200),
    ("POST", "/console/deliveries/{notice}/send-again"): console(303, 403, 404, 404, 404),
    ("POST", "/console/bulk"): everybody(303),
    ("POST", "/console/views"): everybody(303),
    ("POST", "/console/views/{view}/forget"): console(303, 404, 404, 404, 404),
    ("GET", ONE): console(303, 200, 200, 200, 404),
    ("POST", f"{ONE}/take-up"): console(303, 303, 303, 303, 404),
    ("POST", f"{ONE}/put-back"): console(303, 409, 409, 409, 404),  # nobody has taken it up
    ("POST", f"{ONE}/close"): console(303, 303, 303, 303, 404),
    ("POST", f"{ONE}/notes"): console(303, 303, 303, 303, 404),
    ("POST", f"{ONE}/next-date"): console(303, 303, 303, 303, 404),
    ("POST", f"{ONE}/hand-over"): console(303, 303, 303, 303, 404),
    ("GET", f"{ONE}/sheet"): console(303, 200, 200, 200, 404),
    ("GET", f"{ONE}/meetings.ics"): console(303, 200, 200, 200, 404),
    ("GET", "/console/static/{file}"): everybody(200),
}
FILES = {"/static/{file}": "sample/sample.css", "/console/static/{file}": "console.css"}
FORM = {
    "version": "1", "status": "not_for_us", "why": "no", "text": "hello", "next_on": "2026-11-25", "colleague": "rita",
    "checked_on": "2026-11-23", "message": "hello",
}  # fmt: skip
FORMS = [path for method, path in TABLE if method == "POST" and path.startswith("/console")]
NUMBERS = iter(range(10_000))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeSite]:
    site = WholeSite(tmp_path_factory.mktemp("site"))
    yield site
    site.console.desk.store.close()


def a_ticket(site: WholeSite) -> str:
    """A new request to the host chamber."""
    return site.console.ticket(f"roles-{next(NUMBERS)}")


def form_for(path: str, visitor: TestClient) -> dict[str, str]:
    """A form that is ours, as the visitor's own page would carry it."""
    shown = visitor.get("/console/login" if path.startswith("/console/login") else "/console/tickets")
    form = {**FORM, "csrf": form_token(shown.text) if shown.status_code == 200 else "", "name": f"v{next(NUMBERS)}"}
    return {**form, "status": "open"} if "/knowledge/" in path else form


def attempt(visitor: TestClient, method: str, path: str, reference: str) -> int:
    """Ask as the route expects to be asked; answers the status."""
    values = {"reference": reference, "program": "riipen-futurepath", "notice": "987654", "view": "987654"}
    url = filled(path, {**values, "token": "1.nobody-signed-this", "file": FILES.get(path, "")})
    if method == "GET":
        return visitor.get(url).status_code
    if path.startswith("/api"):
        body = {"language": "en"} if path == "/api/recommendations" else {"message": "hello"}
        return visitor.request(method, url, json={"note": "seen"} if method == "PATCH" else body).status_code
    return visitor.post(url, data=form_for(path, visitor)).status_code


def test_every_route_of_the_application_is_in_the_table(site: WholeSite) -> None:
    routes = list(routes_of(site.app.routes))
    assert len(routes) == len(set(routes))
    assert set(routes) == set(TABLE)


@pytest.mark.parametrize("who", WHO)
def test_everybody_gets_what_the_table_says_and_no_more(site: WholeSite, who: str) -> None:
    expected = {route: statuses[WHO.index(who)] for route, statuses in TABLE.items()}
    got = {}
    for method, path in TABLE:
        visitor = site.as_("nobody" if path.startswith("/console/login") and method == "POST" else who)
        got[method, path] = attempt(visitor, method, path, a_ticket(site))
    assert got == expected


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST"])
def test_no_route_listens_to_a_method_it_does_not_name(site: WholeSite, method: str) -> None:
    visitor = site.as_("administrator")
    values = {
        "reference": a_ticket(site),
        "program": "x",
        "notice": "1",
        "view": "1",
        "token": "x",
        "file": "console.css",
    }
    for path in {path for _, path in TABLE}:
        if (method, path) not in TABLE:
            assert visitor.request(method, filled(path, values)).status_code in (404, 405), path


@pytest.mark.parametrize("who", ["stranger", "foreign"])
def test_another_organization_s_request_is_unreachable_and_untouched(site: WholeSite, who: str) -> None:
    reference, visitor = a_ticket(site), site.as_(who)
    before = site.state(reference)
    routes = [(method, path) for method, path in TABLE if "{reference}" in path]
    asked = [(m, p) for m, p in routes if p.startswith("/console" if who in PEOPLE else "/api")]
    assert {route: attempt(visitor, *route, reference) for route in asked} == dict.fromkeys(asked, 404)
    if who == "stranger":
        picked = {**form_for("/console/bulk", visitor), f"pick-{reference}": "1"}
        assert "changed=0&refused=1" in visitor.post("/console/bulk", data=picked).headers["location"]
    assert site.state(reference) == before


def test_the_lists_of_another_organization_hold_none_of_ours(site: WholeSite) -> None:
    reference = a_ticket(site)
    listed = [("stranger", "/console/tickets?show=all"), ("stranger", "/console/tickets.csv?show=all")]
    for who, url in [
        *listed,
        ("stranger", "/console/audit"),
        ("stranger", "/console/deliveries"),
        ("foreign", "/api/tickets"),
    ]:
        answer = site.as_(who).get(url)
        assert answer.status_code == 200 and reference not in answer.text and "Kouchibouguac" not in answer.text, url
    assert reference in site.as_("coordinator").get("/console/tickets?show=all").text


def test_nobody_forgets_another_persons_view(site: WholeSite) -> None:
    owner, colleague = site.as_("coordinator"), site.as_("reviewer")
    owner.post("/console/views", data={**form_for("/console/views", owner), "name": "Odette's own"})
    page = owner.get("/console/tickets").text
    view = page.split("/forget")[0].rsplit("/console/views/", 1)[1]
    assert attempt_view(colleague, view) == 404
    assert "Odette&#39;s own" in owner.get("/console/tickets").text
    assert "Odette&#39;s own" not in colleague.get("/console/tickets").text
    assert attempt_view(owner, view) == 303


def attempt_view(visitor: TestClient, view: str) -> int:
    """Try to forget a view."""
    return visitor.post(f"/console/views/{view}/forget", data=form_for("/console/views", visitor)).status_code


@pytest.mark.parametrize("forged", ["", "0" * 64, "é\x00"])
@pytest.mark.parametrize("who", PEOPLE)
def test_no_form_of_the_console_works_without_its_token(site: WholeSite, who: str, forged: str) -> None:
    reference, visitor = a_ticket(site), site.as_(who)
    before = site.state(reference)
    for path in FORMS:
        url = filled(path, {"reference": reference, "program": "riipen-futurepath", "notice": "1", "view": "1"})
        assert visitor.post(url, data={**FORM, "csrf": forged}).status_code == 403, path
    assert site.state(reference) == before
    assert visitor.get("/console/tickets").status_code == 200, "logged out by a form that is not ours"


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_another_site_changes_nothing_with_a_visitors_browser(site: WholeSite, origin: str) -> None:
    reference = a_ticket(site)
    before = site.state(reference)
    values = {"reference": reference, "program": "x", "notice": "1", "view": "1", "token": site.link(reference)}
    for method, path in TABLE:
        if method != "GET" and path != "/plan":  # a plan has no effect
            answer = site.as_("coordinator").request(method, filled(path, values), headers={"Origin": origin})
            assert answer.status_code == 403, path
    assert site.state(reference) == before


def test_a_link_to_one_request_opens_no_other(site: WholeSite) -> None:
    mine, theirs = a_ticket(site), a_ticket(site)
    page = site.as_("nobody").get(f"/rights/{site.link(mine)}")
    assert page.status_code == 200 and mine in page.text and theirs not in page.text
    body, _, mac = site.link(theirs).rpartition(".")
    assert site.as_("nobody").get(f"/rights/{body}.{site.link(mine).rpartition('.')[2]}").status_code == 410
    assert site.as_("nobody").get(f"/rights/{body}.{mac[:-2]}xx").status_code == 410
