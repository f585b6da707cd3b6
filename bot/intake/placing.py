"""Where a request goes: the organization its owner agreed to, else the queue that fits it now."""

from __future__ import annotations

from collections.abc import Sequence

from bot.intake.request import Request
from bot.intake.routing import Asked, Queue, reply_days, route
from bot.intake.store import Search, Work
from bot.intake.ticket import OPEN, format_advised
from bot.settings import Settings


def place(
    work: Work, queues: Sequence[Queue], settings: Settings, request: Request, agreed_to: str | None
) -> tuple[str, int]:
    """The organization for a request, and the working days within which its queue can reply.

    `agreed_to` is whom her consent lets have her details; it holds even if the queues or her answers change after it.
    """
    chosen = agreed_to or _fitting(work, queues, settings, request)
    return chosen, reply_days(settings.reply_within_days, _waiting(work, chosen), settings.queue_capacity)


def _fitting(work: Work, queues: Sequence[Queue], settings: Settings, request: Request) -> str:
    said = request.profile
    asked = Asked(request.language, said.get("province"), said.get("sector"), format_advised(request.advice))
    load = {each.id: _waiting(work, each.id) for each in queues}
    return route(queues, asked, load, settings.host_intermediary)


def _waiting(work: Work, organization: str) -> int:
    return sum(work.ticket_counts(Search(organization=organization, statuses=OPEN)).values())
