"""Seal everything again under the newest secret, so that an older one can be thrown away."""

from __future__ import annotations

from typing import Final

from bot.intake import records
from bot.intake.store import Row, Store, Work

SEALED: Final = (
    ("drafts", "conversation_id", ("contact",)),
    ("tickets", "id", ("contact", "transcript")),
    ("ticket_events", "id", ("text",)),
    ("organizations", "id", ("webhook_secret",)),
    ("users", "id", ("totp_secret",)),
)


def rotate(store: Store) -> dict[str, int]:
    """Seal each row anew, a transaction a row, with `SECRET_KEY=new,old`; answers how many rows of each table.

    Stopped half-way it can be run again; the old secret may go once it has ended.
    """
    done = {}
    for table, key, columns in SEALED:
        with store.look() as work:
            keys = work.keys(table, key)
        done[table] = sum(_renew(store, table, {key: each}, columns) for each in keys)
    store.forget_traces()
    return done


def _renew(store: Store, table: str, where: Row, columns: tuple[str, ...]) -> bool:
    with store.change() as work:
        row = work.one(table, lock=True, **where)
        sealed = {column: row[column] for column in columns if row[column]} if row else {}
        if not sealed:
            return False
        work.set(table, where, **{column: work.seal.renew(text) for column, text in sealed.items()})
        if table == "tickets":
            _index_again(work, where["id"])
    return True


def _index_again(work: Work, key: int) -> None:
    ticket = records.find(work, id=key)
    if ticket is not None:
        records.index(work, key, ticket)
