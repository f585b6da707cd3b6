"""Where Rasa keeps conversations: SQLite or PostgreSQL, with personal data masked before anything is written."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import sqlalchemy as sa
import tenacity
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import QueuePool

from bot.intake.trouble import may_pass
from bot.masking_events import Event, masked_events
from bot.settings import ROOT
from bot.tracker_rows import PRAGMAS

MEMORY: Final = ":memory:"
NO_WAIT_FOR_THE_DISK: Final = "PRAGMA synchronous = NORMAL"  # a killed process loses nothing, a power cut the last turn
STORED: Final = "events_stored"  # how many events of a tracker came from here, noted on it for its next saving
PATIENCE_SECONDS: Final = 30  # longer than a visitor waits: she gets an apology, never an answer that was not kept
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class MaskedEvent:
    """What Rasa asks of an event it stores: its type and its content, here already masked."""

    type_name: str
    content: Event

    def as_dict(self) -> Event:
        """The content, as Rasa serializes it."""
        return self.content


class MaskingTrackerStore(SQLTrackerStore):
    """Rasa's own SQL store, except that each event is masked on its way to the file or to an event broker.

    Rasa tells new events from stored ones by counting, never by comparing; masking is one for one, so nothing is stored
    twice. The tracker of the running turn keeps what was typed; the next turn reads the masked text back.

    While the database is away (a restart), reading and saving wait: Rasa would otherwise go on without what was said.

    Rasa goes through SQLAlchemy's objects and opens a SQLite file anew for each reading and saving; here one connection
    stays open and Rasa's own queries, prepared once, are sent as they are: half the processor time of this store.
    """

    engine: sa.engine.Engine
    sessionmaker: Any

    def __init__(
        self,
        domain: Domain | None = None,
        dialect: str = "sqlite",
        db: str = "var/conversations.db",
        event_broker: EventBroker | None = None,
        **options: Any,
    ) -> None:
        """`db` is a database's address, or a SQLite file relative to the project's root; its folder is made.

        The other options are Rasa's.
        """
        if "://" in db:
            dialect, options["host"] = db.partition("://")[0], db  # Rasa takes a whole address for a host
        if dialect == "sqlite" and db != MEMORY:
            db = _prepared(ROOT / db)
        super().__init__(domain=domain, dialect=dialect, db=db, event_broker=event_broker, **options)
        if dialect == "sqlite" and db != MEMORY:
            self._keep_open()
        self.engine.pool._pre_ping = dialect != "sqlite"  # a connection from before a restart is replaced, not used
        with self.sessionmaker() as session:
            found = {every: self._event_query(session, sa.bindparam("sender"), every) for every in (False, True)}
            self._queries = {every: query.with_entities(self.SQLEvent.data).statement for every, query in found.items()}
        self._insert = self.SQLEvent.__table__.insert()
        self._count = sa.select(sa.func.count()).select_from(self._queries[False].subquery())

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the turn's events, once the database is there."""
        await _patiently(self._save, tracker)

    async def _save(self, tracker: DialogueStateTracker) -> None:
        await self.stream_events(tracker)
        stored = tracker.__dict__.pop(STORED, None)  # a second try counts what the first has left
        with self.engine.begin() as connection:
            if stored is None:
                stored = connection.execute(self._count, {"sender": tracker.sender_id}).scalar_one()
            if rows := [_row(event, tracker.sender_id) for event in _masked_after(stored, tracker)]:
                connection.execute(self._insert, rows)

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> DialogueStateTracker | None:
        """A conversation, or one session of it, once the database is there."""
        return await _patiently(self._read, sender_id, fetch_events_from_all_sessions)

    async def _read(self, sender_id: str, every_session: bool) -> DialogueStateTracker | None:
        with self.engine.connect() as connection:
            rows = connection.execute(self._queries[every_session], {"sender": sender_id}).all()
        events = [json.loads(row.data) for row in rows]
        if not events:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        tracker.__dict__[STORED] = len(events)
        return tracker

    async def stream_events(self, tracker: DialogueStateTracker) -> None:
        """Send the turn's new events, masked, to the event broker if there is one."""
        if self.event_broker is None:
            return
        stored = await self.retrieve(tracker.sender_id)
        new = _masked_after(len(stored.events) if stored else 0, tracker)
        await self._stream_new_events(self.event_broker, new, tracker.sender_id)

    def _keep_open(self) -> None:
        """One connection for good, as the server has one loop; a file is not to be replaced under it."""
        options = {"poolclass": QueuePool, "connect_args": {"check_same_thread": False}}
        self.engine = sa.create_engine(self.engine.url, **options)
        sa.event.listen(self.engine, "connect", _set_up)
        self.sessionmaker = sessionmaker(bind=self.engine)


async def _patiently(ask: Callable[..., Awaitable[Answer]], *arguments: Any) -> Answer:
    """What `ask` answers, asked again while the database is away; its error after `PATIENCE_SECONDS`.

    A disk that is full or may not be written stays so: the visitor gets her apology at once.
    """
    try:
        return await ask(*arguments)
    except Exception as error:
        if not _passes(error):
            raise
    attempts = tenacity.AsyncRetrying(
        retry=tenacity.retry_if_exception(_passes),
        wait=tenacity.wait_exponential(multiplier=0.1, max=1.0),
        stop=tenacity.stop_after_delay(PATIENCE_SECONDS),
        reraise=True,
    )
    async for attempt in attempts:
        with attempt:
            return await ask(*arguments)
    raise AssertionError("tenacity either returns or raises")


def _passes(error: BaseException) -> bool:
    return isinstance(error, (OperationalError, InterfaceError)) and may_pass(error)


def _masked_after(stored: int, tracker: DialogueStateTracker) -> list[MaskedEvent]:
    """The tracker's events past the first `stored`; the earlier ones tell what was being asked."""
    contents = masked_events((event.as_dict() for event in tracker.events), stored)
    return [MaskedEvent(content["event"], content) for content in contents]


def _row(event: MaskedEvent, sender: str) -> dict[str, Any]:
    """An event as Rasa's table holds it."""
    content = event.content
    intent = ((content.get("parse_data") or {}).get("intent") or {}).get("name")
    return {
        "sender_id": sender,
        "type_name": event.type_name,
        "timestamp": content.get("timestamp"),
        "intent_name": intent,
        "action_name": content.get("name"),
        "data": json.dumps(content),
    }


def _prepared(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    return str(path)


def _set_up(connection: Any, _record: Any) -> None:
    for pragma in (*PRAGMAS, NO_WAIT_FOR_THE_DISK):
        connection.execute(pragma)
