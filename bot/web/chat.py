"""`POST /api/chat`: one turn of a conversation, as the contract words it."""

from __future__ import annotations

import asyncio
import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from bot.language import Language
from bot.settings import Settings
from bot.web.door import address_of, too_many
from bot.web.gateway import Gateway, Message, Reply
from bot.web.limits import Take
from bot.web.problem import Problem, invalid_field, stated_language
from bot.web.shortlived import Shortlived
from bot.web.tokens import Held, Tokens
from bot.web.words import reading_language

ANSWER_SECONDS: Final = 600.0
ANSWERS_KEPT: Final = 5_000
LONGEST_KEY: Final = 100
UNGUESSABLE_KEY: Final = 22
KEPT_CONTROLS: Final = "\n\t"


@dataclass(frozen=True)
class Incoming:
    """The body of a turn, its types checked."""

    conversation: str | None
    message: str
    language: Language | None
    message_id: str | None

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Incoming:
        """Read the body; raises `Problem` naming the field at fault. Unknown keys are left aside."""
        language = stated_language(data)
        if data.get("language") is not None and language is None:
            raise invalid_field("language", "unknown_value")
        for name in ("conversation", "message_id"):
            if data.get(name) is not None and not isinstance(data[name], str):
                raise invalid_field(name, "not_a_text", language)
        if data.get("message") is None:
            raise invalid_field("message", "missing", language)
        if not isinstance(data["message"], str):
            raise invalid_field("message", "not_a_text", language)
        key = data.get("message_id") or ""
        if len(key) > LONGEST_KEY:
            raise invalid_field("message_id", "not_a_text", language)
        return cls(data.get("conversation"), data["message"], language, clean(key) or None)


class Reception:
    """Where turns come in, from the widget and from the page without scripts alike."""

    def __init__(
        self, settings: Settings, gateway: Gateway, tokens: Tokens, conversations: Take, clock: Callable[[], float]
    ) -> None:
        """`conversations` says how long a conversation has to wait."""
        self._settings, self._gateway, self._tokens, self._conversations = settings, gateway, tokens, conversations
        self._answers: Shortlived[asyncio.Task[Reply]] = Shortlived(ANSWERS_KEPT, ANSWER_SECONDS, clock)

    async def serve(self, incoming: Incoming, reads: Language, address: str) -> Reply:
        """Answer a turn, once for each `message_id`; raises `Problem` for what may not pass."""
        try:
            held = self._tokens.read(incoming.conversation) if incoming.conversation else None
            message = self._message(incoming, held, reads)
        except Problem as problem:
            problem.language = problem.language or incoming.language
            raise
        key = _key(incoming, held, address)
        if not self._known(key):
            await self._check_rate(held, incoming.language)
        if known := self._known(key):  # asked again: another resend may have come meanwhile
            return await asyncio.shield(known)
        return await self._take(key, held, message)

    def forget(self, conversation_id: str) -> None:
        """Drop the answers kept for a resend of this conversation."""
        self._answers.forget(conversation_id)

    def _known(self, key: str | None) -> asyncio.Task[Reply] | None:
        return self._answers.get(key) if key else None

    async def _take(self, key: str | None, held: Held | None, message: Message) -> Reply:
        """Take the turn to its end even if the visitor goes away: a resend finds the answer."""
        turn = asyncio.ensure_future(self._gateway.take(held, message))
        if key:
            self._answers.put(key, turn)
        reply = await asyncio.shield(turn)
        if key and (not reply.healthy or reply.forgotten):
            self._answers.drop(key)
        if held and reply.forgotten:
            self.forget(held.id)
        return reply

    def _message(self, incoming: Incoming, held: Held | None, reads: Language) -> Message:
        text = incoming.message.strip()
        button = self._tokens.pressed(held, text)
        if button:
            return Message("", incoming.language, button, reads, incoming.message_id)
        limit = self._settings.message_max_chars
        if len(incoming.message) > limit:
            raise _too_long(limit, incoming.language)
        return Message(clean(incoming.message), incoming.language, None, reads, incoming.message_id)

    async def _check_rate(self, held: Held | None, language: Language | None) -> None:
        seconds = await self._conversations(held.id) if held else 0
        if seconds:
            problem = too_many(seconds)
            problem.language = language
            raise problem


async def chat(request: Request) -> Response:
    """Answer one turn."""
    data = await read_json(request)
    incoming = Incoming.from_mapping(data)
    reads = reading_language(request.headers.get("accept-language", ""))
    reply = await request.app.state.reception.serve(incoming, reads, address_of(request.scope))
    return json_response(reply.to_dict(), {"Cache-Control": "no-store", "Content-Language": reply.language})


def _too_long(limit: int, language: Language | None) -> Problem:
    return Problem(
        422, "message_too_long", field="message", fault="too_long", language=language, values={"limit": limit}
    )


def clean(text: str) -> str:
    """The text as a person meant it: composed characters, no control characters, never a command of Rasa's."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = unicodedata.normalize("NFC", text)
    text = "".join(c for c in text if c in KEPT_CONTROLS or unicodedata.category(c) not in ("Cc", "Cf", "Co"))
    return text.strip().lstrip("/\\ \t\n").strip()


async def read_json(request: Request) -> dict[str, Any]:
    """The JSON object of the body; raises `Problem`."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Problem(415, "not_json")
    body = await request.body()
    try:
        data = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Problem(400, "bad_json") from None
    if not isinstance(data, dict):
        raise Problem(400, "not_an_object")
    return data


def json_response(content: object, headers: Mapping[str, str] | None = None) -> Response:
    """`content` as JSON: the same content gives the same bytes."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(text, 200, headers, media_type="application/json")


def _key(incoming: Incoming, held: Held | None, address: str) -> str | None:
    """Where the answer is remembered; before there is a conversation only a key nobody could guess will do."""
    if not incoming.message_id:
        return None
    if held:
        return f"{held.id}:{incoming.message_id}"
    return f"new:{address}:{incoming.message_id}" if len(incoming.message_id) >= UNGUESSABLE_KEY else None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
