"""The funding programs as the assistant knows them, for a coordinator to confirm or correct."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from starlette.responses import RedirectResponse, Response

from bot.intake.confirmations import STATUSES, BadConfirmation, Confirmation, confirm, confirmations, confirmed
from bot.intake.inbox import NotFound
from bot.web.auth import Visit
from bot.web.console_view import TicketView

KNOWLEDGE: Final = "/console/knowledge"


def list_programs(visit: Visit) -> Response:
    """Every program, the one whose check is due first, with what was confirmed of it."""
    return _page(visit)


def confirm_program(visit: Visit) -> Response:
    """Keep what this coordinator found."""
    program = str(visit.request.path_params["program"])
    if program not in visit.services.knowledge.programs:
        raise NotFound(program)
    desk, form = visit.services.desk, visit.form
    try:
        day = date.fromisoformat(form.get("checked_on", ""))
    except ValueError:
        return _page(visit, 422, program, "checked_on")
    try:
        confirm(desk.store, visit.person, program, day, form.get("status", ""), form.get("why", ""), desk.clock())
    except BadConfirmation as refused:
        return _page(visit, 422, program, refused.field)
    return RedirectResponse(f"{KNOWLEDGE}?done=confirmed", 303)


def _page(visit: Visit, status: int = 200, at_fault: str = "", field: str = "") -> Response:
    desk = visit.services.desk
    kept = confirmations(desk.store)
    programs = sorted(confirmed(visit.services.knowledge.programs, kept).items(), key=lambda pair: pair[1].next_check)
    view = TicketView(visit.words, visit.services.knowledge, desk.clock(), desk.today)
    return visit.render(
        "knowledge.html",
        status,
        programs=[_line(visit, view, id_, program, kept) for id_, program in programs],
        statuses=STATUSES,
        today=desk.today.isoformat(),
        at_fault=at_fault,
        error=visit.words(f"error.confirm_{field}") if field else "",
        done=visit.ask("done", ("", "confirmed")),
    )


def _line(visit: Visit, view: TicketView, id_: str, program: Any, kept: list[Confirmation]) -> Mapping[str, Any]:
    words = visit.words
    history = [
        {
            "day": words.day(each.checked_on),
            "status": words(f"program.{each.status}"),
            "who": view.who(each.by),
            "why": each.why,
        }
        for each in reversed(kept)
        if each.program == id_
    ]
    return {
        "id": id_,
        "name": view.name("programs", id_),
        "status": program.status,
        "checked": words.day(program.checked_on),
        "due": program.next_check <= visit.services.desk.today,
        "next": words.day(program.next_check),
        "history": history,
    }
