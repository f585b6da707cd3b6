"""The one place that builds things: settings to services. Nothing is built at import."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from bot.advice.advise import Adviser
from bot.advice.receipt import basis
from bot.drop_offs import open_questions
from bot.intake.accounts import Accounts
from bot.intake.confirmations import apply_confirmations, confirmations
from bot.intake.desk import Desk
from bot.intake.migrations import upgrade
from bot.intake.routing import queues_of
from bot.intake.store import Store, Unavailable
from bot.knowledge.load import load_knowledge
from bot.knowledge.model import Knowledge
from bot.matching.calendar import earliest_start
from bot.profile import Profile
from bot.settings import ROOT, Settings, load_settings
from bot.tracker_rows import forget, purge

SECRET_FILE = "var/secret_key"
BATCH = 500  # conversations in one statement


@dataclass(frozen=True)
class Services:
    """What web, actions and the command line work with."""

    settings: Settings
    knowledge: Knowledge
    adviser: Adviser
    desk: Desk
    accounts: Accounts
    store: Store = field(repr=False)
    secret: str = field(repr=False)

    def today(self) -> date:
        """The day advice is given for."""
        return self.settings.today

    def advise(self, profile: Profile, not_again: Sequence[str] = ()) -> dict[str, Any]:
        """The advice for a profile, as `POST /api/recommendations` answers it."""
        return self.adviser.answer(profile, self.today(), not_again)

    def next_slot(self, profile: Profile, not_again: Sequence[str] = ()) -> str | None:
        """The field that the advice for a profile asks about next."""
        return self.adviser.next_slot(profile, self.today(), not_again)

    def receipt(self, profile: Profile) -> dict[str, Any]:
        """What the advice for a profile rests on: facts, rules, scores, sources."""
        return basis(profile, self.today(), self.adviser)

    def starts(self) -> Mapping[str, date]:
        """The earliest realistic start of each format."""
        formats = self.knowledge.formats.items()
        return {id_: earliest_start(each, self.knowledge.calendar, self.today()) for id_, each in formats}

    def forget(self, conversation_id: str) -> None:
        """Delete what Rasa keeps of an erased conversation; `finish_erasures` does what is not possible now."""
        with suppress(Unavailable):
            forget(self.settings.conversations, conversation_id)

    def finish_erasures(self) -> int:
        """Delete what a death in the middle of an erasure left, in Rasa's store and in logs; answers how many rows."""
        with self.store.look() as work:
            gone = work.erased()
        batches = [gone[start : start + BATCH] for start in range(0, max(len(gone), 1), BATCH)]
        rows = sum(forget(self.settings.conversations, *batch) for batch in batches)
        self.store.forget_traces()
        return rows

    def drop_offs(self) -> Mapping[str, int]:
        """How many conversations of the last 30 days (or as long as they are kept) ended at each question."""
        since = _now() - timedelta(days=self.settings.retention_conversation_days)
        return open_questions(self.settings.conversations, since, _now() - timedelta(hours=1))

    def purge_trackers(self) -> int:
        """Delete what Rasa keeps of conversations past their time; answers how many rows."""
        oldest = _now() - timedelta(days=self.settings.retention_conversation_days)
        return purge(self.settings.conversations, oldest)


@lru_cache(maxsize=1)
def bootstrap() -> Services:
    """The services of this process, from its environment."""
    return build(load_settings())


def build(settings: Settings) -> Services:
    """Services for `settings`: the database is brought up to date, the knowledge is read and checked.

    Raises `bot.knowledge.read.BadKnowledge` naming file, field and reason.
    """
    secret = settings.secret_key or kept_secret(settings.path(SECRET_FILE))
    url = absolute(settings.database_url)
    upgrade(url)
    store = Store(url, secret.split(","))
    knowledge = apply_confirmations(load_knowledge(), confirmations(store))
    desk = Desk(store, _now, settings, queues_of(knowledge.intermediaries.values()))
    return Services(settings, knowledge, Adviser(knowledge), desk, Accounts(store, _now, settings), store, secret)


def absolute(database_url: str) -> str:
    """A SQLite address with its file made absolute and its folder made; other addresses as they are."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return database_url
    path = ROOT / url.database
    path.parent.mkdir(parents=True, exist_ok=True)
    return str(url.set(database=str(path)).render_as_string(hide_password=False))


def kept_secret(path: Path) -> str:
    """The secret in `path`, made at the first start; readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("utf-8").strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text("utf-8").strip()


def _now() -> datetime:
    return datetime.now(timezone.utc)
