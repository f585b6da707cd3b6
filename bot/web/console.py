"""The console: where an intermediary's people find, read and answer requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.intake.followup import BadStep, colleagues, hand_over, plan
from bot.intake.reading import seen
from bot.intake.ticket import IllegalChange, ReasonMissing, StaleTicket, Ticket
from bot.web.auth import HOME, LOGIN, Visit, page
from bot.web.console_account import (
    begin_second_step,
    change_account,
    confirm_second_step,
    end_second_step,
    show_account,
)
from bot.web.console_advice import advice_as_sent, advice_told
from bot.web.console_audit import show_audit
from bot.web.console_bulk import change_many
from bot.web.console_deliveries import deliver_again, list_deliveries
from bot.web.console_export import download_csv, download_excel
from bot.web.console_knowledge import confirm_program, list_programs
from bot.web.console_list import forget_view, list_tickets, save_view
from bot.web.console_login import log_in, log_out, show_login
from bot.web.console_numbers import show_numbers
from bot.web.console_oidc import oidc_routes
from bot.web.console_second_step import give_code, show_code
from bot.web.console_sheet import download_calendar, show_sheet
from bot.web.console_view import ENDINGS, TicketView

DONE: Final = ("", "taken_up", "new", "closed", "noted", "planned", "handed_over")
STATIC: Final = Path(__file__).parent / "static" / "console"


def console_routes() -> list[BaseRoute]:
    """Every route of the console; they expect desk, accounts, settings and knowledge on the application's state."""
    one = "/tickets/{reference}"
    routes: list[BaseRoute] = [
        Route("/", page(go_home, role=None), methods=["GET"]),
        Route("/login", page(show_login, role=None), methods=["GET"]),
        Route("/login", page(log_in, role=None), methods=["POST"]),
        Route("/login/code", page(show_code, role=None), methods=["GET"]),
        Route("/login/code", page(give_code, role=None), methods=["POST"]),
        *oidc_routes(),
        Route("/logout", page(log_out, enrolling=True), methods=["POST"]),
        Route("/account", page(show_account, enrolling=True), methods=["GET"]),
        Route("/account", page(change_account, enrolling=True), methods=["POST"]),
        Route("/account/second-step", page(begin_second_step, enrolling=True), methods=["POST"]),
        Route("/account/second-step-on", page(confirm_second_step, enrolling=True), methods=["POST"]),
        Route("/account/second-step-off", page(end_second_step, enrolling=True), methods=["POST"]),
        Route("/tickets", page(list_tickets), methods=["GET"]),
        Route("/bulk", page(change_many), methods=["POST"]),
        Route("/tickets.csv", page(download_csv, role="coordinator"), methods=["GET"]),
        Route("/tickets.xlsx", page(download_excel, role="coordinator"), methods=["GET"]),
        Route("/views", page(save_view), methods=["POST"]),
        Route("/views/{view}/forget", page(forget_view), methods=["POST"]),
        Route("/audit", page(show_audit, role="coordinator"), methods=["GET"]),
        Route(one, page(read_ticket), methods=["GET"]),
        Route(f"{one}/take-up", page(take_up), methods=["POST"]),
        Route(f"{one}/put-back", page(put_back), methods=["POST"]),
        Route(f"{one}/close", page(close), methods=["POST"]),
        Route(f"{one}/notes", page(add_note), methods=["POST"]),
        Route(f"{one}/next-date", page(set_next_date), methods=["POST"]),
        Route(f"{one}/hand-over", page(hand_on), methods=["POST"]),
        Route(f"{one}/sheet", page(show_sheet), methods=["GET"]),
        Route(f"{one}/meetings.ics", page(download_calendar), methods=["GET"]),
        Route("/numbers", page(show_numbers, role="coordinator"), methods=["GET"]),
        Route("/knowledge", page(list_programs, role="coordinator"), methods=["GET"]),
        Route("/knowledge/{program}", page(confirm_program, role="coordinator"), methods=["POST"]),
        Route("/deliveries", page(list_deliveries, role="coordinator"), methods=["GET"]),
        Route("/deliveries/{notice}/send-again", page(deliver_again, role="coordinator"), methods=["POST"]),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    return [Route("/console", _to_home), Mount("/console", routes=routes)]


async def _to_home(_: Request) -> Response:
    return RedirectResponse(HOME, 307)


def go_home(visit: Visit) -> Response:
    """The list, or the form to log in."""
    return RedirectResponse(HOME if visit.user else LOGIN, 303)


def read_ticket(visit: Visit) -> Response:
    """One ticket with all it carries; it is no longer unread for this person."""
    return _detail(visit)


def take_up(visit: Visit) -> Response:
    """Make this person answer for the ticket."""
    return _change(visit, "taken_up", "taken_up")


def put_back(visit: Visit) -> Response:
    """Free the ticket for a colleague."""
    return _change(visit, "new", "new")


def close(visit: Visit) -> Response:
    """End the ticket with an honest reason."""
    status = visit.form.get("status", "")
    if status not in ENDINGS:
        return _detail(visit, 422, {"status": visit.words("error.status")})
    return _change(visit, status, "closed", visit.form.get("why", "")[:2000])


def add_note(visit: Visit) -> Response:
    """Add a note to the history."""
    try:
        visit.services.desk.note(visit.person, _reference(visit), visit.form.get("text", ""))
    except ValueError as refused:
        return _detail(visit, 422, {"text": visit.words(f"error.note_{refused}")})
    return _done(visit, "noted")


def set_next_date(visit: Visit) -> Response:
    """Say when the request is looked at next."""
    try:
        day = date.fromisoformat(visit.form.get("next_on", ""))
    except ValueError:
        return _detail(visit, 422, {"next_on": visit.words("error.next_on_invalid")})
    desk, reference = visit.services.desk, _reference(visit)
    return _step(visit, "planned", "next_on", lambda: plan(desk, visit.person, reference, _version(visit), day))


def hand_on(visit: Visit) -> Response:
    """Make a colleague answer for the request."""
    desk, reference, name = visit.services.desk, _reference(visit), visit.form.get("colleague", "")
    return _step(
        visit, "handed_over", "colleague", lambda: hand_over(desk, visit.person, reference, _version(visit), name)
    )


def _change(visit: Visit, status: str, done: str, why: str = "") -> Response:
    desk, reference = visit.services.desk, _reference(visit)
    return _step(visit, done, "why", lambda: desk.change(visit.person, reference, _version(visit), status, why))


def _version(visit: Visit) -> int:
    version = visit.form.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else 0


def _step(visit: Visit, done: str, field: str, act: Callable[[], Ticket]) -> Response:
    try:
        act()
    except StaleTicket:
        return _detail(visit, 409, alert=visit.words("error.stale"))
    except IllegalChange:
        return _detail(visit, 409, alert=visit.words("error.illegal"))
    except BadStep as refused:
        return _detail(visit, 422, {field: visit.words(f"error.{field}_{refused}")})
    except ReasonMissing:
        return _detail(visit, 422, {"why": visit.words("error.why")})
    return _done(visit, done)


def _done(visit: Visit, what: str) -> Response:
    return RedirectResponse(f"{HOME}/{_reference(visit)}?done={what}", 303)


def _detail(visit: Visit, status: int = 200, errors: Mapping[str, str] | None = None, alert: str = "") -> Response:
    reading, view = visit.services.desk.read(visit.person, _reference(visit)), _view(visit)
    ticket: Ticket = reading.ticket
    knowledge = getattr(visit.services, "knowledge", None)
    seen(visit.services.desk, visit.person, ticket)
    return visit.render(
        "ticket.html",
        status,
        ticket=ticket,
        line=view.line(ticket),
        intermediary=view.name("intermediaries", ticket.intermediary),
        facts=view.facts(ticket),
        advice=advice_told(ticket, visit.words, knowledge),
        as_sent=advice_as_sent(ticket, visit.words, knowledge),
        turns=view.turns(ticket),
        events=[view.event(event) for event in reversed(reading.events)],
        colleagues=colleagues(visit.services.desk, ticket.intermediary),
        today=visit.services.desk.today.isoformat(),
        endings=view.endings(ticket),
        may_change=reading.may_change,
        errors=errors or {},
        alert=alert,
        form=visit.form,
        done=visit.ask("done", DONE),
    )


def _view(visit: Visit) -> TicketView:
    desk = visit.services.desk
    return TicketView(visit.words, getattr(visit.services, "knowledge", None), desk.clock(), desk.today)


def _reference(visit: Visit) -> str:
    return str(visit.request.path_params["reference"]).upper()
