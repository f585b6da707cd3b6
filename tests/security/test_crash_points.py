"""Killed at any step of consent, ticket, delivery, deletion, purge or key rotation, what is on the disk is legal and
is brought to its end: by what runs at the next start, and by doing the same again."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL
from typing import Any

import pytest
from crash_cases import (
    ACTS,
    LONG_AGO,
    NEIGHBOUR,
    NEWER,
    NOTED,
    SAID,
    SHE,
    a_neighbour,
    a_year_old,
    built,
    house,
    kept_in,
    later,
)
from crash_kit import Crashes, crashes
from legal_state import faults, personal, traces
from receivers_kit import ANSWERS, SECRET, MailReceiver, WebReceiver, a_mail_receiver, a_web_receiver

from bot import jobs
from bot.backup import backup
from bot.bootstrap import Services

STEPS_AT_LEAST = 180  # of all acts together
SHE_SAID = (*ANSWERS.values(), SAID, NOTED)
injected: dict[str, int] = {}


@dataclass(frozen=True)
class World:
    """Receivers on loopback, and the process whose children are killed."""

    web: WebReceiver
    mail: MailReceiver
    crashes: Crashes
    folder: Path

    def before(self, *acts: str) -> Services:
        """A new house in which these acts were done, in the folder that each crash begins with a copy of."""
        services = built(self.folder / "start", self.web.url, self.mail.url)
        for act in acts:
            ACTS[act](services)
        return services

    def killed(self, act: str, secrets: str = SECRET) -> Iterator[tuple[str, Services]]:
        """For each step of `act`: its name, and the services of the process that starts after it was killed there."""
        where = {"act": act, "secrets": secrets, "smtp_url": self.mail.url}
        steps = self.crashes.run("perform", {**where, "folder": self._copied("dry")}).steps
        assert steps, f"{act} takes no step"
        for number, name in enumerate(steps, 1):
            folder = self._copied(f"{act}-{number}")
            assert self.crashes.run("perform", {**where, "folder": folder}, number).status == -SIGKILL
            services = house(folder, secrets, self.mail.url, later(hours=1))
            with closing(sqlite3.connect(services.settings.conversations)) as rasa:
                rasa.execute("SELECT 1 FROM events").fetchall()  # it goes on, so nobody closes the file last
                yield f"{number} {name}", services
            services.store.close()
            shutil.rmtree(folder)
            injected[act] = number
        print(f"{act}: killed at {len(steps)} steps")

    def _copied(self, name: str) -> str:
        return str(shutil.copytree(self.folder / "start", self.folder / name))


@pytest.fixture(scope="module")
def warm() -> Iterator[tuple[WebReceiver, MailReceiver, Crashes]]:
    with a_web_receiver() as web, a_mail_receiver() as mail, crashes("crash_cases") as process:
        yield web, mail, process


@pytest.fixture
def world(warm: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(jobs, "_now", jobs._now)  # a house sets it; it is ours no longer than the test
    (tmp_path / "start").mkdir()
    web, mail, process = warm
    web.got.clear()
    mail.taken.clear()
    return World(web, mail, process, tmp_path)


def report(found: dict[str, list[str]]) -> None:
    """Fail with every step at which something was wrong."""
    assert {step: wrong for step, wrong in found.items() if wrong} == {}


def went_on(services: Services, act: str) -> list[str]:
    """What is wrong at the start, after what runs at every start, and after the same was done again."""
    found = faults(services)
    jobs.catch_up(services)
    found += faults(services)
    ACTS[act](services)
    jobs.catch_up(services)
    return found + faults(services)


def states(services: Services) -> list[str]:
    """The status of every ticket there is."""
    with services.store.look() as work:
        return [row["status"] for row in work.all("tickets")]


def folder_of(services: Services) -> Path:
    """Where everything of a house is kept."""
    return Path(services.settings.conversations).parent


@pytest.mark.parametrize(
    ("act", "earlier", "ends"),
    [("agree", (), (True, 3)), ("answer", (), (True, 0)), ("refuse", ("answer",), (False, 3))],
)
def test_a_consent_is_whole_and_nothing_personal_is_kept_without_it(
    world: World, act: str, earlier: tuple[str, ...], ends: tuple[bool, int]
) -> None:
    world.before(*earlier).store.close()
    found = {}
    for step, services in world.killed(act):
        found[step] = went_on(services, act)
        draft = services.desk.draft(SHE)
        assert (draft.consented, len(draft.missing)) == ends, step
    report(found)


def test_a_request_is_there_or_not_and_sent_again_it_is_the_same(world: World) -> None:
    world.before("answer").store.close()
    found = {}
    for step, services in world.killed("send"):
        assert states(services) in ([], ["new"]), step
        found[step] = went_on(services, "send")
        assert states(services) == ["new"], step
    report(found)


@pytest.mark.parametrize(("act", "ends"), [("handle", "helped"), ("withdraw", "withdrawn")])
def test_a_change_is_there_with_its_line_of_history_and_its_notices(world: World, act: str, ends: str) -> None:
    world.before("answer", "send").store.close()
    found = {}
    for step, services in world.killed(act):
        found[step] = went_on(services, act)
        assert states(services) == [ends], step
    report(found)


def test_every_notice_reaches_a_receiver_that_knows_its_key_exactly_once(world: World) -> None:
    world.before("answer", "send").store.close()
    found = {}
    for step, services in world.killed("deliver"):
        found[step] = went_on(services, "deliver")
        with services.store.look() as work:
            rows = work.all("outbox")
        late = {row["key"] for row in rows if row["state"] != "sent" and row["due_at"] <= services.desk.clock()}
        assert not late, step
        keys = {row["key"] for row in rows if row["state"] == "sent"}
        whole = [each for each in world.web.got if len(each.body) == int(each.headers["Content-Length"])]
        mailed = [str(message["Message-ID"]).strip("<>").split("@")[0] for message in world.mail.taken]
        assert {each.headers["Idempotency-Key"] for each in whole} | set(mailed) == keys, step
        assert len({each.body for each in whole}) == len({each.headers["Idempotency-Key"] for each in whole}), step
        world.web.got.clear()
        world.mail.taken.clear()
    report(found)


def test_a_deletion_is_not_begun_or_leaves_no_byte_a_minute_later(world: World) -> None:
    services = world.before("answer", "send", "handle")
    pieces = personal(services, SHE, *SHE_SAID)
    services.store.close()
    assert traces(world.folder / "start", pieces)
    found = {}
    for step, services in world.killed("erase"):
        found[step] = faults(services)
        if states(services):
            assert not services.desk.is_erased(SHE), step
        else:
            jobs.finish_now(services)
            found[step] += traces(folder_of(services), pieces)
        found[step] += went_on(services, "erase")
        found[step] += traces(folder_of(services), pieces)
    report(found)


def test_a_purge_ends_at_the_next_start(world: World) -> None:
    services = built(world.folder / "start", world.web.url, world.mail.url)
    a_year_old(services)
    pieces = personal(services, SHE, "Old words")
    services.store.close()
    assert traces(world.folder / "start", pieces)
    found = {}
    for step, services in world.killed("purge"):
        found[step] = faults(services)
        jobs.catch_up(services)
        found[step] += traces(folder_of(services), pieces) + faults(services)
        assert states(services) == ["new"], step
    report(found)


def test_half_renewed_everything_opens_and_renewed_again_the_old_secret_may_go(world: World) -> None:
    world.before("answer", "send", "handle").store.close()
    found = {}
    for step, services in world.killed("renew", f"{NEWER},{SECRET}"):
        found[step] = went_on(services, "renew")
        after = house(folder_of(services), NEWER)
        found[step] += faults(after)
        after.store.close()
    report(found)


def test_a_backup_is_back_whole_or_not_at_all_and_never_brings_back_who_was_erased(world: World) -> None:
    services = world.before("answer", "send")
    pieces = personal(services, SHE, *SHE_SAID)
    a_neighbour(services)
    backup(services.settings, kept_in(services))
    ACTS["erase"](services)
    services.desk.withdraw(NEIGHBOUR)
    services.store.close()
    found = {}
    for step, after in world.killed("bring_back"):
        assert states(after) in (["withdrawn"], ["new"]), step
        found[step] = faults(after) + traces(folder_of(after), pieces)
        after.store.close()
        again = {"act": "bring_back", "folder": str(folder_of(after)), "smtp_url": world.mail.url}
        assert world.crashes.run("perform", again).status == 0
        found[step] += faults(after) + traces(folder_of(after), pieces)
        assert states(after) == ["new"], step
    report(found)


def test_what_a_killed_backup_left_goes_with_a_later_one(tmp_path: Path) -> None:
    services = built(tmp_path, "http://127.0.0.1:9/x")
    fresh, old = tmp_path / "tremplin-work-fresh", tmp_path / "tremplin-work-old"
    for left in (fresh, old):
        left.mkdir()
        (left / "requests").write_text(SAID)
    os.utime(old, (LONG_AGO, LONG_AGO))
    backup(services.settings, kept_in(services))
    services.store.close()
    assert fresh.exists() and not old.exists()


def test_enough_faults_were_injected_to_say_so() -> None:
    print(f"faults injected: {sum(injected.values())}")
    assert set(injected) == set(ACTS)
    assert sum(injected.values()) >= STEPS_AT_LEAST
