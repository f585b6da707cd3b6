"""One step for several requests at once: take up, or close with one honest reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.responses import RedirectResponse, Response

from bot.intake.inbox import Forbidden, NotFound
from bot.intake.store import Unavailable
from bot.intake.ticket import IllegalChange, ReasonMissing, StaleTicket
from bot.web.auth import HOME, Visit
from bot.web.console_view import ENDINGS

PICKED: Final = "pick-"


def change_many(visit: Visit) -> Response:
    """Change each request that was picked, as it was read; the others' refusals are counted, not hidden."""
    step = visit.form.get("step", "")
    status = "taken_up" if step == "take_up" else visit.form.get("status", "")
    if status != "taken_up" and status not in ENDINGS:
        return visit.problem(422, "bulk")
    picked = _picked(visit.form)
    done = sum(_change(visit, reference, version, status) for reference, version in picked.items())
    return RedirectResponse(f"{HOME}?changed={done}&refused={len(picked) - done}", 303)


def told(visit: Visit) -> str:
    """What became of the last step, for the list; empty if there was none."""
    counts = [visit.request.query_params.get(name, "") for name in ("changed", "refused")]
    if not all(each.isdecimal() and len(each) < 4 for each in counts):
        return ""
    return visit.words("bulk.told", changed=int(counts[0]), refused=int(counts[1]))


def _picked(form: Mapping[str, str]) -> dict[str, int]:
    named = {name.removeprefix(PICKED): value for name, value in form.items() if name.startswith(PICKED)}
    return {name: int(value) for name, value in named.items() if value.isdecimal() and len(value) < 10}


def _change(visit: Visit, reference: str, version: int, status: str) -> bool:
    why = visit.form.get("why", "")[:2000]
    try:
        visit.services.desk.change(visit.person, reference, version, status, why)
    except (Forbidden, IllegalChange, NotFound, ReasonMissing, StaleTicket, Unavailable):
        return False
    return True
