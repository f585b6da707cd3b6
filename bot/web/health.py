"""Whether we live, and whether everything behind the door answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import Final

import anyio.to_thread
import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.settings import Settings
from bot.web.gateway import Desk

log = logging.getLogger(__name__)
CHECK_SECONDS: Final = 3.0
NOBODY: Final = "health-check"


async def show_live(request: Request) -> Response:
    """This process answers."""
    return JSONResponse({"status": "live"}, headers={"Cache-Control": "no-store"})


async def show_ready(request: Request) -> Response:
    """Whether Rasa, the actions and the database answer, each by name; 503 when one does not."""
    state = request.app.state
    checks = {
        "rasa": state.rasa.is_ready(),
        "actions": actions_ready(state.settings, state.client),
        "database": database_ready(state.services.desk),
    }
    answers = await asyncio.gather(*(_in_time(check) for check in checks.values()))
    ready = all(answers)
    body = {
        "status": "ready" if ready else "unavailable",
        "checks": {name: "ok" if answer else "down" for name, answer in zip(checks, answers, strict=True)},
    }
    return JSONResponse(body, 200 if ready else 503, {"Cache-Control": "no-store"})


async def actions_ready(settings: Settings, client: httpx.AsyncClient) -> bool:
    """Whether the action server answers."""
    try:
        answer = await client.get(settings.actions_url.rstrip("/") + "/health")
    except httpx.HTTPError:
        return False
    return answer.status_code == httpx.codes.OK


async def database_ready(desk: Desk) -> bool:
    """Whether the database can be read."""
    try:
        await anyio.to_thread.run_sync(desk.is_erased, NOBODY)
    except Exception as error:  # any driver's error means the same here
        log.warning("database not ready: %s", type(error).__name__)
        return False
    return True


async def _in_time(check: Awaitable[bool]) -> bool:
    try:
        return await asyncio.wait_for(check, CHECK_SECONDS)
    except asyncio.TimeoutError:
        return False
