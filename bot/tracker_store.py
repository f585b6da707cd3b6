"""Where Rasa keeps conversations: SQLite, with personal data masked before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.masking_events import Event, masked_events
from bot.settings import ROOT
from bot.tracker_rows import PRAGMAS

MEMORY: Final = ":memory:"


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
    """

    def __init__(
        self,
        domain: Domain | None = None,
        dialect: str = "sqlite",
        db: str = "var/conversations.db",
        event_broker: EventBroker | None = None,
        **options: Any,
    ) -> None:
        """`db` is a SQLite file, relative to the project's root; its folder is made. The other options are Rasa's."""
        if dialect == "sqlite" and db != MEMORY:
            db = _prepared(ROOT / db)
        super().__init__(domain=domain, dialect=dialect, db=db, event_broker=event_broker, **options)
        if dialect == "sqlite" and db != MEMORY:
            sa.event.listen(self.engine, "connect", _set_up)
            self.engine.dispose()

    async def stream_events(self, tracker: DialogueStateTracker) -> None:
        """Send the turn's new events, masked, to the event broker if there is one."""
        if self.event_broker is None:
            return
        stored = await self.retrieve(tracker.sender_id)
        new = _masked_after(len(stored.events) if stored else 0, tracker)
        await self._stream_new_events(self.event_broker, new, tracker.sender_id)

    def _additional_events(self, session: Any, tracker: DialogueStateTracker) -> list[MaskedEvent]:
        """The events `save` has yet to store, masked."""
        stored = self._event_query(session, tracker.sender_id, fetch_events_from_all_sessions=False).count()
        return _masked_after(stored, tracker)


def _masked_after(stored: int, tracker: DialogueStateTracker) -> list[MaskedEvent]:
    """The tracker's events past the first `stored`; the earlier ones tell what was being asked."""
    contents = masked_events((event.as_dict() for event in tracker.events), stored)
    return [MaskedEvent(content["event"], content) for content in contents]


def _prepared(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    return str(path)


def _set_up(connection: Any, _record: Any) -> None:
    for pragma in PRAGMAS:
        connection.execute(pragma)
