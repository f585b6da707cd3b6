"""Rasa behind the door: one message in, what the bot said out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from bot.language import Language
from bot.settings import Settings
from bot.web.tokens import Held, Tokens

REST_PATH: Final = "/webhooks/rest/webhook"


class RasaFailed(Exception):
    """Rasa could not be reached, or answered what cannot be read."""


@dataclass(frozen=True)
class Spoken:
    """What one message was answered with, in Rasa's own form.

    `language` is None when the turn did not come to its end (the actions failed); `erased` asks us to forget her.
    """

    items: tuple[Mapping[str, Any], ...]
    language: Language | None = None
    erased: bool = False


class Rasa:
    """Rasa's REST channel, and its health, over one shared client."""

    def __init__(self, settings: Settings, client: httpx.AsyncClient) -> None:
        self._url, self._client = settings.rasa_url.rstrip("/"), client
        self._query = {"token": settings.rasa_token} if settings.rasa_token else {}

    async def say(self, sender: str, message: str, metadata: Mapping[str, Any]) -> Spoken:
        """Send one message and wait for the whole answer; raises `RasaFailed`."""
        body = {"sender": sender, "message": message, "metadata": dict(metadata)}
        try:
            answer = await self._client.post(self._url + REST_PATH, params=self._query, json=body)
            answer.raise_for_status()
            return spoken(answer.json())
        except (httpx.HTTPError, ValueError) as error:
            raise RasaFailed(type(error).__name__) from error

    async def is_ready(self) -> bool:
        """Whether Rasa answers and has a model loaded."""
        try:
            answer = await self._client.get(self._url + "/status", params=self._query)
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK


def spoken(items: Any) -> Spoken:
    """Read an answer of the REST channel; raises `ValueError` for another shape.

    A response with both text and custom arrives as two items: they are put together again. The item of type `turn`
    ends a healthy turn and is never shown.
    """
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ValueError("not a list of messages")
    shown: list[dict[str, Any]] = []
    language: Language | None = None
    erased = False
    for item in items:
        custom = item.get("custom")
        if isinstance(custom, dict) and custom.get("type") == "turn":
            language = "fr" if custom.get("language") == "fr" else "en"
            erased = custom.get("erased") is True
        elif custom and not item.get("text") and shown and "text" in shown[-1] and "custom" not in shown[-1]:
            shown[-1]["custom"] = custom
        else:
            shown.append({key: item[key] for key in ("text", "buttons", "custom") if item.get(key)})
    return Spoken(tuple(item for item in shown if item), language, erased)


def for_visitor(items: Iterable[Mapping[str, Any]], tokens: Tokens, conversation: Held) -> list[dict[str, Any]]:
    """The messages as a visitor gets them: buttons signed, and a question's options the same as its buttons."""
    return [_for_visitor(item, tokens, conversation) for item in items]


def _for_visitor(item: Mapping[str, Any], tokens: Tokens, conversation: Held) -> dict[str, Any]:
    message = dict(item)
    offered = [each for each in item.get("buttons", ()) if isinstance(each, dict) and {"title", "payload"} <= set(each)]
    buttons = [
        {"title": title, "payload": tokens.button(conversation, payload, title)}
        for title, payload in ((str(each["title"]), str(each["payload"])) for each in offered)
    ]
    if buttons:
        message["buttons"] = buttons
    else:
        message.pop("buttons", None)
    custom = item.get("custom")
    if isinstance(custom, dict) and custom.get("type") == "question":
        message["custom"] = {**custom, "options": buttons}
    return message
