"""The trained model and the real actions in one process: what a person would really see, a tenth of a second a turn."""

from __future__ import annotations

import asyncio
import inspect
import pkgutil
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.shared.core.events import SlotSet
from rasa_sdk.executor import ActionExecutor
from replies import Heard, Reply

import actions
from actions.base import MoveAction
from bot.bootstrap import Services, build
from bot.settings import Settings
from bot.tracker_store import MaskingTrackerStore
from bot.training import MODEL
from bot.web.chat import clean

TODAY = "2026-11-22"


@dataclass
class InProcessActions:
    """Stands where Rasa expects the action server's address, and runs the actions itself."""

    services: Services
    kwargs: Mapping[str, Any] = field(default_factory=lambda: {"enable_selective_domain": True})
    down: bool = False

    def __post_init__(self) -> None:
        """Registers every action with the SDK's own executor."""
        self.executor = ActionExecutor()
        for each in move_actions():
            self.executor.register_action(each(self.services))

    async def request(self, json: Mapping[str, Any], **_how: Any) -> Any:
        """What `POST /webhook` would answer; raises when the server is said to be down."""
        if self.down:
            raise ConnectionError("the action server is down")
        return await self.executor.run(json)


def move_actions() -> list[type[MoveAction]]:
    """Every action of the `actions` package."""
    modules = [import_module(f"actions.{m.name}") for m in pkgutil.iter_modules(actions.__path__) if m.name[0] != "_"]
    found = {each for module in modules for _, each in inspect.getmembers(module, inspect.isclass)}
    return sorted((each for each in found if issubclass(each, MoveAction) and each is not MoveAction), key=str)


class Assistant:
    """The assistant, loaded once; every `conversation` begins fresh."""

    def __init__(self, folder: Path) -> None:
        """Loads the model; the databases live in `folder`."""
        settings = Settings(
            database_url=f"sqlite:///{folder / 'intake.db'}",
            tracker_database=str(folder / "conversations.db"),
            tremplin_today=TODAY,
            secret_key="for the tests",
        )
        self.services = build(settings)
        self.actions = InProcessActions(self.services)
        self.loop = asyncio.new_event_loop()
        self.agent = Agent.load(str(MODEL), action_endpoint=self.actions)
        store = MaskingTrackerStore(self.agent.domain, db=settings.tracker_database)
        self.agent.tracker_store = self.agent.processor.tracker_store = store
        self._begun = 0

    def conversation(self, page: str | None = None) -> Conversation:
        """A new conversation; `page` is the language the page asks for, if it does."""
        self._begun += 1
        id_ = f"conversation-{self._begun}"
        self.services.desk.start(id_, "fr" if page == "fr" else "en")
        return Conversation(self, id_, page)

    def run(self, what: Coroutine[Any, Any, Any]) -> Any:
        """Wait for what Rasa does."""
        return self.loop.run_until_complete(what)

    def close(self) -> None:
        """Free the loop."""
        self.loop.close()


class Recorder(OutputChannel):  # type: ignore[misc]
    """Keeps what the visitor is sent, with the name of each response."""

    def __init__(self) -> None:
        """Nothing sent yet."""
        self.sent: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """The channel's name; no response is written for it."""
        return "recorder"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep the message as it is."""
        self.sent.append(message)


class Conversation:
    """One visitor's conversation, held as the gateway holds it."""

    def __init__(self, assistant: Assistant, id_: str, page: str | None) -> None:
        """`page` is the language the page asks for at each turn, if it does."""
        self.assistant, self.id, self.page = assistant, id_, page
        self.offered: dict[str, str] = {}

    def say(self, text: str) -> Reply:
        """Type something; the door cleans it, as it does for everybody."""
        return self._turn(clean(text), {"language": self.page})

    def press(self, title: str) -> Reply:
        """Tap a button that was offered; raises `KeyError` when none is called that."""
        return self._turn(self.offered[title], {"language": self.page, "title": title})

    def agree(self) -> None:
        """Consent on the record, as if the card had been answered."""
        self.assistant.services.desk.record_consent(self.id, "request", "tests", "en", given=True)

    def stand(self, **slots: Any) -> None:
        """Put the conversation where `slots` say, as if it had come there by itself."""
        tracker = self._tracker()
        tracker.update_with_events([SlotSet(name, value) for name, value in slots.items()], self.assistant.agent.domain)
        self.assistant.run(self.assistant.agent.tracker_store.save(tracker))

    def _turn(self, words: str, metadata: Mapping[str, Any]) -> Reply:
        channel = Recorder()
        message = UserMessage(words, channel, self.id, input_channel="rest", metadata=dict(metadata))
        self.assistant.run(self.assistant.agent.handle_message(message))
        reply = _reply(channel.sent, self._tracker())
        self.offered.update({b["title"]: b["payload"] for m in reply.messages for b in m.buttons})
        return reply

    def _tracker(self) -> Any:
        return self.assistant.run(self.assistant.agent.processor.fetch_tracker_with_initial_session(self.id))


def _reply(sent: list[dict[str, Any]], tracker: Any) -> Reply:
    spoken = [_message(each) for each in sent]
    ends = [message.custom for message in spoken if message.custom.get("type") == "turn"]
    return Reply(
        messages=tuple(message for message in spoken if message.custom.get("type") != "turn"),
        language=ends[-1]["language"] if ends else None,
        erased=bool(ends and ends[-1]["erased"]),
        slots=tracker.current_slot_values(),
        intent=tracker.latest_message.intent.get("name") or "",
    )


def _message(sent: Mapping[str, Any]) -> Heard:
    name = sent.get("utter_action")
    return Heard(name, sent.get("text") or "", tuple(sent.get("buttons") or ()), sent.get("custom") or {})
