"""The tickets as an intermediary's own software reads and changes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from console_builders import Console
from starlette.testclient import TestClient


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(tmp_path)


def a_client(console: Console, organization: str = "host_chamber", scope: str = "write") -> TestClient:
    token = console.accounts.add_token(f"{organization}-{scope}", organization, scope)
    return TestClient(console.app, headers={"Authorization": f"Bearer {token}"})


def is_problem(answer: Any, status: int, code: str) -> bool:
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json" and body["title"]
    return (answer.status_code, body["status"], body["code"]) == (status, status, code)


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer nonsense", "Basic eDp5", "Bearer é"])
def test_without_a_living_token_nobody_reads(console: Console, header: str | None) -> None:
    client = TestClient(console.app, headers={"Authorization": header.encode()} if header else {})
    answer = client.get("/api/tickets")
    assert is_problem(answer, 401, "unauthorized") and answer.headers["www-authenticate"].startswith("Bearer")


def test_a_revoked_token_is_dead(console: Console) -> None:
    client = a_client(console)
    assert client.get("/api/tickets").status_code == 200
    console.accounts.revoke_token("host_chamber-write")
    assert client.get("/api/tickets").status_code == 401


def test_the_list_is_walked_by_cursor_without_a_gap_or_a_double(console: Console) -> None:
    sent = [console.ticket(f"c{n}") for n in range(7)]
    client, found, cursor = a_client(console), [], ""
    while True:
        page = client.get(f"/api/tickets?limit=3{cursor}").json()
        found += [ticket["reference"] for ticket in page["tickets"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert found == sent[::-1]
    assert client.get("/api/tickets?status=taken_up").json()["tickets"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=101", "cursor=-1", "cursor=²", "status=king", "limit="])
def test_a_nonsense_query_is_named(console: Console, query: str) -> None:
    answer = a_client(console).get(f"/api/tickets?{query}")
    assert is_problem(answer, 422, "invalid_field") and answer.json()["field"] == query.split("=")[0]


def test_one_ticket_carries_contact_advice_and_history(console: Console) -> None:
    reference = console.ticket()
    body = a_client(console).get(f"/api/tickets/{reference.lower()}").json()
    assert body["contact"]["email"] == "zenobie@scierie.example" and body["status"] == "new"
    assert body["advice"]["advice"] == "go" and body["history"][0]["kind"] == "opened"
    assert "conversation_id" not in body and "id" not in body


def test_a_version_already_read_is_not_sent_again(console: Console) -> None:
    client, url = a_client(console), f"/api/tickets/{console.ticket()}"
    tag = client.get(url).headers["etag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    client.patch(url, json={"note": "bonjour"})
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_a_ticket_is_moved_with_a_note(console: Console) -> None:
    client, url = a_client(console), f"/api/tickets/{console.ticket()}"
    answer = client.patch(url, json={"status": "taken_up", "note": "Zammad #12"})
    assert answer.status_code == 200 and answer.json()["taken_up_by"] == "token:host_chamber-write"
    assert [line["text"] for line in answer.json()["history"]] == ["", "", "Zammad #12"]


def test_a_stale_tag_changes_nothing(console: Console) -> None:
    client, url = a_client(console), f"/api/tickets/{console.ticket()}"
    tag = client.get(url).headers["etag"]
    assert client.patch(url, json={"status": "taken_up"}, headers={"If-Match": tag}).status_code == 200
    stale = client.patch(url, json={"status": "helped"}, headers={"If-Match": tag})
    assert is_problem(stale, 412, "stale") and client.get(url).json()["status"] == "taken_up"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "bad_json"),
        (b"[1]", 400, "bad_json"),
        (b"\xff", 400, "bad_json"),
        (b"{}", 422, "nothing_asked"),
        (b'{"why": "x"}', 422, "nothing_asked"),
        (b'{"status": 1}', 422, "invalid_field"),
        (b'{"status": "king"}', 422, "invalid_field"),
        (b'{"contact": {}}', 422, "invalid_field"),
        (b'{"note": " "}', 422, "invalid_field"),
        (b'{"status": "helped"}', 409, "illegal_change"),
        (b'{"status": "not_for_us"}', 422, "reason_missing"),
        (b'{"note": "' + b"x" * 20_000 + b'"}', 413, "too_large"),
    ],
)
def test_what_cannot_be_done_is_a_problem_and_changes_nothing(
    console: Console, body: bytes, status: int, code: str
) -> None:
    client, url = a_client(console), f"/api/tickets/{console.ticket()}"
    assert is_problem(client.patch(url, content=body), status, code)
    assert len(client.get(url).json()["history"]) == 1


def test_another_organization_s_ticket_is_not_found(console: Console) -> None:
    reference = console.ticket()
    stranger = a_client(console, "other_chamber")
    assert is_problem(stranger.get(f"/api/tickets/{reference}"), 404, "not_found")
    assert is_problem(stranger.patch(f"/api/tickets/{reference}", json={"note": "x"}), 404, "not_found")
    assert stranger.get("/api/tickets").json() == {"tickets": [], "next": None}


def test_a_reading_token_only_reads(console: Console) -> None:
    url, client = f"/api/tickets/{console.ticket()}", a_client(console, scope="read")
    assert client.get(url).status_code == 200
    assert is_problem(client.patch(url, json={"note": "x"}), 403, "read_only")


def test_an_erased_ticket_is_gone(console: Console) -> None:
    reference = console.ticket()
    console.desk.erase("c1")
    assert is_problem(a_client(console).get(f"/api/tickets/{reference}"), 410, "erased")


def test_a_problem_is_titled_in_the_reader_s_language(console: Console) -> None:
    answer = a_client(console).get("/api/tickets/WIL-234679", headers={"Accept-Language": "fr-CA"})
    assert answer.json()["title"].startswith("Il n'y a pas") and answer.headers["content-language"] == "fr"
