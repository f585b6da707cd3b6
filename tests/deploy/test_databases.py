"""The same on SQLite and PostgreSQL: requests, schema changes with data, erasing, and a server that starts anew."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta, timezone
from typing import Any

import psycopg2
import pyotp
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.util.exc import CommandError
from intake_builders import ANSWERS, PASSWORD, Clock, a_request, a_ticket, a_user, agree, answer, some_accounts
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered
from servers_kit import Server

from bot.intake.account_rules import BadAccount
from bot.intake.accounts import CodeNeeded, LoginRefused
from bot.intake.desk import Desk
from bot.intake.inbox import Filters
from bot.intake.migrations import downgrade, upgrade
from bot.intake.migrations.tables import METADATA
from bot.intake.own_account import begin, confirm, own
from bot.intake.rotation import rotate
from bot.intake.store import Store, open_engine
from bot.settings import ROOT, Settings
from bot.tracker_rows import forget, purge
from bot.tracker_store import MaskingTrackerStore

DOMAIN = Domain.from_dict(
    {"slots": {"headcount": {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}}}
)


@pytest.fixture
def desk(either: str) -> Iterator[Desk]:
    upgrade(either)
    store = Store(either, ["a secret for tests"])
    yield Desk(store, Clock(), Settings())
    store.close()


def rows(address: str) -> dict[str, list[Any]]:
    """Every row of every table, in no order."""
    with open_engine(address).connect() as connection:
        tables = sa.inspect(connection).get_table_names()
        meta = sa.MetaData()
        meta.reflect(connection, only=[name for name in tables if name != "intake_version"])
        return {
            name: sorted(repr(dict(row)) for row in connection.execute(sa.select(table)).mappings())
            for name, table in meta.tables.items()
        }


def test_a_request_is_opened_once_and_found_by_its_words(desk: Desk) -> None:
    ticket = a_ticket(desk)
    assert desk.open("c1", a_request()).reference == ticket.reference
    found = desk.inbox(a_user(), Filters(text="kouchibouguac"))
    assert [each.reference for each in found.tickets] == [ticket.reference]


def test_two_hands_on_the_button_make_one_request(desk: Desk) -> None:
    agree(desk)
    answer(desk, "c1", **ANSWERS)
    with ThreadPoolExecutor(8) as hands:
        references = {each.reference for each in hands.map(lambda _: desk.open("c1", a_request()), range(16))}
    assert len(references) == 1


def test_a_code_that_many_hands_send_at_once_opens_one_session(desk: Desk) -> None:
    accounts, odette = some_accounts(desk, Clock(), login_attempts=100), a_user()
    accounts.add_user("odette", PASSWORD, "coordinator", "host_chamber")
    begin(accounts, odette, PASSWORD, "::1")
    app = pyotp.TOTP(own(accounts, odette).secret)
    first, *codes = confirm(accounts, odette, app.at(accounts.clock().timestamp() - 30))
    with pytest.raises(CodeNeeded) as needed:
        accounts.log_in("odette", PASSWORD, "::1")

    def finish(code: str) -> int:
        try:
            return 1 if accounts.finish(needed.value.waiting, code, "::1") else 0
        except LoginRefused:
            return 0

    with ThreadPoolExecutor(8) as hands:
        assert sum(hands.map(finish, [app.at(accounts.clock())] * 16)) == 1
        assert sum(hands.map(finish, [first] * 16)) == 1
    assert own(accounts, odette).codes_left == len(codes) == 9


def test_two_accounts_never_share_an_address_on_either_database(desk: Desk) -> None:
    accounts = some_accounts(desk, Clock())
    for name in ("odette", "rita", "remi"):
        accounts.add_user(name, PASSWORD, "reviewer", "host_chamber")
    accounts.change_user("odette", email="desk@chambre.example")
    with pytest.raises(BadAccount, match="email_taken"):
        accounts.change_user("rita", email="Desk@chambre.example")


def test_the_schema_on_either_database_is_the_one_the_store_uses(either: str) -> None:
    upgrade(either)
    with open_engine(either).connect() as connection:
        options = {"compare_type": True, "version_table": "intake_version"}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []


def test_what_the_first_schema_held_survives_the_way_down_and_up(either: str, desk: Desk) -> None:
    a_ticket(desk)
    rotate(desk.store)
    downgrade(either, "0001")
    first = rows(either)
    assert len(first["tickets"]) == 1
    assert len(first["consents"]) == 1
    upgrade(either)
    downgrade(either, "0001")
    assert rows(either) == first
    upgrade(either)
    assert desk.see("c1")["company_name"] == ANSWERS["company_name"]


def test_several_processes_that_start_at_once_migrate_once(either: str) -> None:
    code = f"from bot.intake.migrations import upgrade; upgrade({either!r})"
    processes = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert "tickets" in rows(either)


def test_a_newer_versions_schema_is_left_alone_and_only_that_version_undoes_it(either: str, desk: Desk) -> None:
    with open_engine(either).connect().execution_options(writes=True) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE intake_version SET version_num = '9999'")
    upgrade(either)
    assert a_ticket(desk).reference
    with pytest.raises(CommandError, match="9999"):
        downgrade(either, "0001")


def test_a_schema_of_nobody_is_refused(either: str) -> None:
    upgrade(either)
    with open_engine(either).connect().execution_options(writes=True) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE intake_version SET version_num = '0000'")
    with pytest.raises(CommandError, match="0000"):
        upgrade(either)


async def told(store: MaskingTrackerStore, sender: str, text: str, at: datetime | None = None) -> None:
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    events = [ActionExecuted("action_session_start"), SessionStarted(), UserUttered(text), SlotSet("headcount", 12)]
    tracker.update_with_events(events, DOMAIN)
    for event in tracker.events:
        event.timestamp = (at or datetime.now(timezone.utc)).timestamp()
    await store.save(tracker)


async def test_a_conversation_in_postgresql_is_masked_and_goes_on(database: str) -> None:
    await told(MaskingTrackerStore(DOMAIN, db=database), "c1", "I am at marie@scierie.example")
    again = await MaskingTrackerStore(DOMAIN, db=database).retrieve("c1")
    assert again is not None and again.get_slot("headcount") == 12
    assert "marie@" not in repr(rows(database))


async def test_what_is_forgotten_or_over_leaves_postgresql(database: str) -> None:
    store, now = MaskingTrackerStore(DOMAIN, db=database), datetime.now(timezone.utc)
    await told(store, "old", "hello", now - timedelta(days=40))
    await told(store, "new", "hello")
    assert forget(database, "nobody") == 0
    assert purge(database, now - timedelta(days=30)) > 0
    assert await store.retrieve("old") is None
    assert forget(database, "new") > 0
    assert await store.retrieve("new") is None


def test_nothing_to_forget_where_rasa_never_ran(database: str) -> None:
    assert forget(database, "c1") == 0


async def test_a_restart_of_postgresql_loses_no_turn_and_no_request(postgres_server: Server, database: str) -> None:
    upgrade(database)
    conversations = MaskingTrackerStore(DOMAIN, db=database)
    desk = Desk(Store(database, ["a secret for tests"]), Clock(), Settings())
    a_ticket(desk)
    await told(conversations, "c1", "before")
    postgres_server.stop()
    threading.Timer(1.0, postgres_server.start).start()
    await told(conversations, "c1", "after")
    tracker = await conversations.retrieve_full_tracker("c1")
    assert tracker is not None
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["before", "after"]
    assert desk.see("c1")["company_name"] == ANSWERS["company_name"]


def test_psycopg2_is_the_driver_whichever_way_the_address_is_written(database: str) -> None:
    with closing(psycopg2.connect(database)) as connection:
        connection.cursor().execute("SELECT 1")
    assert forget(database.replace("postgresql:", "postgresql+psycopg2:"), "c1") == 0
