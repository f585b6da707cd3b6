"""The coordination sheet of a request: goals to agree, three meetings, who does what; to print or for a calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from starlette.responses import Response

from bot.intake.ticket import Ticket
from bot.web.auth import Visit
from bot.web.console_view import TicketView
from bot.web.console_words import Words

USUAL_DAYS: Final = 20  # working days, where the owner has not said
LINE_OCTETS: Final = 73
PARTIES: Final = ("owner", "school", "intermediary")


@dataclass(frozen=True)
class Meeting:
    """One of the three meetings: `start`, `midway` or `end`, and the day proposed for it."""

    id: str
    day: date


def show_sheet(visit: Visit) -> Response:
    """The sheet as a page to print, in the reader's language."""
    ticket = _ticket(visit)
    view = TicketView(visit.words, visit.services.knowledge, visit.services.desk.clock(), visit.services.desk.today)
    goals = [
        visit.words.fact(name, ticket.profile[name]) for name in ("goals", "need_areas") if ticket.profile.get(name)
    ]
    return visit.render(
        "sheet.html",
        ticket=ticket,
        line=view.line(ticket),
        holder=view.who(ticket.taken_up_by) if ticket.taken_up_by else "",
        goals=goals,
        meetings=[(meeting.id, visit.words.day(meeting.day)) for meeting in meetings(ticket)],
        tasks=_tasks(visit, ticket),
        start=visit.words.day(first_day(ticket)),
        term=_next_term(visit),
    )


def download_calendar(visit: Visit) -> Response:
    """The three meetings as a calendar file (RFC 5545); it names the request and nobody."""
    ticket = _ticket(visit)
    host = visit.request.url.hostname or "localhost"
    headers = {
        "Content-Disposition": f'attachment; filename="{ticket.reference}.ics"',
        "Cache-Control": "no-store",
    }
    return Response(calendar(ticket, visit.words, host), 200, headers, "text/calendar; charset=utf-8")


def first_day(ticket: Ticket) -> date:
    """The day the work could begin: the earliest that was advised, else the next date, else the reply's."""
    ranked = ticket.advice.get("recommendations") or [{}]
    try:
        return date.fromisoformat(str(ranked[0].get("earliest_start")))
    except ValueError:
        return ticket.next_on or ticket.due_on


def meetings(ticket: Ticket) -> tuple[Meeting, ...]:
    """The three meetings, proposed on working days over the length the owner wished."""
    days = max(2, int(ticket.profile.get("duration_days") or USUAL_DAYS))
    start = _working_day(first_day(ticket), 0)
    ahead = {"start": 0, "midway": days // 2, "end": days - 1}
    return tuple(Meeting(id_, _working_day(start, each)) for id_, each in ahead.items())


def calendar(ticket: Ticket, words: Words, host: str) -> str:
    """The meetings as iCalendar text: one all-day event each, whose id stays the same when the file is made again."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tremplin//Console//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for meeting in meetings(ticket):
        title = words(f"meeting.{meeting.id}")
        lines += [
            "BEGIN:VEVENT",
            f"UID:{ticket.reference}-{meeting.id}@{host}",
            f"DTSTAMP:{ticket.changed_at:%Y%m%dT%H%M%SZ}",
            f"SEQUENCE:{ticket.version}",
            f"DTSTART;VALUE=DATE:{meeting.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{meeting.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(words('meeting.summary', title=title, reference=ticket.reference))}",
            f"DESCRIPTION:{_escaped(words(f'meeting.{meeting.id}_means'))}",
            "STATUS:TENTATIVE",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _ticket(visit: Visit) -> Ticket:
    ticket: Ticket = visit.services.desk.read(visit.person, str(visit.request.path_params["reference"]).upper()).ticket
    return ticket


def _next_term(visit: Visit) -> str:
    """The school term that begins next, and about when; empty where no calendar is known."""
    calendar = getattr(visit.services.knowledge, "calendar", None)
    if calendar is None:
        return ""
    starts, term = calendar.next_term(visit.services.desk.today)
    return visit.words("sheet.term_is", term=term.name[visit.words.language], day=visit.words.day(starts))


def _tasks(visit: Visit, ticket: Ticket) -> list[dict[str, Any]]:
    known: Mapping[str, Any] = getattr(visit.services.knowledge, "tasks", None) or {}
    found = known.get(ticket.format or "", ())
    return [
        {
            "text": task.text[visit.words.language],
            **{party: _time(visit.words, getattr(task, party)) for party in PARTIES},
        }
        for task in found
    ]


def _time(words: Words, minutes: Any) -> str:
    if minutes is None:
        return words("advice.unknown")
    low, high = (words.number(round(each / 60, 1)) for each in (minutes.min, minutes.max))
    return words("sheet.hours_one", high=high) if low == high else words("sheet.hours", low=low, high=high)


def _working_day(day: date, ahead: int) -> date:
    while day.weekday() > 4:
        day += timedelta(days=1)
    for _ in range(ahead):
        day += timedelta(days=3 if day.weekday() == 4 else 1)
    return day


def _escaped(text: str) -> str:
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text


def _folded(line: str) -> str:
    """`line` in pieces of at most 75 octets, none cut inside a character."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode()) > LINE_OCTETS:
            pieces.append(piece)
            piece = ""
        piece += character
    return "\r\n ".join([*pieces, piece])
