"""Run by Alembic for every migration: one transaction on the connection that `bot.intake.migrations` opened."""

from __future__ import annotations

from alembic import context

from bot.intake.migrations.tables import METADATA

VERSIONS = "intake_version"
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7414)"


def _is_newer(revision: str | None) -> bool:
    """Whether a revision came after all of this version's; they are numbered."""
    return revision is not None and revision > str(context.script.get_current_head())


connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    connection.exec_driver_sql(ONE_AT_A_TIME)
context.configure(
    connection=connection,
    target_metadata=METADATA,
    version_table=VERSIONS,
    transactional_ddl=True,
    render_as_batch=connection.dialect.name == "sqlite",
    include_name=lambda name, kind, _: kind != "table" or name in METADATA.tables,
)
with context.begin_transaction():
    if not (context.config.attributes["upward"] and _is_newer(context.get_context().get_current_revision())):
        context.run_migrations()
