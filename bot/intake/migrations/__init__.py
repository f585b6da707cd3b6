"""Bring a database to the newest schema, or back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from bot.intake.migrations.engine import open_engine
from bot.intake.trouble import named

HERE = Path(__file__).resolve().parent


def upgrade(database_url: str, revision: str = "head") -> None:
    """Bring the database at `database_url` up to `revision`; does nothing when it is there already, or further.

    Further: a newer version runs beside this one. Its changes only add, so that this one goes on with its schema.
    """
    _run(command.upgrade, database_url, revision)


def downgrade(database_url: str, revision: str = "base") -> None:
    """Bring the database at `database_url` back to `revision`; `base` drops every intake table."""
    _run(command.downgrade, database_url, revision)


def known_revisions() -> set[str]:
    """Every schema this version can bring up to date."""
    return {str(script.revision) for script in ScriptDirectory(str(HERE)).walk_revisions()}


def _run(step: Any, database_url: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    engine = open_engine(database_url)
    try:
        with named(DBAPIError), engine.connect().execution_options(writes=True) as connection, connection.begin():
            config.attributes.update(connection=connection, upward=step is command.upgrade)
            step(config, revision)
    finally:
        engine.dispose()
