"""Notices to organizations, written with the tickets they are about; a next date and a reminder mark per ticket."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ADDRESSES = (("email", 254), ("language", 2), ("webhook_url", 500))


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "outbox",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("organization", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["organization"], ["organizations.id"], name=op.f("fk_outbox_organization")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index("ix_outbox_due", "outbox", ["state", "due_at"])
    op.create_index("ix_outbox_organization", "outbox", ["organization"])
    op.create_index("ix_outbox_reference", "outbox", ["reference"])
    for name, size in ADDRESSES:
        op.add_column("organizations", sa.Column(name, sa.String(length=size), nullable=True))
    op.add_column("organizations", sa.Column("webhook_secret", sa.Text(), nullable=True))
    op.add_column("tickets", sa.Column("next_on", sa.Date(), nullable=True))
    op.add_column("tickets", sa.Column("reminded_day", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Undo it."""
    op.drop_table("outbox")
    op.drop_column("tickets", "reminded_day")
    op.drop_column("tickets", "next_on")
    for name in ("webhook_secret", *(name for name, _ in ADDRESSES)):
        op.drop_column("organizations", name)
