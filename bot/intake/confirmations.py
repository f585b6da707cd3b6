"""What coordinators confirm or correct of the programs' facts; kept as history, applied over the files on load."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from bot.intake.accounts import User
from bot.intake.inbox import Forbidden
from bot.intake.store import Store

STATUSES: Final = ("open", "intermittent", "unverified")
WHY_MAX: Final = 500


class BadConfirmation(ValueError):
    """A confirmation cannot be kept; `field` names what is at fault: checked_on, status or why."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True)
class Confirmation:
    """On `checked_on` somebody saw that `program` had this status; `why` says what was found, and where."""

    program: str
    checked_on: date
    status: str
    by: str
    organization: str | None
    at: datetime
    why: str = ""
    id: int = 0


def confirm(
    store: Store, user: User, program: str, checked_on: date, status: str, why: str, now: datetime
) -> Confirmation:
    """Keep what a coordinator found; raises `Forbidden` or `BadConfirmation`."""
    if not user.may_write or not user.is_at_least("coordinator"):
        raise Forbidden("confirm")
    tidy = "".join(c if c.isprintable() else " " for c in why).strip()
    for field, wrong in (
        ("checked_on", checked_on > now.date()),
        ("status", status not in STATUSES),
        ("why", len(tidy) > WHY_MAX),
    ):
        if wrong:
            raise BadConfirmation(field)
    values = {"checked_on": checked_on, "status": status, "why": tidy, "organization": user.organization}
    with store.change() as work:
        key = work.add("confirmations", program=program, by=user.signature, at=now, **values)
    return Confirmation(program, checked_on, status, user.signature, user.organization, now, tidy, key)


def confirmations(store: Store) -> list[Confirmation]:
    """Every confirmation, oldest first."""
    with store.look() as work:
        rows = work.all("confirmations")
    return [Confirmation(**{**row, "why": row["why"] or ""}) for row in rows]


def apply_confirmations(knowledge: Any, kept: Iterable[Confirmation]) -> Any:
    """`knowledge` with the programs as they were last confirmed; what its files checked later stays as it is."""
    return replace(knowledge, programs=confirmed(knowledge.programs, kept))


def confirmed(programs: Mapping[str, Any], kept: Iterable[Confirmation]) -> dict[str, Any]:
    """`programs` as they were last confirmed; a confirmation of a program that is no longer there is passed over."""
    result = dict(programs)
    for each in kept:
        program = result.get(each.program)
        if program is not None and each.checked_on >= program.checked_on:
            pause = program.next_check - program.checked_on
            facts = {"status": each.status, "checked_on": each.checked_on, "next_check": each.checked_on + pause}
            result[each.program] = replace(program, **facts)
    return result
