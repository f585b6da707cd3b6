"""What is done once instead of for every message gives what Rasa's own way gives."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from copy import copy
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from rasa.core.agent import Agent
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.exceptions import GraphComponentException
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import ListSlot, Slot, TextSlot
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk import Tracker

from actions.repeat import said_before
from actions.translate import heard_from, language_due, talk_from, transcript_of
from bot.quick_rasa import KeptOpen, Straight, copy_slots_straight, quicken, remember_event_types, slim


class Number(GraphComponent):  # type: ignore[misc]
    """A node of a graph to try: adds up what it is given, or fails."""

    calls: list[str] = []

    def __init__(self, name: str) -> None:
        self.name = name

    @classmethod
    def create(cls, config: Any, model_storage: Any, resource: Any, execution_context: ExecutionContext) -> Number:
        return cls(execution_context.node_name)

    def add(self, first: int, second: int) -> int:
        self.calls.append(self.name)
        return first + second

    def fail(self, first: int) -> int:
        raise ValueError("broken on purpose")


def node(fn: str, **needs: str) -> SchemaNode:
    return SchemaNode(needs=needs, uses=Number, constructor_name="create", fn=fn, config={}, eager=True)


@pytest.fixture
def runner() -> DaskGraphRunner:
    """`top` needs `left`, and `left` twice over; `aside` is needed by none of them, and `broken` fails."""
    nodes = {
        "top": node("add", first="left", second="right"),
        "right": node("add", first="left", second="given"),
        "left": node("add", first="given", second="given"),
        "aside": node("add", first="given", second="left"),
        "broken": node("fail", first="left"),
    }
    return DaskGraphRunner.create(GraphSchema(nodes), None, ExecutionContext(GraphSchema(nodes)))


@pytest.mark.parametrize("targets", [["top"], ["aside", "right"], ["left"]])
def test_the_graph_gives_the_same_run_straight(runner: DaskGraphRunner, targets: list[str]) -> None:
    straight = Straight.of(runner)
    for number in (1, 5):
        given = {"given": number}
        assert straight.run(given, targets) == runner.run(given, targets)


def test_each_node_runs_once_and_only_what_is_needed(runner: DaskGraphRunner) -> None:
    Number.calls.clear()
    assert Straight.of(runner).run({"given": 2}, ["top"]) == {"top": 10}
    assert Number.calls == ["left", "right", "top"]


def test_a_component_that_fails_fails_alike(runner: DaskGraphRunner) -> None:
    for way in (runner, Straight.of(runner)):
        with pytest.raises(GraphComponentException, match="broken"):
            way.run({"given": 1}, ["broken"])


def test_event_types_are_those_rasa_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    rasas_own = Event.resolve_by_type
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(rasas_own))  # put back afterwards
    remember_event_types()
    names = {each.type_name for each in all_subclasses(Event)}
    assert len(names) > 15
    for name in names:
        assert Event.resolve_by_type(name) is rasas_own(name)
    assert Event.resolve_by_type("topic") is None
    assert Event.resolve_by_type("unheard of", SlotSet) is SlotSet
    with pytest.raises(ValueError, match="unheard of"):
        Event.resolve_by_type("unheard of")


@pytest.mark.parametrize("slot", [TextSlot("town", [{}], "Moncton"), ListSlot("needs", [{}], ["finance"])])
def test_a_slot_is_copied_as_python_copies_it(slot: Slot, monkeypatch: pytest.MonkeyPatch) -> None:
    slot.value = slot.initial_value
    pythons_own = copy(slot)
    monkeypatch.setattr(Slot, "__copy__", None, raising=False)  # taken away afterwards
    copy_slots_straight()
    ours = copy(slot)
    assert type(ours) is type(slot) and ours is not slot
    assert vars(ours) == vars(pythons_own) == vars(slot)
    ours.value = None
    assert slot.value == slot.initial_value


class Policy(RulePolicy):  # type: ignore[misc]
    """A policy with rules that says how it was asked."""

    def __init__(self, *users: dict[str, str]) -> None:
        rules = [[{"prev_action": {"action_name": "action_listen"}, "user": user}] for user in users]
        self.lookup = {"rules": {json.dumps(rule): "action_greet" for rule in rules}}
        self.asked: list[bool] = []

    def _find_action_from_rules(self, tracker: Any, domain: Any, use_text_for_last_user_input: bool) -> Any:
        self.asked.append(use_text_for_last_user_input)
        return "action_greet", "the rule", False


@pytest.mark.parametrize(
    ("users", "asked"), [([{"intent": "greet"}], [False]), ([{"intent": "greet"}, {"text": "hello"}], [True, False])]
)
def test_rules_on_words_are_looked_for_only_where_there_are_some(
    runner: DaskGraphRunner, users: list[dict[str, str]], asked: list[bool]
) -> None:
    policy = Policy(*users)
    runner._instantiated_nodes["top"]._component = policy
    agent = Agent()
    agent.processor = SimpleNamespace(graph_runner=runner, action_endpoint=None, domain=DOMAIN)
    quicken(agent)
    by_words = policy._find_action_from_rules(None, None, use_text_for_last_user_input=True)
    by_intent = policy._find_action_from_rules(None, None, use_text_for_last_user_input=False)
    assert by_intent == ("action_greet", "the rule", False)
    assert by_words == (by_intent if True in asked else (None, None, False))
    assert policy.asked == asked


class ActionServer:
    """Remembers who called with what."""

    def __init__(self) -> None:
        self.callers: list[tuple[Any, bytes]] = []

    async def answer(self, request: web.Request) -> web.Response:
        assert request.transport is not None
        self.callers.append((request.transport.get_extra_info("peername"), await request.read()))
        if request.headers.get("Authorization") != "Basic bWU6cHc=":
            return web.json_response({"error": "who?"}, status=401)
        return web.json_response({"events": [], "responses": []})


@pytest.fixture
async def server() -> AsyncIterator[tuple[ActionServer, str]]:
    actions, app = ActionServer(), web.Application()
    app.router.add_post("/webhook", actions.answer)
    async with TestServer(app) as running:
        yield actions, str(running.make_url("/webhook"))


def call(*events: Event) -> dict[str, Any]:
    """A call for an action, as Rasa makes it."""
    tracker = DialogueStateTracker.from_events("c1", list(events), DOMAIN.slots)
    return {"next_action": "action_greet", "sender_id": "c1", "tracker": tracker.current_state(EventVerbosity.ALL)}


async def test_calls_share_a_connection_that_opens_again(server: tuple[ActionServer, str]) -> None:
    actions, url = server
    plain = EndpointConfig(url, basic_auth={"username": "me", "password": "pw"})
    kept = KeptOpen.of(plain)
    assert kept == plain
    for _ in range(3):
        assert await kept.request(json=call(), method="post", timeout=5) == {"events": [], "responses": []}
    await kept.close()
    await kept.request(json=call(), method="post", timeout=5)
    await kept.close()
    first, second, third, fourth = (address for address, _ in actions.callers)
    assert first == second == third != fourth
    assert json.loads(actions.callers[0][1]) == slim(call())


async def test_a_refusal_is_told_as_rasa_tells_it(server: tuple[ActionServer, str]) -> None:
    kept = KeptOpen.of(EndpointConfig(server[1]))
    with pytest.raises(ClientResponseError) as told:
        await kept.request(json=call(), method="post")
    assert told.value.status == 401
    await kept.close()


DOMAIN = Domain.from_dict(
    {
        "intents": ["inform"],
        "slots": {
            name: {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}
            for name in ("asking", "language", "headcount")
        },
    }
)


def heard(text: str, **metadata: Any) -> UserUttered:
    entities = [{"entity": "headcount", "value": 6}, {"entity": "language", "value": "fr"}]
    ranking = [{"name": "inform", "confidence": 0.9}, {"name": "greet", "confidence": 0.1}]
    parsed = {"text": text, "intent": ranking[0], "intent_ranking": ranking, "entities": entities}
    return UserUttered(text, ranking[0], entities, parsed, metadata=metadata)  # type: ignore[arg-type]


CONVERSATIONS: tuple[tuple[Event, ...], ...] = (
    (SessionStarted(), heard("on est six")),
    (
        SessionStarted(),
        heard("we are six", message_id="m1", language="en"),
        SlotSet("language", "en"),
        BotUttered("Noted.", {"custom": {"type": "answer"}, "buttons": [{"title": "A", "payload": "/a"}]}),
        SlotSet("asking", "email"),
        BotUttered(None, {"custom": {"type": "turn", "language": "en"}}),
        heard("me@example.com", message_id="m2", title="shown"),
        BotUttered(None, {"custom": {"type": "turn", "language": "en"}}),
        heard("we are six", message_id="m1", language="en"),
    ),
)


@pytest.mark.parametrize("events", CONVERSATIONS)
def test_the_actions_read_the_same_of_less(events: tuple[Event, ...]) -> None:
    whole = call(*events)
    full, less = Tracker.from_dict(whole["tracker"]), Tracker.from_dict(slim(whole)["tracker"])
    assert len(json.dumps(slim(whole))) < len(json.dumps(whole))
    for read in (talk_from, heard_from, transcript_of, said_before, lambda t: language_due(t, "greet")):
        assert read(less) == read(full)


@pytest.mark.parametrize("domain", [DOMAIN, Domain.empty()])
def test_an_agent_gets_the_quicker_parts_where_it_has_the_slow_ones(runner: DaskGraphRunner, domain: Domain) -> None:
    was_empty = domain.is_empty()
    agent = Agent(action_endpoint=EndpointConfig("http://127.0.0.1:1/webhook"))
    agent.processor = SimpleNamespace(graph_runner=runner, action_endpoint=agent.action_endpoint, domain=domain)
    quicken(agent)
    assert isinstance(agent.processor.graph_runner, Straight)
    assert domain.is_empty() is was_empty
    assert isinstance(agent.action_endpoint, KeptOpen)
    assert agent.processor.action_endpoint is agent.action_endpoint
    unready = Agent()
    quicken(unready)
    assert unready.action_endpoint is None and unready.processor is None
