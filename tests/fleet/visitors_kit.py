"""Simulated visitors of a fleet: each holds conversations from hello to ticket, and notes what should not be."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

TURN_SECONDS: Final = 40.0
AGAIN_SECONDS: Final = 1.0
LINGERS_BEFORE: Final = 4  # turns of a conversation that is left open: consent and a name are given, not more
TRIES: Final = 6
SCRIPTS: Final = {  # what she says, and what the answer must hold: the kind of its card, or the question
    "en": (
        ("Hello, we are a bakery in Sudbury and we need a new website", None),
        ("I want to talk to a person", "consent"),
        ("yes", "contact_name"),
        ("Maeve Okafor", "company_name"),
        ("Nickel City Loaves", "email"),
        ("maeve@nickelcity.example", "phone"),
        ("705 555-0163", "review"),
        ("yes", "ticket"),
    ),
    "fr": (
        ("Bonjour, on est une boulangerie à Shediac et il nous faut un nouveau site Web", None),
        ("je veux parler à quelqu'un", "consent"),
        ("oui", "contact_name"),
        ("Zénobie Thériault", "company_name"),
        ("Boulangerie du Marais", "email"),
        ("zenobie@marais.example", "phone"),
        ("506 555-0147", "review"),
        ("oui", "ticket"),
    ),
}


@dataclass
class Seen:
    """What all visitors saw, together."""

    turns: int = 0
    conversations: int = 0
    tickets: list[str] = field(default_factory=list)
    moments: Counter[str] = field(default_factory=Counter)
    most_moments_in_a_turn: int = 0
    put_off: Counter[httpx.AsyncClient] = field(default_factory=Counter)  # how often each visitor was, by her client
    lingering: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


async def visit(url: str, number: int, over: asyncio.Event, pause: float, seen: Seen, lingers: bool = False) -> None:
    """One visitor, from an address of her own: conversation after conversation until `over`, at least one.

    One who `lingers` leaves her first conversation half-way, and goes on with it when all is over.
    """
    language = ("en", "fr")[number % 2]
    transport = httpx.AsyncHTTPTransport(local_address=f"127.0.0.{number + 2}")
    async with httpx.AsyncClient(base_url=url, timeout=TURN_SECONDS, transport=transport) as client:
        await asyncio.sleep(pause * number / 30)  # not all at once
        while True:
            await _converse(client, language, pause, seen, over if lingers else None)
            if over.is_set():
                return


async def _converse(
    client: httpx.AsyncClient, language: str, pause: float, seen: Seen, until: asyncio.Event | None
) -> None:
    seen.conversations += 1
    conversation = None
    for number, (text, expected) in enumerate(SCRIPTS[language]):
        if until and number == LINGERS_BEFORE:
            seen.lingering += 1
            await until.wait()
        answer = await _turn(client, {"conversation": conversation, "message": text, "language": language}, seen)
        if answer is None:
            return
        conversation = answer["conversation"]
        if fault := _fault(answer, language, expected):
            seen.faults.append(f"{fault} to {text!r}: {answer['messages']}")
            return
        seen.tickets += [part["reference"] for part in _parts(answer) if part.get("type") == "ticket"]
        await asyncio.sleep(pause)


async def _turn(client: httpx.AsyncClient, body: dict[str, Any], seen: Seen) -> dict[str, Any] | None:
    """One message, sent again with its id while there is no real answer, as the page does."""
    body = {**body, "message_id": uuid.uuid4().hex}
    began = time.monotonic()
    for moments in range(TRIES):
        answer = await _post(client, body)
        if not (why := _put_off(answer)):
            seen.turns += 1
            seen.seconds.append(time.monotonic() - began)
            seen.most_moments_in_a_turn = max(seen.most_moments_in_a_turn, moments)
            return answer
        seen.moments[why] += 1
        seen.put_off[client] += 1
        body["conversation"] = answer.get("conversation", body["conversation"])
        await asyncio.sleep(AGAIN_SECONDS)
    seen.faults.append(f"no answer to {body['message']!r} in {time.monotonic() - began:.0f} s")
    return None


async def _post(client: httpx.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    try:
        answer = await client.post("/api/chat", json=body)
        answer.raise_for_status()
    except httpx.HTTPStatusError as problem:
        return {"problem": f"status {problem.response.status_code}"}
    except httpx.HTTPError as problem:
        return {"problem": type(problem).__name__}
    content: dict[str, Any] = answer.json()
    return content


def _put_off(answer: dict[str, Any]) -> str:
    """Why there is no real answer; nothing when there is one."""
    if "problem" in answer:
        return str(answer["problem"])
    return "an apology" if any(part.get("type") == "unavailable" for part in _parts(answer)) else ""


def _fault(answer: dict[str, Any], language: str, expected: str | None) -> str:
    if answer["language"] != language:
        return "the wrong language"
    if not any(message.get("text") for message in answer["messages"]):
        return "an empty answer"
    held = {name for part in _parts(answer) for name in (part.get("type"), part.get("slot"))}
    return "" if expected is None or expected in held else f"no {expected}"


def _parts(answer: dict[str, Any]) -> Sequence[dict[str, Any]]:
    return [message.get("custom") or {} for message in answer["messages"]]
