"""Advice and knowledge for other people's software."""

from __future__ import annotations

import copy
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import anyio.to_thread
import yaml
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.knowledge.entries import format_entry, program_entry
from bot.profile import FORMATS, PROVINCES, InvalidProfile, Profile
from bot.web.chat import json_response, read_json
from bot.web.problem import invalid_field, invalid_profile, stated_language

FILTERS: Final = {"province": PROVINCES, "format": FORMATS}
EVERYWHERE: Final = "CA"


def api_routes() -> list[BaseRoute]:
    """The public part of `/api`, chat aside."""
    return [
        Route("/api/recommendations", recommend, methods=["POST"]),
        Route("/api/formats", list_formats),
        Route("/api/programs", list_programs),
        Route("/api/openapi.json", show_openapi),
    ]


async def recommend(request: Request) -> Response:
    """Advice for a profile; the same profile on the same day gives the same bytes."""
    data = await read_json(request)
    try:
        profile = Profile.from_mapping(data)
    except InvalidProfile as error:
        raise invalid_profile(error, stated_language(data)) from None
    services = request.app.state.services
    answer = await anyio.to_thread.run_sync(services.advise, profile)
    return json_response(answer, {"Content-Language": profile.language})


async def list_formats(request: Request) -> Response:
    """The six formats in both languages, with hours, costs and sources."""
    knowledge = request.app.state.services.knowledge
    _filters(request, ())
    formats = [format_entry(each, knowledge) for each in knowledge.formats.values()]
    return json_response({"formats": formats, "as_of": knowledge.as_of.isoformat()})


async def list_programs(request: Request) -> Response:
    """The funding programs of a province (national ones included) and for a format."""
    knowledge = request.app.state.services.knowledge
    chosen = _filters(request, ("province", "format"))
    programs = [
        program_entry(each, knowledge, chosen.get("format"))
        for each in knowledge.programs.values()
        if _is_in(each, chosen.get("province")) and _funds(each, chosen.get("format"))
    ]
    return json_response({"programs": programs, "as_of": knowledge.as_of.isoformat()})


async def show_openapi(request: Request) -> Response:
    """The description of `/api`."""
    settings = request.app.state.settings
    described = copy.deepcopy(openapi())
    described["servers"] = [{"url": settings.public_url}]
    described["components"]["schemas"]["Turn"]["properties"]["message"]["maxLength"] = settings.message_max_chars
    return json_response(described)


@lru_cache(maxsize=1)
def openapi() -> dict[str, Any]:
    """The description of `/api`, from its file."""
    text = (Path(__file__).parent / "openapi.yml").read_text(encoding="utf-8")
    described: dict[str, Any] = yaml.safe_load(text)
    return described


def _filters(request: Request, known: tuple[str, ...]) -> dict[str, str]:
    """The query's filters. Raises `Problem` naming one that is unknown, repeated or not an id."""
    for name in request.query_params:
        if name not in known:
            raise invalid_field(name, "unknown_field")
    chosen = {}
    for name in known:
        values = request.query_params.getlist(name)
        if len(values) > 1:
            raise invalid_field(name, "repeated")
        if values and values[0] not in FILTERS[name]:
            raise invalid_field(name, "unknown_value")
        if values:
            chosen[name] = values[0]
    return chosen


def _is_in(program: Any, province: str | None) -> bool:
    return province is None or province in program.jurisdictions or EVERYWHERE in program.jurisdictions


def _funds(program: Any, format_id: str | None) -> bool:
    if format_id is None:
        return True
    fit = program.formats.get(format_id)
    return fit is not None and fit.fit != "no"
