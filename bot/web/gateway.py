"""One chat turn: her words in, the bot's out, whatever happens behind."""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

import anyio
import anyio.to_thread

from bot.language import Language
from bot.observability.tracing import span, trail
from bot.settings import Settings
from bot.web.metrics import Metrics
from bot.web.rasa import Rasa, RasaFailed, Spoken, for_visitor
from bot.web.shortlived import Shortlived
from bot.web.tokens import Held, Pressed, Tokens
from bot.web.words import guess_language, sentence

log = logging.getLogger(__name__)
CONVERSATIONS_KEPT: Final = 20_000
LANGUAGE_SECONDS: Final = 3600.0


class Desk(Protocol):
    """What the door asks of the intake; every call blocks."""

    def start(self, conversation_id: str, language: Language) -> None:
        """Note that a conversation began."""

    def is_erased(self, conversation_id: str) -> bool:
        """Whether its owner had it erased."""


class Services(Protocol):
    """What the door needs of the rest of the application."""

    @property
    def desk(self) -> Desk:
        """The intake."""

    @property
    def knowledge(self) -> Any:
        """Formats, programs and intermediaries."""

    @property
    def secret(self) -> str:
        """What tokens are signed with."""

    def forget(self, conversation_id: str) -> None:
        """Delete what Rasa keeps of a conversation; blocks."""


@dataclass(frozen=True)
class Message:
    """What a visitor sent: cleaned `text` or the button she pressed; `reads` is the language of her browser.

    `id` is the page's own for the message, the same when it is sent again.
    """

    text: str
    language: Language | None = None
    button: Pressed | None = None
    reads: Language = "en"
    id: str | None = None


@dataclass(frozen=True)
class Reply:
    """What she gets back; `healthy` is False when the bot could not answer properly, `forgotten` True once erased."""

    conversation: Held
    language: Language
    messages: list[dict[str, Any]] = field(default_factory=list)
    healthy: bool = True
    forgotten: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The answer of `POST /api/chat`."""
        return {"conversation": self.conversation.token, "language": self.language, "messages": self.messages}


@dataclass
class _Turnstile:
    lock: anyio.Lock
    waiting: int = 0


class Gateway:
    """Takes turns to Rasa: one at a time in a conversation, a few at a time in all, first come first served."""

    def __init__(
        self, settings: Settings, services: Services, rasa: Rasa, tokens: Tokens, metrics: Metrics,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._settings, self._services, self._rasa = settings, services, rasa
        self._tokens, self._metrics = tokens, metrics
        self._room = anyio.Semaphore(settings.rasa_parallel)
        self._turnstiles: dict[str, _Turnstile] = {}
        self._languages: Shortlived[Language] = Shortlived(CONVERSATIONS_KEPT, LANGUAGE_SECONDS, clock)

    async def take(self, held: Held | None, message: Message) -> Reply:
        """Answer one message; never raises for what happens behind the door."""
        started = time.perf_counter()
        conversation = held if held and not held.expired else self._tokens.begin()
        reply: Reply
        try:
            with span("turn"):
                reply = await asyncio.wait_for(
                    self._turn(held, conversation, message), self._settings.chat_deadline_seconds
                )
        except Exception as error:  # whatever broke, the visitor is owed a sentence
            _note(error, conversation)
            reply = self._apology(conversation, message, type(error).__name__)
        self._count(reply, time.perf_counter() - started)
        return reply

    def _count(self, reply: Reply, seconds: float) -> None:
        outcome = "answered" if reply.healthy else "apology"
        self._metrics.seconds.labels("turn").observe(seconds)
        self._metrics.turns.labels(reply.language, outcome).inc()
        facts = {"language": reply.language, "outcome": outcome, "ms": round(seconds * 1000)}
        log.info("turn", extra={"facts": {"conversation": reply.conversation.id[:8], **facts}})

    async def _turn(self, held: Held | None, conversation: Held, message: Message) -> Reply:
        async with self._in_turn(conversation):
            over = held is not None and held.expired
            if held is None or over:
                await self._begin(conversation, message)
            elif await _in_thread(self._services.desk.is_erased, conversation.id):
                over, conversation = True, self._tokens.begin()
                await self._begin(conversation, message)
            reply = await self._answer(conversation, message)
        if over:
            reply = replace(reply, messages=[{"text": sentence("conversation_ended", reply.language)}, *reply.messages])
        return reply

    async def _begin(self, conversation: Held, message: Message) -> None:
        await _in_thread(self._services.desk.start, conversation.id, self._language(conversation, message))

    async def _answer(self, conversation: Held, message: Message) -> Reply:
        if not message.text and message.button is None:
            language = self._language(conversation, message)
            return Reply(conversation, language, [{"text": sentence("empty_message", language)}])
        spoken = await self._ask(conversation, message)
        if spoken.language:
            self._languages.put(conversation.id, spoken.language)
        if spoken.erased:
            self._languages.drop(conversation.id)
            await _in_thread(self._services.forget, conversation.id)
        shown = for_visitor(spoken.items, self._tokens, conversation)
        if spoken.language and shown:
            return Reply(conversation, spoken.language, shown, forgotten=spoken.erased)
        return self._unfinished(conversation, message, shown)

    async def _ask(self, conversation: Held, message: Message) -> Spoken:
        waited = time.perf_counter()
        async with self._room:
            began = time.perf_counter()
            self._metrics.seconds.labels("wait").observe(began - waited)
            metadata: dict[str, Any] = {"language": message.language, **trail()}
            if message.id:
                metadata["message_id"] = message.id
            if message.button:
                metadata["title"] = message.button.title
            words = message.button.payload if message.button else message.text
            spoken = await self._rasa.say(conversation.id, words, metadata)
            self._metrics.seconds.labels("rasa").observe(time.perf_counter() - began)
        return spoken

    def _apology(self, conversation: Held, message: Message, reason: str) -> Reply:
        self._metrics.fallback.labels(reason).inc()
        language = self._language(conversation, message)
        return Reply(conversation, language, [self._way_out("out_of_order", language)], healthy=False)

    def _unfinished(self, conversation: Held, message: Message, shown: list[dict[str, Any]]) -> Reply:
        self._metrics.fallback.labels("actions").inc()
        language = self._language(conversation, message)
        code = "partly_answered" if shown else "out_of_order"
        return Reply(conversation, language, [*shown, self._way_out(code, language)], healthy=False)

    def _way_out(self, code: str, language: Language) -> dict[str, Any]:
        host = self._services.knowledge.intermediaries[self._settings.host_intermediary]
        page = host.website or contact_page(self._settings, language)
        text = sentence(code, language, host=host.name[language], page=page)
        return {"text": text, "custom": {"type": "unavailable", "page": page}}

    def _language(self, conversation: Held, message: Message) -> Language:
        said = message.button.title if message.button else message.text
        return message.language or self._languages.get(conversation.id) or guess_language(said) or message.reads

    @asynccontextmanager
    async def _in_turn(self, conversation: Held) -> AsyncIterator[None]:
        turnstile = self._turnstiles.setdefault(conversation.id, _Turnstile(anyio.Lock()))
        turnstile.waiting += 1
        try:
            async with turnstile.lock:
                yield
        finally:
            turnstile.waiting -= 1
            if not turnstile.waiting:
                del self._turnstiles[conversation.id]


def contact_page(settings: Settings, language: Language) -> str:
    """Where a visitor finds a person when the host has no site of its own on file."""
    return f"{settings.public_url.rstrip('/')}/?lang={language}#contact"


def _note(error: Exception, conversation: Held) -> None:
    """Log what broke and where, never what was said: messages of exceptions may hold it, or a token."""
    expected = isinstance(error, (RasaFailed, asyncio.TimeoutError))
    trace = "" if expected else "\n" + "".join(traceback.format_tb(error.__traceback__))
    log.warning("turn failed: %s in %r%s", type(error).__name__, conversation, trace)


async def _in_thread(call: Callable[..., Any], *arguments: Any) -> Any:
    return await anyio.to_thread.run_sync(call, *arguments)
