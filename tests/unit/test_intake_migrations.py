"""The migrations lead to the tables the store uses, and back."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.intake.migrations import downgrade, upgrade
from bot.intake.migrations.tables import METADATA
from bot.intake.store import open_engine


def a_database(folder: Path) -> str:
    return f"sqlite:///{folder / 'intake.db'}"


def test_the_migrated_schema_is_the_one_the_store_uses(tmp_path: Path) -> None:
    url = a_database(tmp_path)
    upgrade(url)
    upgrade(url)
    with open_engine(url).connect() as connection:
        options = {"compare_type": True, "version_table": "intake_version"}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []


def test_every_migration_can_be_undone(tmp_path: Path) -> None:
    url = a_database(tmp_path)
    upgrade(url)
    downgrade(url)
    assert sa.inspect(open_engine(url)).get_table_names() == ["intake_version"]
    upgrade(url)


def test_sqlite_keeps_a_write_ahead_log_and_checks_links(tmp_path: Path) -> None:
    with open_engine(a_database(tmp_path)).connect() as connection:
        asked = ("journal_mode", "foreign_keys", "busy_timeout", "secure_delete")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    assert found == ["wal", 1, 10_000, 1]
