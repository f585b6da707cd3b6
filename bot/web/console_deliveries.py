"""Notices that have not arrived: what waits, what was given up and why, and "send again"."""

from __future__ import annotations

from typing import Any

from starlette.responses import RedirectResponse, Response

from bot.delivery.outbox import Notice, listing, send_again
from bot.intake.inbox import NotFound
from bot.web.auth import Visit

DELIVERIES = "/console/deliveries"


def list_deliveries(visit: Visit) -> Response:
    """The organization's notices that are not sent yet, those given up first."""
    notices = listing(visit.services.desk.store, visit.person)
    lines = [_line(visit, notice) for notice in notices]
    return visit.render("deliveries.html", lines=lines, done=visit.ask("done", ("", "again")))


def deliver_again(visit: Visit) -> Response:
    """Give one notice another round of attempts."""
    number = str(visit.request.path_params["notice"])
    if not number.isdecimal() or len(number) > 18:
        raise NotFound(number)
    desk = visit.services.desk
    send_again(desk.store, visit.person, int(number), desk.clock())
    return RedirectResponse(f"{DELIVERIES}?done=again", 303)


def _line(visit: Visit, notice: Notice) -> dict[str, Any]:
    words = visit.words
    code, _, number = (notice.problem or "").partition(" ")
    return {
        "id": notice.id,
        "reference": notice.reference,
        "gone": notice.kind in ("erased", "expired"),
        "kind": words(f"notice.{notice.kind}"),
        "channel": words(f"channel.{notice.channel}"),
        "state": notice.state,
        "attempts": words.number(notice.attempts),
        "problem": words(f"undelivered.{code}", number=number) if code else "",
        "written": words.moment(notice.created_at),
        "next": words.moment(notice.due_at),
    }
