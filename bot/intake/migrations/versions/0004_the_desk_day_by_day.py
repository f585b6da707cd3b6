"""What staff read, mention and keep as views; whom an owner agreed to; what she answers afterwards; faster lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
LISTED = ("intermediary", "id", "status", "language", "province", "format", "due_on", "created_at", "last_event")
QUEUED = ("intermediary", "status", "due_on", "created_at", "language", "province", "format")
QUESTIONS = ("new_ideas", "skills_gap", "positive_return", "offer_more")


def upgrade() -> None:
    """Make the change."""
    op.add_column("consents", sa.Column("organization", sa.String(length=200), nullable=True))
    op.add_column("tickets", sa.Column("last_event", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE tickets SET last_event = COALESCE((SELECT MAX(ticket_events.id) FROM ticket_events"
        " WHERE ticket_events.ticket_id = tickets.id), 0)"
    )
    op.drop_index("ix_tickets_newest", "tickets")
    op.create_index("ix_tickets_newest", "tickets", list(LISTED))
    op.drop_index("ix_tickets_queue", "tickets")
    op.create_index("ix_tickets_queue", "tickets", list(QUEUED))
    op.create_index("ix_tickets_due", "tickets", ["intermediary", "due_on", "id", "status"])
    op.create_index("ix_audit_organization", "audit", ["organization", "id"])
    _reading()
    _asking_afterwards()


def _reading() -> None:
    op.create_table(
        "ticket_reads",
        sa.Column("reader", sa.String(length=200), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_reads_ticket_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reader", "ticket_id", name=op.f("pk_ticket_reads")),
    )
    op.create_index("ix_ticket_reads_ticket_id", "ticket_reads", ["ticket_id"])
    op.create_table(
        "mentions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("reader", sa.String(length=200), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_mentions_ticket_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentions")),
    )
    op.create_index("ix_mentions_reader", "mentions", ["reader"])
    op.create_index("ix_mentions_ticket_id", "mentions", ["ticket_id"])
    op.create_table(
        "views",
        sa.Column("id", KEY, nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_views")),
        sa.UniqueConstraint("owner", "name", name=op.f("uq_views_owner_name")),
    )


def _asking_afterwards() -> None:
    op.create_table(
        "followups",
        sa.Column("id", KEY, nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.String(length=10), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_followups_ticket_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followups")),
        sa.UniqueConstraint("ticket_id", "round", name=op.f("uq_followups_ticket_id_round")),
    )
    op.create_table(
        "followup_answers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("organization", sa.String(length=200), nullable=False),
        sa.Column("round", sa.String(length=10), nullable=False),
        sa.Column("format", sa.String(length=50), nullable=True),
        sa.Column("week", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=True) for name in QUESTIONS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followup_answers")),
    )
    op.create_index("ix_followup_answers_organization", "followup_answers", ["organization", "week"])


def downgrade() -> None:
    """Undo it."""
    for table in ("followup_answers", "followups", "views", "mentions", "ticket_reads"):
        op.drop_table(table)
    op.drop_index("ix_audit_organization", "audit")
    op.drop_index("ix_tickets_due", "tickets")
    op.drop_index("ix_tickets_newest", "tickets")
    op.create_index("ix_tickets_newest", "tickets", ["intermediary", "id"])
    op.drop_index("ix_tickets_queue", "tickets")
    op.create_index("ix_tickets_queue", "tickets", list(QUEUED[:3]))
    op.drop_column("tickets", "last_event")
    op.drop_column("consents", "organization")
