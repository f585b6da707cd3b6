"""Delete what has served its purpose."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta, timezone

from bot.intake import records
from bot.intake.store import Store, Work
from bot.intake.ticket import CLOSED
from bot.settings import Settings


@dataclass(frozen=True)
class Purged:
    """How many of each were deleted."""

    tickets: int = 0
    drafts: int = 0
    conversations: int = 0
    sessions: int = 0
    login_attempts: int = 0
    notices: int = 0


def purge(store: Store, today: date, settings: Settings) -> Purged:
    """Delete tickets closed for `retention_ticket_months` and conversations older than `retention_conversation_days`.

    A conversation with a ticket stays as long as its ticket. An audit line keeps the counts, never the data.
    """
    now = datetime.combine(today, time(), timezone.utc)
    old = now - timedelta(days=settings.retention_conversation_days)
    with store.change() as work:
        purged = Purged(
            tickets=_purge_tickets(work, months_before(today, settings.retention_ticket_months), now),
            drafts=work.remove("drafts", before={"changed_at": old}),
            conversations=_purge_conversations(work, old),
            sessions=work.remove("sessions", before={"expires_at": now}),
            notices=work.remove("outbox", before={"created_at": old}, state=("sent", "dead")),
            login_attempts=work.remove("login_attempts", before={"at": now - timedelta(days=1)}),
        )
        if any(asdict(purged).values()):
            work.add("audit", at=now, what="purged", by="system", facts=asdict(purged))
    store.forget_traces()
    return purged


def months_before(day: date, months: int) -> datetime:
    """Midnight of the same day `months` earlier (the month's last day where it is shorter)."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return datetime(year, month + 1, min(day.day, last), tzinfo=timezone.utc)


def _purge_tickets(work: Work, limit: datetime, now: datetime) -> int:
    rows = work.all("tickets", before={"closed_at": limit}, status=CLOSED)
    for row in rows:
        records.remove_ticket(work, records.ticket_of(work, row), "expired", "system", now)
    return len(rows)


def _purge_conversations(work: Work, limit: datetime) -> int:
    old = [row["id"] for row in work.all("conversations", before={"created_at": limit})]
    gone = [conversation for conversation in old if not work.count("tickets", conversation_id=conversation)]
    for conversation in gone:
        for table in ("consents", "drafts"):
            work.remove(table, conversation_id=conversation)
        work.remove("conversations", id=conversation)
    return len(gone)
