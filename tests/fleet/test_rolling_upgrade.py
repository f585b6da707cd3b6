"""The steps of "Upgrade without a pause" (docs/operations.md), taken while visitors talk: nobody loses a word."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fleet_kit import KINDS, ROOT, Fleet, fleet, free_port
from servers_kit import NotInstalled
from trial_kit import Step, faults, trial
from version_kit import HEAD, NEXT, next_version, rows, schema

from bot.training import MODEL

pytestmark = [pytest.mark.live, pytest.mark.timeout(300)]
IN_TURN = tuple(f"{kind}-{number}" for kind in ("web", "actions", "rasa") for number in (1, 2))


def test_a_new_version_takes_over_while_visitors_talk(tmp_path: Path) -> None:
    if not MODEL.is_file():
        pytest.skip("no model is trained")
    model = next_version(tmp_path)
    try:
        with fleet() as running:
            steps = (*in_turn(running, tmp_path, model), *beside(running, model))
            seen = asyncio.run(trial(running, iter(steps), visitors=4, pause=0.6, lingering=2))
            assert not faults(running, seen)
            assert max(seen.put_off.values(), default=0) <= 1
            assert running.running["jobs"].poll() is None
            kept = rows(running.environment["DATABASE_URL"], "SELECT added FROM tickets")
    except NotInstalled as missing:
        pytest.skip(str(missing))
    assert kept == [(7,)] * len(seen.tickets)


def in_turn(fleet: Fleet, new: Path, model: str) -> Iterator[Step]:
    """One process after the other in its place: the first changes the schema, beside all those of before."""
    yield "the schema of before", lambda: the_schema_is(fleet, HEAD)
    yield "the next version's web-1", lambda: replaced(fleet, "web-1", new)
    yield "the schema changed", lambda: the_schema_is(fleet, NEXT)
    yield "kill the old actions-1", lambda: fleet.kill("actions-1")
    yield "the old actions-1 is brought back", lambda: started(fleet, "actions-1", ROOT)
    for name in ("jobs", *IN_TURN[1:]):
        yield f"the next version's {name}", lambda name=name: replaced(fleet, name, new)  # type: ignore[misc]
    yield "the model changed", lambda: the_model_is(fleet, model, "rasa-1", "rasa-2")


def beside(fleet: Fleet, model: str) -> Iterator[Step]:
    """Rasa and actions that go together, on free ports; nginx turns to them, and those of before are stopped."""
    hop = str(free_port())
    yield "new actions and Rasa", lambda: doubled(fleet, hop)
    yield "nginx turns to them", lambda: turned(fleet, hop)
    for name in ("rasa-1", "rasa-2", "actions-1", "actions-2"):
        yield f"stop {name}", lambda name=name: fleet.end(name)  # type: ignore[misc]
    yield "the model of those", lambda: the_model_is(fleet, model, "rasa-3", "rasa-4")


def replaced(fleet: Fleet, name: str, version: Path) -> None:
    fleet.end(name)
    started(fleet, name, version)


def started(fleet: Fleet, name: str, version: Path) -> None:
    fleet.code = version
    fleet.start(name)
    if name.partition("-")[0] in KINDS:  # jobs has no port to ask
        fleet.wait(name)


def doubled(fleet: Fleet, hop: str) -> None:
    for number in (3, 4):
        fleet.add(f"actions-{number}")
        fleet.add(f"rasa-{number}", ACTIONS_URL=f"http://127.0.0.1:{hop}")
    fleet.wait("actions-3", "actions-4", "rasa-3", "rasa-4")


def turned(fleet: Fleet, hop: str) -> None:
    """As the guide says: a second inner port for the new actions, and the new Rasas in place of the old."""
    file = fleet.folder / "upstreams.conf"
    text = file.read_text("utf-8")
    servers = "".join(f"server 127.0.0.1:{fleet.port(f'actions-{n}')} max_fails=0;" for n in (3, 4))
    text += f"upstream actions_new {{ least_conn; {servers} keepalive 32; }}\n"
    text += f"server {{ listen 127.0.0.1:{hop}; set $hop actions_new; include {fleet.folder}/hop.conf; }}\n"
    for old, new in (("rasa-1", "rasa-3"), ("rasa-2", "rasa-4")):
        text = text.replace(f":{fleet.port(old)} ", f":{fleet.port(new)} ")
    file.write_text(text)
    fleet.reload_nginx()


def the_schema_is(fleet: Fleet, revision: str) -> None:
    assert schema(fleet.environment["DATABASE_URL"]) == revision


def the_model_is(fleet: Fleet, model: str, *names: str) -> None:
    asked = [httpx.get(fleet.health[name], trust_env=False).json()["model_id"] for name in names]
    assert asked == [model] * len(names)
