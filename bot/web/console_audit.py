"""The audit page: who did what and when, newest first."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from starlette.responses import Response

from bot.intake.audit import PAGE, Entry, trail
from bot.web.auth import Visit
from bot.web.console_view import TicketView


def show_audit(visit: Visit) -> Response:
    """A page of the trail of this person's organization; `before` is where the page before it ended."""
    desk = visit.services.desk
    entries = trail(desk, visit.person, _moment(visit.request.query_params.get("before", "")))
    view = TicketView(visit.words, visit.services.knowledge, desk.clock(), desk.today)
    older = entries[-1].at.isoformat() if len(entries) == PAGE else ""
    return visit.render("audit.html", lines=[_line(visit, view, entry) for entry in entries], older=older)


def _line(visit: Visit, view: TicketView, entry: Entry) -> dict[str, Any]:
    words = visit.words
    change = {"old": words.one_of("status", entry.old or ""), "new": words.one_of("status", entry.new or "")}
    key = f"audit.{entry.what}" if words.has(f"audit.{entry.what}") else f"history.{entry.what}"
    facts = ", ".join(f"{words.one_of('audit_fact', name)} {value}" for name, value in entry.facts.items() if value)
    return {
        "at": words.moment(entry.at),
        "iso": entry.at.isoformat(timespec="seconds"),
        "who": view.who(entry.by),
        "what": words(key, **change),
        "reference": entry.reference or "",
        "gone": entry.what in ("erased", "expired"),
        "facts": facts if entry.what in ("exported", "purged", "totp_off") else "",
    }


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)
