"""Conversations written as data, played against the assistant.

A script has a `title`, a `language` every reply must be in, and `turns`; it may have `page` (the language the page asks
for), `begin` (a fragment), `stand` (slots to start from), `answers` (by question) and `bug` (known, expected to fail).
A turn is what she does (`user` types, `press` taps, `answer` answers every question until a message of that type comes)
and what must come back: `bot` the responses, exactly; `has` and `never` some of them; `asks` the open question; `slots`
exactly and `keeps` at least; `custom` types; `text` and `not` words; `language` from here on; `top` the format advised
first; `ticket` its status; `erased`. Around a turn: `down` (no action server), `desk_fails`, `take_up`; `broken` turns
need not answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml
from replies import Reply, facts
from wrong_language import wrong_language

from bot.intake.accounts import User

if TYPE_CHECKING:  # Rasa takes seconds to import: only the tests that talk to it do
    from live_assistant import Assistant, Conversation

FOLDER: Final = Path(__file__).parent
DONE: Final = "user press answer down desk_fails take_up broken"
EXPECTED: Final = "bot has never asks slots keeps custom text not language erased top ticket"
TURN_KEYS: Final = frozenset(f"{DONE} {EXPECTED}".split())
SCRIPT_KEYS: Final = frozenset(("title", "language", "page", "begin", "stand", "answers", "bug", "turns"))
MOST_QUESTIONS: Final = 9
FRESH: Final = ("utter_restarted", "utter_erased")
LEFTOVER: Final = re.compile(r"\{\w*\}")


@dataclass
class Script:
    """One conversation: what is said, and what must come back."""

    title: str
    language: str
    turns: list[dict[str, Any]]
    page: str | None = None
    stand: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    bug: str | None = None


def scripts(pattern: str = "*.yml") -> list[Script]:
    """Every script of the folder; raises `ValueError` for one that is written wrong."""
    fragments = _load(FOLDER / "fragments.yml")
    found: list[Script] = []
    for path in sorted(FOLDER.glob(pattern)):
        if path.stem not in ("fragments", "interruptions"):
            found += [_script(each, fragments, path.stem) for each in _load(path)]
    return found


def interruptions() -> Any:
    """What is said in the middle of a question, by language, and the questions."""
    return _load(FOLDER / "interruptions.yml")


def _load(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)


def _script(data: Mapping[str, Any], fragments: Mapping[str, Any], topic: str) -> Script:
    _check_keys(data, SCRIPT_KEYS, topic)
    begin = fragments[data["begin"]][data["language"]] if "begin" in data else []
    turns = [*begin, *data["turns"]]
    for turn in turns:
        _check_keys(turn, TURN_KEYS, f"{topic}: {data['title']}")
    known = {k: v for k, v in data.items() if k not in ("begin", "turns", "title")}
    return Script(title=f"{topic} ({data['language']}): {data['title']}", turns=turns, **known)


def _check_keys(data: Mapping[str, Any], allowed: frozenset[str], where: str) -> None:
    unknown = set(data) - allowed
    if unknown:
        raise ValueError(f"{where}: unknown keys {sorted(unknown)}")


class Mismatch(AssertionError):
    """The bot did something else than the script says; the message holds the transcript."""


def play(script: Script, assistant: Assistant) -> None:
    """Play a script; raises `Mismatch` at the first turn that goes otherwise."""
    conversation = assistant.conversation(script.page)
    if script.stand:
        conversation.stand(language=script.language, **script.stand)
    Player(script, conversation).play()


class Player:
    """Plays one script and remembers what was said."""

    def __init__(self, script: Script, conversation: Conversation) -> None:
        """Nothing played yet."""
        self.script, self.conversation = script, conversation
        self.language = script.language
        self.before: dict[str, Any] = {}
        self.answered: set[str] = set()
        self.last: Reply
        self.transcript: list[str] = [script.title]

    def play(self) -> None:
        """Every turn, in order."""
        for turn in self.script.turns:
            if "answer" in turn:
                self._answer_all(turn)
            else:
                self._check(turn, self._take(turn))

    def _answer_all(self, turn: Mapping[str, Any]) -> None:
        """Answer each question in the script's words until a message of the type wanted comes."""
        for _ in range(MOST_QUESTIONS):
            if turn["answer"] in self.last.types:
                self._check(turn, self.last)
                return
            asked = str(self.last.slots["asking"])
            if asked in self.answered:
                self._fail([f"asked about {asked} twice"])
            self.answered.add(asked)
            plain = {"user": self.script.answers.get(asked, f"(the script has no answer about {asked})")}
            self._check(plain, self._take(plain))
        self._fail([f"{MOST_QUESTIONS} questions and no {turn['answer']}"])

    def _check(self, turn: Mapping[str, Any], reply: Reply) -> None:
        problems = [*self._always(turn, reply), *_as_written(turn, reply), *self._tickets(turn)]
        if problems:
            self._fail(problems)
        self.before = {} if _starts_fresh(reply) else facts(reply)

    def _fail(self, problems: list[str]) -> None:
        raise Mismatch("\n".join([*self.transcript, *(f"!! {problem}" for problem in problems)]))

    def _take(self, turn: Mapping[str, Any]) -> Reply:
        with trouble(turn, self.conversation):
            if "press" in turn:
                reply = self.conversation.press(turn["press"])
            else:
                reply = self.conversation.say(_typed(turn["user"]))
        self.transcript.append(f"> {str(turn.get('press', turn.get('user')))[:200]}   [{reply.intent}]")
        self.transcript += [f"  {m.name}: {m.text[:240]} {[b['title'] for b in m.buttons]}" for m in reply.messages]
        self.last = reply
        return reply

    def _always(self, turn: Mapping[str, Any], reply: Reply) -> Iterator[str]:
        """What must hold in every turn of every conversation."""
        self.language = turn.get("language", self.language)
        if turn.get("broken"):
            return
        if not reply.messages or not all(message.text.strip() for message in reply.messages):
            yield "an empty reply"
        if reply.language != self.language:
            yield f"held in {reply.language}, not {self.language}"
        yield from (f"wrong language: {m.text!r}" for m in reply.messages if wrong_language(m.text, self.language))
        yield from (f"a placeholder was left: {m.text!r}" for m in reply.messages if LEFTOVER.search(m.text))
        yield from _questions(reply)
        lost = {name for name in self.before if name not in facts(reply)} if not _starts_fresh(reply) else set()
        if lost:
            yield f"forgot {sorted(lost)}"

    def _tickets(self, turn: Mapping[str, Any]) -> Iterator[str]:
        if "ticket" in turn:
            ticket = self.conversation.assistant.services.desk.ticket_of(self.conversation.id)
            status = ticket.status if ticket else None
            if status != turn["ticket"]:
                yield f"the ticket is {status}, not {turn['ticket']}"


@contextmanager
def trouble(turn: Mapping[str, Any], conversation: Conversation) -> Iterator[None]:
    """What goes wrong, or happens elsewhere, around a turn."""
    assistant, desk = conversation.assistant, conversation.assistant.services.desk
    if turn.get("take_up"):
        ticket = desk.ticket_of(conversation.id)
        desk.take_up(User("odette", "coordinator", ticket.intermediary), ticket.reference, ticket.version)
    assistant.actions.down = bool(turn.get("down"))
    if turn.get("desk_fails"):
        desk.open = _broken  # the instance's own, until the turn is over
    try:
        yield
    finally:
        assistant.actions.down = False
        desk.__dict__.pop("open", None)


def _broken(*_: Any) -> Any:
    raise RuntimeError("the desk is broken on purpose")


def _typed(text: Any) -> str:
    return str(text["repeat"]) * int(text["times"]) if isinstance(text, dict) else str(text)


def _starts_fresh(reply: Reply) -> bool:
    return any(name in FRESH for name in reply.names)


def _questions(reply: Reply) -> Iterator[str]:
    asked = [m.custom["slot"] for m in reply.messages if m.custom.get("type") == "question"]
    if asked and asked[-1] != reply.slots["asking"]:
        yield f"asked about {asked[-1]}, but waits for {reply.slots['asking']}"
    if len(asked) > 1:
        yield f"two questions at once: {asked}"
    given_up = set(asked) & set(reply.slots.get("unknowns") or ())
    if given_up:
        yield f"asked again what she cannot say: {sorted(given_up)}"
    if len(reply.names) != len(set(reply.names)):
        yield f"said twice in one turn: {reply.names}"


def _as_written(turn: Mapping[str, Any], reply: Reply) -> Iterator[str]:
    """What this turn of the script asks for."""
    if "bot" in turn and reply.names != turn["bot"]:
        yield f"said {reply.names}, not {turn['bot']}"
    yield from (f"did not say {name}" for name in _many(turn, "has") if name not in reply.names)
    yield from (f"said {name}" for name in _many(turn, "never") if name in reply.names)
    if "asks" in turn and reply.slots["asking"] != turn["asks"]:
        yield f"waits for {reply.slots['asking']}, not {turn['asks']}"
    for name, value in {**turn.get("slots", {}), **turn.get("keeps", {})}.items():
        if not _same(reply.slots.get(name), value, exactly=name in turn.get("slots", {})):
            yield f"{name} is {reply.slots.get(name)!r}, not {value!r}"
    yield from (f"no message of type {kind}" for kind in _many(turn, "custom") if kind not in reply.types)
    yield from (f"no {text!r} in the reply" for text in _many(turn, "text") if str(text) not in _plain(reply.text))
    yield from (f"{text!r} in the reply" for text in _many(turn, "not") if str(text) in _plain(reply.text))
    if "top" in turn and (reply.custom("recommendation") or {})["recommendations"][0]["format"] != turn["top"]:
        yield f"{turn['top']} is not on top: {reply.slots['advised']}"
    if "erased" in turn and reply.erased != turn["erased"]:
        yield "nothing was erased" if turn["erased"] else "everything was erased"


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _many(turn: Mapping[str, Any], key: str) -> list[Any]:
    value = turn.get(key, [])
    return value if isinstance(value, list) else [value]


def _same(held: Any, wanted: Any, exactly: bool) -> bool:
    if isinstance(wanted, list) and isinstance(held, list):
        return set(held) == set(wanted) if exactly else set(wanted) <= set(held)
    return bool(held == wanted)
