"""No spelling of a path leads out of the folders of files, and none makes a route fail."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest
from whole_site import WholeSite
from widget_kit import free_port, running

ROOTS = ("/static/", "/static/sample/", "/static/widget/", "/console/static/")
WAYS = (
    "../{}", "../../{}", "../../../../../../../../{}", "%2e%2e/{}", "%2e%2e%2f{}", "..%2f..%2f..%2f..%2f{}", 
    "%2E%2E%5C{}",
    "..\\..\\{}", "..%5c..%5c{}", "%252e%252e%252f{}", "%25252e%25252e%25252f{}", "..%c0%af{}", "%c0%ae%c0%ae/{}",
    "%uff0e%uff0e/{}", "..%ef%bc%8f{}", "....//{}", "..;/{}", ".%00./{}", "..%00/{}", "{}%00.css", "%00{}",
    "/{}", "//{}",
    "%2f{}", "%2f%2f{}", "\\{}", "file:///{}", "sample/../../{}", "sample/%2e%2e/%2e%2e/{}", "./././{}", "~/{}",
    "%0d%0aX-Injected:1/{}", "sample.css/../../{}",
)  # fmt: skip
TARGETS = ("etc/passwd", "app.py", "templates/console/words.yml", "words.yml", ".env")
SPECIAL = ("", ".", "..", "%2e", "%2e%2e", "%2f", "%5c", "%00", "a" * 5_000, "%00" * 100, "con", "%ff%fe", "#")
TOKENS = ("/rights/{}", "/followup/{}", "/console/tickets/{}", "/api/tickets/{}", "/console/views/{}/forget")
SECRETS = ("root:", "import", "starlette", "SECRET", "login.title")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port = free_port()
    with running(WholeSite(tmp_path_factory.mktemp("files")).app, port):
        yield port


def ask(line: http.client.HTTPConnection, path: str) -> tuple[int, http.client.HTTPMessage, str]:
    """Send a path as it is written: a client of our own kind would make it straight."""
    line.putrequest("GET", path)
    line.endheaders()
    answer = line.getresponse()
    return answer.status, answer.headers, answer.read().decode()


@pytest.mark.parametrize("root", ROOTS)
def test_nothing_is_served_from_outside_a_folder_of_files(port: int, root: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for path in (*(way.format(target) for way in WAYS for target in TARGETS), *SPECIAL):
        status, headers, text = ask(line, root + path)
        assert status in (307, 400, 404), path
        assert not any(secret in text for secret in SECRETS), path
        assert "x-injected" not in headers and headers["X-Content-Type-Options"] == "nosniff", path


@pytest.mark.parametrize("route", TOKENS)
def test_a_path_in_place_of_a_name_opens_nothing(port: int, route: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for path in (*(way.format("etc/passwd") for way in WAYS), *SPECIAL):
        status, headers, _ = ask(line, route.format(path))
        assert status in (200, 303, 307, 400, 401, 404, 405, 410), path
        assert "x-injected" not in headers, path
        assert status != 200 or route.startswith("/rights/") or path in ("", ".."), path


def test_a_file_of_the_folder_is_served_and_a_way_around_it_too_short(port: int) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    assert ask(line, "/static/sample/sample.css")[0] == 200
    assert ask(line, "/static/sample/../sample/sample.css")[0] == 200, "within the folder"


def test_a_link_inside_a_folder_leads_nowhere_else() -> None:
    files = [each for each in Path("bot/web/static").rglob("*") if each.is_symlink()]
    assert files == []
