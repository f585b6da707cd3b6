"""sqlmap, bounded and on loopback, finds a way into a database that has one and none into ours."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from whole_site import TOKENS, WholeSite
from widget_kit import free_port, running

LIMITS = (
    "--batch", "--level=1", "--risk=1", "--technique=BEU", "--dbms=sqlite", "--threads=1", "--retries=0", "--timeout=5",
    "--disable-coloring", "--flush-session", "--skip-waf", "--fresh-queries", "--ignore-code=*",
)  # fmt: skip
FOUND = "identified the following injection point"
SECONDS = 90


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[WholeSite, str]]:
    site, port = WholeSite(tmp_path_factory.mktemp("attacked")), free_port()
    with running(site.app, port):
        yield site, f"http://127.0.0.1:{port}"


def sqlmap(folder: Path, *what: str) -> str:
    """Run sqlmap to its end; answers what it printed. Its files stay in `folder`."""
    program = shutil.which("sqlmap")
    assert program, "sqlmap is missing: apt.txt names it"
    command = [program, *LIMITS, f"--output-dir={folder / 'out'}", *what]
    environment = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "PYTHONWARNINGS": "ignore"}
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, env=environment, cwd=folder).stdout


def attack(folder: Path, url: str, parameters: str, *more: str) -> None:
    """Attack the named parameters, each of which must be reached, and find nothing."""
    said = sqlmap(folder, f"--url={url}", "-p", parameters, *more)
    assert FOUND not in said and "appears to be injectable" not in said, said
    for name in parameters.split(","):
        assert re.search(rf"parameter '(JSON )?{name}' does not seem to be injectable", said), said


def test_the_door_is_no_way_in(site: tuple[WholeSite, str], tmp_path: Path) -> None:
    attack(tmp_path, f"{site[1]}/api/programs?province=NB&format=micro_placement", "province,format")
    body = '--data={"message": "hello", "language": "en"}'
    attack(tmp_path, f"{site[1]}/api/chat", "message,language", body, "--header=Content-Type: application/json")


def test_a_search_of_the_console_is_no_way_in(site: tuple[WholeSite, str], tmp_path: Path) -> None:
    site[0].console.ticket("searched")
    session = site[0].console.visitor("odette").cookies["tremplin_session"]
    url = f"{site[1]}/console/tickets?show=all&q=Kouchibouguac&sort=newest"
    attack(tmp_path, url, "q,sort", f"--cookie=tremplin_session={session}")


def test_the_requests_of_the_api_are_no_way_in(site: tuple[WholeSite, str], tmp_path: Path) -> None:
    organization, scope = TOKENS["reads"]
    token = site[0].console.accounts.add_token("attacker", organization, scope)
    url = f"{site[1]}/api/tickets?status=new&cursor=5"
    attack(tmp_path, url, "status,cursor", f"--header=Authorization: Bearer {token}")


def test_where_there_is_a_way_in_it_is_found(tmp_path: Path) -> None:
    port = free_port()
    with closing(sqlite3.connect(tmp_path / "open.db", check_same_thread=False)) as database:
        database.executescript("CREATE TABLE t (name TEXT); INSERT INTO t VALUES ('Scierie');")

        async def show(request: Request) -> Response:
            asked = request.query_params.get("q", "")
            try:
                rows = database.execute(f"SELECT name FROM t WHERE name = '{asked}'").fetchall()
            except sqlite3.Error as error:
                return PlainTextResponse(f"SQLite error: {error}", 500)
            return PlainTextResponse("\n".join(name for (name,) in rows) or "nothing")

        with running(Starlette(routes=[Route("/", show)]), port):
            assert FOUND in sqlmap(tmp_path, f"--url=http://127.0.0.1:{port}/?q=Scierie", "-p", "q")
