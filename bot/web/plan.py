"""The plan a visitor takes away: the advice as one clean page to print or to save, made on the spot, kept nowhere.

No account, no token and nothing in the address: the facts come in a form post and only closed vocabulary is shown, so
that no other site can put words of its own on this page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.advice.words import day, number, shown, word
from bot.language import Language
from bot.profile import PROFILE_FIELDS, InvalidProfile, Profile
from bot.web.gateway import contact_page
from bot.web.pages import page, page_language, set_in
from bot.web.programs import amounts, is_web_address, shown_program

NOT_SHOWN: Final = ("language", "sector")  # `sector` is anyone's text
MOST_REASONS: Final = 3


def plan_routes() -> list[BaseRoute]:
    """The page, and what stands there without a plan."""
    return [Route("/plan", show_nothing, methods=["GET"]), Route("/plan", show_plan, methods=["POST"])]


async def show_nothing(request: Request) -> Response:
    """Where somebody lands who brings no facts: how to get a plan."""
    return _page(request, page_language(request), None)


async def show_plan(request: Request) -> Response:
    """The plan for the profile in the form; the page without one, 422, when it cannot be read."""
    form = await request.form()
    profile = read_profile(str(form.get("profile") or ""), str(form.get("lang") or ""))
    if profile is None:
        return _page(request, page_language(request), None, 422)
    services = request.app.state.services
    answer = await anyio.to_thread.run_sync(services.advise, profile)
    language: Language = "fr" if profile.language == "fr" else "en"
    made = set_in(plan(profile, answer, services.knowledge, language), language)
    return _page(request, language, {**made, "facts_text": _text(profile)})


def read_profile(text: str, language: str) -> Profile | None:
    """The profile written as JSON, in `language` if it is one of ours; None when it is not one."""
    try:
        data = json.loads(text)
        profile = Profile.from_mapping(data) if isinstance(data, dict) else None
    except (ValueError, RecursionError, InvalidProfile):
        return None
    return replace(profile, language=language) if profile and language in ("en", "fr") else profile


def plan(profile: Profile, answer: Mapping[str, Any], knowledge: Any, language: Language) -> dict[str, Any]:
    """Everything the page shows, in words; `best` is None when nothing fits now."""
    ranked = [_option(each, knowledge, language) for each in answer["recommendations"]]
    return {
        "advice": answer["advice"],
        "as_of": day(date.fromisoformat(answer["as_of"]), language),
        "version": answer["knowledge_version"],
        "facts": _facts(profile, language),
        "best": ranked[0] if ranked else None,
        "others": ranked[1:],
        "obstacles": [] if ranked else _obstacles(answer),
        "first_step": answer["first_step"]["text"] if answer.get("first_step") else "",
        "disclaimer": answer["disclaimer"],
    }


def _facts(profile: Profile, language: Language) -> list[tuple[str, str]]:
    known = [name for name in PROFILE_FIELDS if name not in NOT_SHOWN and profile.knows(name)]
    return [(word(language, "fields", name), shown(name, getattr(profile, name), language)) for name in known]


def _obstacles(answer: Mapping[str, Any]) -> list[str]:
    texts = [reason["text"] for out in answer["not_recommended"] for reason in out["reasons"]]
    return list(dict.fromkeys(texts))[:MOST_REASONS]


def _option(each: Mapping[str, Any], knowledge: Any, language: Language) -> dict[str, Any]:
    form, cost = knowledge.formats[each["format"]], each["cost_cad"]
    return {
        "name": form.name[language],
        "one_line": form.one_line[language],
        "reasons": [reason["text"] for reason in each["reasons"]],
        "tradeoffs": [reason["text"] for reason in each["tradeoffs"]],
        "changes": [change["text"] for change in each["what_would_change_it"]],
        "hours": _spread(each["employer_hours"], language),
        "hours_per_week": _spread(each["employer_hours_per_week"], language),
        "start": day(date.fromisoformat(each["earliest_start"]), language),
        "cost": amounts(cost["low"], cost["high"], language),
        "after": amounts(cost["after_funding_low"], cost["after_funding_high"], language),
        "programs": [
            shown_program(offer, knowledge, language) for offer in each["funding"] if offer["eligibility"] != "no"
        ],
        "checklist": list(form.employer_checklist[language]),
        "afterwards": form.next_step.text[language],
        "sources": _sources(form, knowledge),
        "checked": day(form.checked_on, language),
    }


def _spread(hours: Mapping[str, Any], language: Language) -> dict[str, str]:
    return {"low": number(hours["low"], language), "high": number(hours["high"], language)}


def _sources(form: Any, knowledge: Any) -> list[str]:
    known = [knowledge.source_titles[code].url for code in form.sources if code in knowledge.source_titles]
    return list(dict.fromkeys(url for url in known if is_web_address(url)))


def _text(profile: Profile) -> str:
    return json.dumps(profile.to_dict())  # in ASCII: half a character can be written in JSON, and on no page


def _page(request: Request, language: Language, made: dict[str, Any] | None, status: int = 200) -> Response:
    settings, services = request.app.state.settings, request.app.state.services
    host = services.knowledge.intermediaries[settings.host_intermediary]
    person = host.website or contact_page(settings, language)
    response = page(request, "plan.html", language, status, plan=made, person=person)
    response.headers["Cache-Control"] = "no-store"
    return response
