"""What Rasa leaves on disk: no personal data, every event once, and a conversation that goes on."""

from __future__ import annotations

import json
import sqlite3
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, Restarted, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy.exc import OperationalError

from bot import masking_events
from bot.masking import mask
from bot.masking_events import HIDDEN
from bot.tracker_rows import forget
from bot.tracker_store import MaskingTrackerStore

SLOTS = ("asking", "contact_name", "company_name", "email", "phone", "headcount", "sector", "language")
DOMAIN = Domain.from_dict(
    {
        "intents": ["inform", "request_human"],
        "slots": {
            name: {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]} for name in SLOTS
        },
        "session_config": {"session_expiration_time": 0, "carry_over_slots_to_new_session": False},
    }
)
PERSONAL = ("Marie", "Tremblay", "Érablière", "marie@erabliere.example", "555-0199", "046 454 286", "Guylaine")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "made" / "conversations.db"


@pytest.fixture
def store(database: Path) -> MaskingTrackerStore:
    return MaskingTrackerStore(domain=DOMAIN, db=str(database))


def heard(text: str, entities: list[dict[str, Any]] | None = None, title: str | None = None) -> UserUttered:
    parse_data = {
        "text": text,
        "intent": {"name": "inform", "confidence": 0.9},
        "intent_ranking": [{"name": "inform", "confidence": 0.9}],
        "entities": entities or [],
        "text_tokens": [[0, 3]],
    }
    return UserUttered(text, parse_data["intent"], parse_data["entities"], parse_data, metadata={"title": title})


def said(text: str, custom: dict[str, Any] | None = None, **metadata: Any) -> BotUttered:
    return BotUttered(text, {"custom": custom, "buttons": None}, metadata)


def a_whole_conversation() -> list[list[Event]]:
    """Turns from a name given unasked to the read-back of all contact details."""
    review = {"contact_name": "Marie Tremblay", "company_name": "Érablière du Lac", "phone": "506-555-0199"}
    read_back = "\n".join(review.values())
    return [
        [
            heard(
                "Hi, this is Guylaine from Moncton, we are 12",
                [{"entity": "sector", "value": "Guylaine"}, {"entity": "headcount", "value": 12}],
            ),
            SlotSet("headcount", 12),
            said("Noted, 12 people.", {"type": "turn", "language": "en"}),
            SlotSet("asking", "contact_name"),
            said("What is your name?", {"type": "question", "slot": "contact_name"}),
        ],
        [heard("marie tremblay"), SlotSet("contact_name", "given"), SlotSet("asking", "company_name")],
        [heard("Érablière du Lac"), SlotSet("company_name", "given"), SlotSet("asking", "email")],
        [heard("marie@erabliere.example", [{"entity": "sector", "value": "erabliere"}]), SlotSet("email", "given")],
        [SlotSet("asking", "phone"), heard("506-555-0199"), SlotSet("phone", "given"), SlotSet("asking", "review")],
        [
            said(
                f"Here is what I will send:\n{read_back}",
                {"type": "review", "fields": review},
                utter_action="utter_review",
                fields=read_back,
            )
        ],
        [
            heard("my SIN is 046 454 286 by the way"),
            said(f"I hold:\n{read_back}", utter_action="utter_my_data", data=read_back),
        ],
    ]


async def held(store: MaskingTrackerStore, turns: list[list[Event]], sender: str = "c1") -> DialogueStateTracker:
    """A conversation saved after each turn and read again before the next, as Rasa does."""
    tracker = await store.get_or_create_tracker(sender)
    tracker.update_with_events(a_session(), DOMAIN)
    for turn in turns:
        await store.save(tracker)
        tracker = await store.get_or_create_tracker(sender)
        tracker.update_with_events([*turn, ActionExecuted("action_listen")], DOMAIN)
    await store.save(tracker)
    return tracker


def bytes_of(database: Path) -> bytes:
    """Everything in the database's folder: the file, its log and its shared memory."""
    return b"".join(path.read_bytes() for path in database.parent.iterdir())


def a_session() -> list[Event]:
    return [ActionExecuted("action_session_start"), SessionStarted()]


def remains(database: Path, words: tuple[str, ...]) -> list[str]:
    content = bytes_of(database)
    spellings = {word: [json.dumps(form)[1:-1].encode() for form in (word, word.lower())] for word in words}
    return [word for word, forms in spellings.items() if any(form in content for form in forms)]


async def test_no_personal_data_reaches_the_file(store: MaskingTrackerStore, database: Path) -> None:
    await held(store, a_whole_conversation())
    assert remains(database, PERSONAL) == []
    assert remains(database, ("Moncton",)) == ["Moncton"]


async def test_the_conversation_goes_on_with_its_slots_after_a_reload(
    store: MaskingTrackerStore, database: Path
) -> None:
    await held(store, a_whole_conversation())
    again = await MaskingTrackerStore(domain=DOMAIN, db=str(database)).retrieve("c1")
    assert again is not None
    assert {name: again.get_slot(name) for name in ("asking", "headcount", "contact_name", "phone")} == {
        "asking": "review",
        "headcount": 12,
        "contact_name": "given",
        "phone": "given",
    }
    assert again.latest_message.intent_name == "inform"


async def test_each_event_is_stored_once_and_in_order(store: MaskingTrackerStore) -> None:
    turns = a_whole_conversation()
    await held(store, turns)
    full = await store.retrieve_full_tracker("c1")
    assert full is not None
    stored = [event.type_name for event in full.events]
    expected = ["action", "action", "session_started"]
    for turn in turns:
        expected += [*(event.type_name for event in turn), "action"]
    assert stored == expected


async def test_saving_twice_stores_nothing_twice(store: MaskingTrackerStore) -> None:
    tracker = await held(store, a_whole_conversation())
    await store.save(tracker)
    full = await store.retrieve("c1")
    assert full is not None and len(full.events) == len(tracker.events)


async def test_a_turn_whose_saving_was_not_confirmed_is_stored_once(
    store: MaskingTrackerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await held(store, [[heard("we are 12")]])
    tracker = await store.retrieve("c1")
    assert tracker is not None
    tracker.update_with_events([heard("still 12")], DOMAIN)
    save, tries = store._save, []

    async def saved_and_lost(each: DialogueStateTracker) -> None:
        tries.append(await save(each))
        if len(tries) == 1:
            raise OperationalError("COMMIT", {}, sqlite3.OperationalError("database is locked"))

    monkeypatch.setattr(store, "_save", saved_and_lost)
    await store.save(tracker)
    again = await store.retrieve("c1")
    assert again is not None and len(tries) == 2 and len(again.events) == len(tracker.events)


async def test_what_is_erased_in_the_middle_of_a_turn_is_not_stored_again(
    store: MaskingTrackerStore, database: Path
) -> None:
    await held(store, [[heard("we make Zyzzyva cheese")]])
    tracker = await store.retrieve("c1")
    assert tracker is not None
    forget(database, "c1")
    tracker.update_with_events([heard("thanks")], DOMAIN)
    await store.save(tracker)
    assert remains(database, ("Zyzzyva", "thanks")) == ["thanks"]


async def test_the_running_turn_still_reads_what_was_typed(store: MaskingTrackerStore) -> None:
    tracker = await held(store, [[SlotSet("asking", "email"), heard("marie@erabliere.example")]])
    before = deepcopy(tracker.latest_message.as_dict())
    await store.save(tracker)
    assert tracker.latest_message.text == "marie@erabliere.example"
    assert tracker.latest_message.as_dict() == before


@pytest.mark.parametrize("question", ["contact_name", "company_name", "email", "phone", "ticket_email"])
async def test_all_that_answers_a_contact_question_is_hidden(store: MaskingTrackerStore, question: str) -> None:
    await held(
        store, [[SlotSet("asking", question)], [heard("chez Zorglub", [{"entity": "sector", "value": "Zorglub"}])]]
    )
    again = await store.retrieve("c1")
    assert again is not None
    message = again.latest_message
    assert (message.text, message.parse_data["text"], message.entities) == (HIDDEN, HIDDEN, [])


async def test_a_button_pressed_at_a_contact_question_is_kept(store: MaskingTrackerStore) -> None:
    await held(store, [[SlotSet("asking", "email")], [heard("/deny", title="I'd rather not")]])
    again = await store.retrieve("c1")
    assert again is not None and again.latest_message.text == "/deny"


async def test_what_is_typed_after_a_restart_is_no_contact_answer(store: MaskingTrackerStore) -> None:
    await held(store, [[SlotSet("asking", "email"), Restarted()], [heard("we sell bread")]])
    again = await store.retrieve_full_tracker("c1")
    assert again is not None and again.latest_message.text == "we sell bread"


async def test_an_event_broker_gets_masked_events(store: MaskingTrackerStore) -> None:
    class Broker:
        def __init__(self) -> None:
            self.published: list[dict[str, Any]] = []

        def publish(self, event: dict[str, Any]) -> None:
            self.published.append(event)

    store.event_broker = Broker()
    await held(store, a_whole_conversation())
    assert [word for word in PERSONAL if word in repr(store.event_broker.published)] == []
    full = await store.retrieve_full_tracker("c1")
    assert full is not None and len(store.event_broker.published) == len(full.events)


async def test_a_forgotten_conversation_leaves_no_byte_while_the_store_is_open(
    store: MaskingTrackerStore, database: Path
) -> None:
    await held(store, [[heard("we make Zyzzyva cheese")]], sender="to-forget-1234")
    await held(store, [[heard("we make ordinary cheese")]], sender="to-keep-5678")
    assert remains(database, ("Zyzzyva", "to-forget-1234")) == ["Zyzzyva", "to-forget-1234"]
    assert forget(database, "to-forget-1234") > 0
    assert remains(database, ("Zyzzyva", "to-forget-1234")) == []
    assert await store.retrieve("to-forget-1234") is None
    assert await store.retrieve("to-keep-5678") is not None


async def test_the_rows_are_those_rasa_writes_itself(store: MaskingTrackerStore, database: Path) -> None:
    theirs = SQLTrackerStore(domain=DOMAIN, dialect="sqlite", db=str(database.with_name("theirs.db")))
    tracker = DialogueStateTracker.from_events("c1", [*a_session(), heard("we are 12"), SlotSet("headcount", 12)])
    again = DialogueStateTracker.from_events("c1", [*tracker.events, heard("still 12")])
    rows = []
    for each in (store, theirs):
        await each.save(tracker)
        await each.save(again)
        with each.engine.connect() as connection:
            rows.append(connection.execute(store.SQLEvent.__table__.select()).all())
    assert rows[0] == rows[1]
    assert {row.intent_name for row in rows[0]} == {None, "inform"}


async def test_an_earlier_session_is_read_only_when_all_are_asked_for(store: MaskingTrackerStore) -> None:
    for text in ("first", "second"):
        tracker = await store.get_or_create_tracker("c1", append_action_listen=False)
        tracker.update_with_events([*a_session(), heard(text)], DOMAIN)
        await store.save(tracker)
    latest, every = await store.retrieve("c1"), await store.retrieve_full_tracker("c1")
    assert latest is not None and every is not None
    assert [event.type_name for event in latest.events] == ["session_started", "user"]
    assert len(every.events) == 6


async def test_what_another_process_adds_is_read_over_the_open_connection(
    store: MaskingTrackerStore, database: Path
) -> None:
    other = MaskingTrackerStore(domain=DOMAIN, db=str(database))
    tracker = await held(store, [[heard("we are 12")]])
    tracker.update_with_events([heard("and growing")], DOMAIN)
    await other.save(tracker)
    again = await store.retrieve("c1")
    assert again is not None and again.latest_message.text == "and growing"
    with store.engine.connect() as first:
        kept = first.connection.dbapi_connection
    with store.engine.connect() as second:
        assert second.connection.dbapi_connection is kept


async def test_only_what_the_assistant_says_to_everyone_is_remembered(
    store: MaskingTrackerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered: list[str] = []

    def listen(text: str) -> str:
        remembered.append(text)
        return mask(text)

    monkeypatch.setattr(masking_events, "_mask_ours", listen)
    await held(store, a_whole_conversation())
    assert "What is your name?" in remembered
    assert [word for word in PERSONAL if any(word.lower() in text.lower() for text in remembered)] == []


def test_the_file_waits_for_writers_and_zeroes_what_it_deletes(store: MaskingTrackerStore) -> None:
    with store.engine.connect() as connection:
        ask = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "secure_delete")]
        patience = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    assert ask == ["wal", 1]
    assert patience >= 5000


def test_only_its_owner_may_read_the_file(store: MaskingTrackerStore, database: Path) -> None:
    assert database.stat().st_mode & 0o077 == 0


def test_rasa_builds_it_from_the_endpoints_file(database: Path) -> None:
    endpoint = EndpointConfig(type="bot.tracker_store.MaskingTrackerStore", dialect="sqlite", db=str(database))
    assert isinstance(TrackerStore.create(endpoint, DOMAIN), MaskingTrackerStore)
    assert database.is_file()
