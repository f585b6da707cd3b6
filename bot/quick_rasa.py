"""What Rasa does anew for every message though it is always the same: done once, by its own points of extension.

Read against Rasa 3.6.21. Each part falls away alone: where Rasa no longer has the name, the start fails loudly; where
it no longer uses it, turns are slower and otherwise the same.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, Final

import aiohttp
import ujson
from rasa.core.agent import Agent
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.constants import USER
from rasa.shared.core.events import Event
from rasa.shared.core.slots import Slot
from rasa.shared.nlu.constants import TEXT
from rasa.utils.endpoints import EndpointConfig

TOLD: Final = ("user", "bot", "slot")  # the events that actions/ reads
UNREAD: Final = "parse_data"  # of the latest message it goes along beside the events


def remember_event_types() -> None:
    """Look each event's class up once: Rasa walks all subclasses for each event it reads (1.2 ms a turn)."""
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))


def copy_slots_straight() -> None:
    """Copy a slot, as `copy.copy` would, without asking it how: Rasa copies all of them twice a turn (0.4 ms)."""
    Slot.__copy__ = _copied


def _copied(slot: Slot) -> Slot:
    copied = slot.__class__.__new__(slot.__class__)
    copied.__dict__.update(slot.__dict__)
    return copied


def quicken(agent: Agent) -> None:
    """Put the quicker parts into an agent that has loaded its model."""
    if agent.action_endpoint is not None:
        agent.action_endpoint = KeptOpen.of(agent.action_endpoint)
    if agent.processor is not None:
        agent.processor.action_endpoint = agent.action_endpoint
        empty = agent.processor.domain.is_empty()
        agent.processor.domain.is_empty = lambda: empty  # to know it, Rasa writes the whole domain out (0.2 ms)
        agent.processor.graph_runner = Straight.of(agent.processor.graph_runner)
        for policy in agent.processor.graph_runner.components():
            if isinstance(policy, RulePolicy) and not has_words(policy):
                look_by_intent_alone(policy)


def has_words(policy: RulePolicy) -> bool:
    """Whether a rule begins with a message's words instead of its intent."""
    states = (state for rule in policy.lookup[RULES] for state in json.loads(rule))
    return any(TEXT in state.get(USER, {}) for state in states)


def look_by_intent_alone(policy: RulePolicy) -> None:
    """Leave out the search among rules on words, for which Rasa plays the whole conversation once more (0.5 ms)."""
    search = policy._find_action_from_rules

    def find(tracker: Any, domain: Any, use_text_for_last_user_input: bool) -> tuple[str | None, str | None, bool]:
        return (None, None, False) if use_text_for_last_user_input else search(tracker, domain, False)

    policy._find_action_from_rules = find


class KeptOpen(EndpointConfig):  # type: ignore[misc]
    """The action server over a connection that stays open, told no more of a conversation than the actions read."""

    _session: aiohttp.ClientSession | None = None

    @classmethod
    def of(cls, plain: EndpointConfig) -> KeptOpen:
        """The same endpoint, kept open."""
        kept = cls.__new__(cls)
        kept.__dict__.update(plain.__dict__)
        return kept

    @asynccontextmanager
    async def session(self) -> AsyncIterator[aiohttp.ClientSession]:
        """The one session; Rasa would make and close one for each call.

        It drops a connection that was silent for 15 seconds (aiohttp's own); the action server keeps it longer.
        """
        if self._session is None or self._session.closed:
            self._session = super().session()
        yield self._session

    async def request(self, *arguments: Any, **named: Any) -> Any:
        """Send a call for an action, without what no action reads."""
        if "json" in named:
            named["data"] = ujson.dumps(slim(named.pop("json"))).encode()
        return await super().request(*arguments, **named)

    async def close(self) -> None:
        """Close the connection; another call opens it again."""
        if self._session is not None:
            await self._session.close()


def slim(call: Mapping[str, Any]) -> dict[str, Any]:
    """A call for an action with what was heard, said and noted, and without how each message was understood then."""
    tracker = call["tracker"]
    told = (event for event in tracker["events"] if event["event"] in TOLD)
    events = [{key: value for key, value in event.items() if key != UNREAD} for event in told]
    return {**call, "tracker": {**tracker, "events": events}}


class Straight(DaskGraphRunner):  # type: ignore[misc]
    """Runs the trained graph node by node in an order found once; dask finds it anew for each run (0.6 ms a turn)."""

    _orders: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]]

    @classmethod
    def of(cls, runner: DaskGraphRunner) -> Straight:
        """The same loaded graph."""
        straight = cls.__new__(cls)
        straight.__dict__.update(runner.__dict__)
        straight._orders = {}
        return straight

    def components(self) -> list[Any]:
        """The loaded components, each once."""
        return [node._component for node in self._instantiated_nodes.values()]

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The outputs of the targets, by name; `inputs` are given by name too."""
        done: dict[str, tuple[str, Any]] = {name: (name, value) for name, value in (inputs or {}).items()}
        wanted = targets or self._graph_schema.target_names
        try:
            for name, needs in self._order(tuple(wanted)):
                done[name] = self._instantiated_nodes[name](*(done[need] for need in needs))
        except RuntimeError as error:
            raise GraphRunError("Error running runner.") from error
        return {name: done[name][1] for name in wanted}

    def _order(self, wanted: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        """The nodes that the targets need, each after those it needs."""
        if wanted not in self._orders:
            nodes = self._graph_schema.minimal_graph_schema(list(wanted)).nodes
            placed: dict[str, tuple[str, ...]] = {}

            def place(name: str) -> None:
                if name in nodes and name not in placed:
                    needs = tuple(nodes[name].needs.values())
                    for need in needs:
                        place(need)
                    placed[name] = needs

            for name in wanted:
                place(name)
            self._orders[wanted] = list(placed.items())
        return self._orders[wanted]
