"""The intake tables as the migrations leave them; a test compares the two."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str, *more: Any, size: int = 200, null: bool = False, **options: Any) -> Any:
    return sa.Column(name, sa.String(size), *more, nullable=null, **options)


def _long(name: str, null: bool = True) -> Any:
    return sa.Column(name, sa.Text, nullable=null)


def _moment(name: str, null: bool = False, **options: Any) -> Any:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null, **options)


def _key() -> Any:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True)


def _link(name: str, target: str, null: bool = False, **options: Any) -> Any:
    kind = sa.BigInteger if target in ("tickets", "users") else sa.String(200)
    owner = sa.ForeignKey(f"{target}.id", ondelete=None if target == "organizations" else "CASCADE")
    return sa.Column(name, kind, owner, nullable=null, **{"index": True, **options})


def _table(name: str, *parts: Any) -> Any:
    return sa.Table(name, METADATA, *parts)


_table(
    "organizations",
    _text("id", primary_key=True),
    _moment("created_at"),
    _text("email", size=254, null=True),
    _text("language", size=2, null=True),
    _text("webhook_url", size=500, null=True),
    _long("webhook_secret"),
)
_table(
    "outbox",
    _key(),
    _text("key", size=64, unique=True),
    _link("organization", "organizations"),
    _text("channel", size=20),
    _text("kind", size=20),
    _text("reference", size=20, index=True),
    sa.Column("facts", sa.JSON, nullable=False),
    _text("state", size=20),
    sa.Column("attempts", sa.Integer, nullable=False),
    _text("problem", null=True),
    _moment("created_at"),
    _moment("due_at"),
    _moment("sent_at", null=True),
    sa.Index("ix_outbox_due", "state", "due_at"),
)
_table(
    "conversations",
    _text("id", primary_key=True),
    _text("language", size=2),
    _moment("created_at", index=True),
    _moment("erased_at", null=True),
)
_table(
    "drafts",
    _link("conversation_id", "conversations", primary_key=True, index=False),
    _long("contact"),
    _moment("changed_at"),
)
_table(
    "consents",
    _key(),
    _link("conversation_id", "conversations"),
    _text("purpose", size=20),
    _text("version", size=50),
    _text("language", size=2),
    sa.Column("given", sa.Boolean, nullable=False),
    _moment("at"),
    _text("organization", null=True),
)
_table(
    "tickets",
    _key(),
    _text("reference", size=20, unique=True),
    _link("conversation_id", "conversations"),
    _link("intermediary", "organizations", index=False),
    _text("language", size=2),
    _text("status", size=20),
    sa.Column("version", sa.Integer, nullable=False),
    _text("format", size=50, null=True),
    _text("province", size=2, null=True),
    sa.Column("profile", sa.JSON, nullable=False),
    sa.Column("advice", sa.JSON, nullable=False),
    sa.Column("cautions", sa.JSON, nullable=False),
    sa.Column("consent", sa.JSON, nullable=False),
    _long("transcript"),
    _long("contact"),
    sa.Column("reply_within_days", sa.Integer, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    _text("taken_up_by", null=True),
    _moment("created_at"),
    _moment("changed_at"),
    _moment("closed_at", null=True, index=True),
    sa.Column("next_on", sa.Date, nullable=True),
    sa.Column("reminded_day", sa.Integer, nullable=False, server_default="0"),
    sa.Column("last_event", sa.BigInteger, nullable=False, server_default="0"),
    sa.Index("ix_tickets_due", "intermediary", "due_on", "id", "status"),
    sa.Index(
        "ix_tickets_newest",
        *("intermediary", "id", "status", "language", "province", "format", "due_on", "created_at", "last_event"),
    ),
    sa.Index(
        "ix_tickets_queue",
        *("intermediary", "status", "due_on", "created_at", "language", "province", "format"),
    ),
    sa.Index(
        "uq_tickets_open",
        "conversation_id",
        unique=True,
        sqlite_where=sa.text("status IN ('new', 'taken_up')"),
        postgresql_where=sa.text("status IN ('new', 'taken_up')"),
    ),
)
_table(
    "ticket_words",
    sa.Column("word", sa.BigInteger, primary_key=True, autoincrement=False),
    _link("ticket_id", "tickets", primary_key=True, autoincrement=False),
)
_table(
    "ticket_events",
    _key(),
    _link("ticket_id", "tickets"),
    _moment("at"),
    _text("by"),
    _text("kind", size=20),
    _text("old", size=20, null=True),
    _text("new", size=20, null=True),
    _long("text"),
)
_table(
    "audit",
    _key(),
    _moment("at"),
    _text("what", size=50),
    _text("by"),
    _text("organization", null=True),
    _text("reference", size=20, null=True, index=True),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Index("ix_audit_organization", "organization", "id"),
)
_table(
    "ticket_reads",
    _text("reader", primary_key=True),
    _link("ticket_id", "tickets", primary_key=True, autoincrement=False),
    sa.Column("event", sa.BigInteger, nullable=False),
)
_table(
    "mentions",
    _key(),
    _text("reader", index=True),
    _link("ticket_id", "tickets"),
    _text("by"),
    _moment("at"),
    _moment("seen_at", null=True),
)
_table(
    "views",
    _key(),
    _text("owner"),
    _text("name", size=60),
    _text("query", size=500),
    sa.UniqueConstraint("owner", "name"),
)
_table(
    "followups",
    _key(),
    _link("ticket_id", "tickets", index=False),
    _text("round", size=10),
    _moment("answered_at", null=True),
    sa.UniqueConstraint("ticket_id", "round"),
)
_table(
    "followup_answers",
    _key(),
    _text("organization"),
    _text("round", size=10),
    _text("format", size=50, null=True),
    sa.Column("week", sa.Date, nullable=False),
    *(
        sa.Column(name, sa.Boolean, nullable=True)
        for name in ("new_ideas", "skills_gap", "positive_return", "offer_more")
    ),
    sa.Index("ix_followup_answers_organization", "organization", "week"),
)
_table(
    "confirmations",
    _key(),
    _text("program", index=True),
    sa.Column("checked_on", sa.Date, nullable=False),
    _text("status", size=20),
    _long("why"),
    _text("by"),
    _text("organization", null=True),
    _moment("at"),
)
_table(
    "users",
    _key(),
    _text("name", unique=True),
    _text("password", size=500),
    _text("role", size=20),
    _link("organization", "organizations", null=True),
    _moment("created_at"),
    _moment("disabled_at", null=True),
    _text("email", size=254, null=True, index=True, unique=True),
    _text("language", size=2, null=True),
    _long("totp_secret"),
    sa.Column("totp_step", sa.BigInteger, nullable=True),
    _moment("totp_since", null=True),
)
_table("recovery_codes", _key(), _link("user_id", "users"), _text("hash", size=64))
_table(
    "sessions",
    _text("id", size=64, primary_key=True),
    _link("user_id", "users"),
    _moment("created_at"),
    _moment("expires_at", index=True),
)
_table("login_attempts", _key(), _text("who", size=64, index=True), _moment("at", index=True))
_table(
    "api_tokens",
    _key(),
    _text("name", unique=True),
    _text("hash", size=64, unique=True),
    _text("scope", size=10),
    _link("organization", "organizations"),
    _moment("created_at"),
    _moment("revoked_at", null=True),
)
