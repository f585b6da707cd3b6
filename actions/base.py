"""The base of every action: slots to a `Talk`, one call into `bot`, messages and events back; polite when it fails."""

from __future__ import annotations

import asyncio
import logging
import traceback
from abc import ABC, abstractmethod
from typing import Any

import tenacity
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.repeat import said_before
from actions.translate import heard_from, language_due, slots_of, talk_from, transcript_of
from bot.bootstrap import Services, bootstrap
from bot.dialogue.converse import Context, respond
from bot.dialogue.handoff import failure_values
from bot.dialogue.talk import Say, Talk, Turn
from bot.intake.trouble import went_away
from bot.observability.moves import moves
from bot.observability.request import during, request_of
from bot.observability.tracing import span

log = logging.getLogger(__name__)


class MoveAction(Action, ABC):
    """Runs one move of the dialogue."""

    def __init__(self, services: Services | None = None) -> None:
        """The SDK builds actions bare; tests pass fakes."""
        self.services = services or bootstrap()

    @property
    @abstractmethod
    def move(self) -> str:
        """The move's name in `bot.dialogue.converse` and, after `action_`, in the rules."""

    def name(self) -> str:
        """The name the domain and the rules use."""
        return f"action_{self.move}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Set the language first when it changes (responses read the slot), else hold the turn.

        A message that was answered already gets the same answer.
        """
        metadata = tracker.latest_message.get("metadata")
        with during(request_of(metadata)), span(self.name(), metadata), moves().seconds.labels(self.move).time():
            return await self._hold(dispatcher, tracker)

    async def _hold(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        if repeated := said_before(tracker):
            moves().turns.labels(str(tracker.get_slot("language")), "repeated").inc()
            return _say_again(repeated, dispatcher)
        language = language_due(tracker, self.move)
        if language != tracker.get_slot("language"):
            return [SlotSet("language", language), FollowupAction(self.name())]
        talk = talk_from(tracker)
        outcome = "failed"
        try:
            turn = await asyncio.to_thread(self._respond, talk, tracker)
            outcome = "missed" if turn.talk.misses > talk.misses else "understood"
        except Exception as error:  # whatever broke, the visitor gets words and a person; its text may hold hers
            log.error("turn failed in conversation %s: %s", tracker.sender_id[:8], _where(error))
            turn = self._apology(talk)
        moves().turns.labels(talk.language, outcome).inc()
        facts = {"conversation": tracker.sender_id[:8], "move": self.move, "outcome": outcome}
        log.info("move", extra={"facts": facts})
        return self._deliver(turn, talk, dispatcher)

    @tenacity.retry(retry=tenacity.retry_if_exception(went_away), stop=tenacity.stop_after_attempt(2), reraise=True)
    def _respond(self, talk: Talk, tracker: Tracker) -> Turn:
        """The turn, held once more when the database server went away under it: what it had begun is undone then."""
        context = Context(self.services, transcript_of(tracker))
        return respond(self.move, talk, heard_from(tracker), context)

    def _apology(self, talk: Talk) -> Turn:
        return Turn(talk, (Say("utter_failure", failure_values(talk, self.services)),))

    def _deliver(self, turn: Turn, before: Talk, dispatcher: CollectingDispatcher) -> list[EventType]:
        for say in turn.says:
            buttons = [{"title": b.title, "payload": b.payload} for b in say.buttons]
            custom = dict(say.custom) if say.custom else None
            dispatcher.utter_message(response=say.response, buttons=buttons, json_message=custom, **say.values)
        marker = {"type": "turn", "language": turn.talk.language, "erased": turn.erased}
        dispatcher.utter_message(json_message=marker)
        changes = [SlotSet(name, value) for name, value in slots_of(turn.talk, before).items()]
        return [*changes, FollowupAction("action_listen")]


def _say_again(said: list[dict[str, Any]], dispatcher: CollectingDispatcher) -> list[EventType]:
    for event in said:
        data = event.get("data") or {}
        dispatcher.utter_message(text=event.get("text"), buttons=data.get("buttons"), json_message=data.get("custom"))
    return [FollowupAction("action_listen")]


def _where(error: Exception) -> str:
    """The kind of an error and where it arose, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    return f"{type(error).__name__} at {last.name}:{last.lineno}" if last else type(error).__name__
