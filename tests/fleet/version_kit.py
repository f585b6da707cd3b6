"""The next version of Tremplin, in a folder of its own: this one, a schema change more, and another model."""

from __future__ import annotations

import json
import shutil
import tarfile
import uuid
from io import BytesIO
from pathlib import Path
from typing import Final

import psycopg2
from alembic.script import ScriptDirectory
from fleet_kit import ROOT

from bot.intake import migrations
from bot.training import MODEL

NEXT: Final = "9999"
HEAD: Final = str(ScriptDirectory(str(migrations.HERE)).get_current_head())
ADDITION: Final = f'''"""What the next version adds, in the tables that every conversation writes."""

import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{HEAD}"


def upgrade() -> None:
    for table in ("conversations", "consents", "tickets"):
        op.add_column(table, sa.Column("added", sa.Integer(), nullable=False, server_default="7"))
    op.create_index("ix_tickets_added", "tickets", ["added"])
    op.create_table("added", sa.Column("id", sa.Integer(), primary_key=True))
'''


def next_version(folder: Path) -> str:
    """Put the next version into an empty folder; answers the id of its model, which understands as ours does."""
    for part in ("bot", "actions"):
        shutil.copytree(ROOT / part, folder / part)
    for file in (*ROOT.glob("*.yml"), *ROOT.glob(".env")):
        shutil.copy2(file, folder)
    versions = migrations.HERE.relative_to(ROOT) / "versions"
    (folder / versions / f"{NEXT}_what_the_next_version_adds.py").write_text(ADDITION, "utf-8")
    return _another_model(folder / MODEL.relative_to(ROOT))


def _another_model(archive: Path) -> str:
    """Copy our model under another id; answers that."""
    name = uuid.uuid4().hex
    archive.parent.mkdir()
    with tarfile.open(MODEL) as ours, tarfile.open(archive, "w:gz", compresslevel=1) as other:
        for member in ours:
            content = ours.extractfile(member)
            if content is not None and Path(member.name).name == "metadata.json":
                text = json.dumps({**json.load(content), "model_id": name}).encode()
                member.size, content = len(text), BytesIO(text)
            other.addfile(member, content)
    return name


def schema(address: str) -> str:
    """The revision that a PostgreSQL database is at."""
    return str(rows(address, "SELECT version_num FROM intake_version")[0][0])


def rows(address: str, query: str) -> list[tuple[object, ...]]:
    """What a PostgreSQL database answers."""
    connection = psycopg2.connect(address)
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()
    finally:
        connection.close()
