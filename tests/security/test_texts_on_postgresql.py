"""What PostgreSQL takes for no text at all (NUL, half a character) is written everywhere: a legal request is stored."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from hostile_places import PLACES, Hand
from hostile_surfaces import surfaces
from whole_site import WholeSite

from bot.intake.contact import InvalidContact
from bot.web.chat import clean

sys.path.append(str(Path(__file__).resolve().parents[1] / "deploy"))
from servers_kit import NotInstalled, Server, postgres  # noqa: E402

NEVER_TEXT = {"nul": "a\x00b", "only nul": "\x00", "half a character": "a\ud800b", "both": "\x00\udfff@colleague \x00"}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    try:
        with postgres() as server:
            yield server
    except NotInstalled as missing:
        pytest.skip(str(missing))


@pytest.fixture
def site(server: Server, tmp_path: Path) -> Iterator[WholeSite]:
    name = tmp_path.name.replace("-", "_").lower()
    connection = psycopg2.connect(server.address)
    connection.autocommit = True
    connection.cursor().execute(f'CREATE DATABASE "{name}"')
    connection.close()
    site = WholeSite(tmp_path, database_url=f"{server.address.rpartition('/')[0]}/{name}")
    yield site
    site.console.desk.store.close()


@pytest.mark.parametrize("text", NEVER_TEXT.values(), ids=NEVER_TEXT)
def test_what_is_no_text_is_stored_as_text_wherever_it_is_written(site: WholeSite, text: str) -> None:
    hand = Hand(site, text)
    assert site.console.desk.store.engine.dialect.name == "postgresql"
    wrong = [
        f"{place.__name__} {n}" for place in PLACES for n, each in enumerate(place(hand)) if each.status_code >= 500
    ]
    wrong += [where for where, answer in surfaces(hand) if answer.status_code >= 500]
    assert wrong == []


def test_nul_in_a_name_is_refused_and_in_a_message_or_a_note_it_is_left_out(site: WholeSite) -> None:
    console, said = site.console, [{"by": "visitor", "text": clean("We\x00 need help"), "language": "en"}]
    with pytest.raises(InvalidContact):
        console.ticket("c1", company="Scierie\x00 Kouchibouguac")
    reference = console.ticket("c2", transcript=said, profile={"province": "NB", "sector": "fi\x00shing"})
    software, note = site.as_("writes"), {"note": "Called\x00 her"}
    assert software.patch(f"/api/tickets/{reference}", json=note).status_code == 200
    kept = json.dumps(software.get(f"/api/tickets/{reference}").json())
    assert "need help" in kept and "shing" in kept and "Called" in kept
    assert "\\u0000" not in kept
