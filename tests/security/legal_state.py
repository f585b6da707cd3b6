"""What must hold of a database at every moment a process may begin with it; each rule is written once, here."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from bot.bootstrap import Services
from bot.intake import records
from bot.intake.afterwards import ASKED, ROUNDS
from bot.intake.notices import CHANNELS, GONE
from bot.intake.seal import Seal
from bot.intake.store import Row, Work
from bot.intake.ticket import OPEN

SLICE: Final = 24  # bytes of somebody's data that are looked for; a longer text may lie on two pages
Rule = Callable[[Work], Iterator[str]]


def faults(services: Services) -> list[str]:
    """Every rule that is broken, in words; empty for a legal state."""
    with services.store.look() as work:
        found = [fault for rule in RULES for fault in rule(work)]
    files = [services.settings.database_url.removeprefix("sqlite:///"), services.settings.conversations]
    return [*found, *(fault for file in files for fault in _file_faults(file))]


def _file_faults(path: str) -> Iterator[str]:
    with closing(sqlite3.connect(path)) as connection:
        if (said := connection.execute("PRAGMA integrity_check").fetchall()) != [("ok",)]:
            yield f"{path}: {said}"
        if loose := connection.execute("PRAGMA foreign_key_check").fetchall():
            yield f"{path}: rows that belong to nothing: {loose}"


def _nothing_personal_without_consent(work: Work) -> Iterator[str]:
    erased = {row["id"] for row in work.all("conversations") if row["erased_at"]}
    for table in ("drafts", "tickets"):
        for row in work.all(table):
            if not any(each["given"] for each in _consents(work, row)):
                yield f"{table}: kept without a consent"
            if row["conversation_id"] in erased:
                yield f"{table}: kept though erased"
    for row in work.all("tickets"):
        if not (row["consent"]["request"] or {}).get("given"):
            yield "a ticket carries no proof of its consent"


def _consents(work: Work, row: Row) -> list[Row]:
    return work.all("consents", conversation_id=row["conversation_id"], purpose="request")


def _one_open_request_each(work: Work) -> Iterator[str]:
    counted = Counter(row["conversation_id"] for row in work.all("tickets", status=OPEN))
    yield from (f"{count} open requests of one conversation" for count in counted.values() if count > 1)


def _every_ticket_is_whole(work: Work) -> Iterator[str]:
    for row in work.all("tickets"):
        ticket = records.ticket_of(work, row)  # opens what is sealed
        events = work.all("ticket_events", ticket_id=ticket.id)
        if [event["kind"] for event in events].count("opened") != 1 or events[0]["kind"] != "opened":
            yield "a history that does not begin once"
        if [event["new"] for event in events if event["new"]][-1:] != [ticket.status]:
            yield "a status that no line of history explains"
        if ticket.last_event != events[-1]["id"]:
            yield "a ticket that does not know its newest line"
        numbers = {each["word"] for each in work.all("ticket_words", ticket_id=ticket.id)}
        words = [Seal([each]).index(ticket.contact.to_dict().values()) for each in work.seal.secret.split(",")]
        if numbers not in words:
            yield "a ticket that a search does not find"


def _every_change_is_announced(work: Work) -> Iterator[str]:
    organization = work.one("organizations", id="host_chamber") or {}
    for row in work.all("tickets"):
        kinds = [_news_of(event) for event in work.all("ticket_events", ticket_id=row["id"])]
        for channel, address in (("webhook", "webhook_url"), ("email", "email")):
            due = Counter(k for k in kinds if k and organization.get(address) and channel in CHANNELS[k])
            told = Counter(e["kind"] for e in work.all("outbox", reference=row["reference"], channel=channel))
            if due != told:
                yield f"{channel}: announced {dict(told)} instead of {dict(due)}"


def _news_of(event: Row) -> str | None:
    """The kind of notice a line of history comes with."""
    if event["kind"] == "status":
        return "withdrawn" if event["by"] == "owner" else "changed"
    return {"opened": "opened", "updated": "updated", "reminder": "reminder"}.get(event["kind"])


def _every_deletion_is_told_and_recorded(work: Work) -> Iterator[str]:
    held = {row["reference"] for row in work.all("tickets")}
    recorded = Counter((row["reference"], row["what"]) for row in work.all("audit", what=GONE))
    told = Counter((row["reference"], row["kind"]) for row in work.all("outbox", channel="webhook", kind=GONE))
    if recorded != told or any(count > 1 for count in recorded.values()):
        yield f"deletions recorded {dict(recorded)}, told {dict(told)}"
    if held & {reference for reference, _ in recorded}:
        yield "a ticket that is recorded as deleted"
    for row in work.all("outbox"):
        if row["kind"] not in GONE and row["reference"] not in held:
            yield f"a notice {row['kind']} of a ticket that is gone"


def _who_was_helped_is_asked_twice(work: Work) -> Iterator[str]:
    for row in work.all("tickets", status=ASKED):
        asked = Counter(each["round"] for each in work.all("followups", ticket_id=row["id"]))
        kinds = [f"followup_{name}" for name in ROUNDS]
        queued = work.count("outbox", reference=row["reference"], kind=kinds)
        if (asked and asked != Counter(list(ROUNDS))) or queued != sum(asked.values()):
            yield f"invitations {dict(asked)}, messages {queued}"


RULES: Final[tuple[Rule, ...]] = (
    _nothing_personal_without_consent,
    _one_open_request_each,
    _every_ticket_is_whole,
    _every_change_is_announced,
    _every_deletion_is_told_and_recorded,
    _who_was_helped_is_asked_twice,
)


def personal(services: Services, conversation: str, *plain: str) -> set[bytes]:
    """Pieces of everything held of a conversation, as it lies on the disk: what was typed, and its sealed form."""
    with services.store.look() as work:
        tickets = work.all("tickets", conversation_id=conversation)
        events = [event for ticket in tickets for event in work.all("ticket_events", ticket_id=ticket["id"])]
        rows: list[Any] = [*tickets, *events, *work.all("drafts", conversation_id=conversation)]
    sealed = [value for row in rows for value in row.values() if isinstance(value, str) and value.startswith("gAAAA")]
    assert sealed
    return {piece for text in (*sealed, *plain) for piece in _pieces(text.encode())}


def _pieces(text: bytes) -> Iterator[bytes]:
    """A sealed text begins like every other: its first bytes are left out."""
    start = 12 if text.startswith(b"gAAAA") else 0
    yield from (text[at : at + SLICE] for at in range(start, max(len(text) - SLICE, start + 1), SLICE))


def traces(folder: Path, pieces: set[bytes]) -> list[str]:
    """The files of a folder that hold any of `pieces`, and how many of them."""
    counted = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
    found = {name: sum(piece in content for piece in pieces) for name, content in counted.items()}
    return [f"{name}: {count}" for name, count in found.items() if count]
