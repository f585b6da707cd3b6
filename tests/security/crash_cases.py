"""A small house with its database in a folder, and what people and the clock do with it, each done again harmlessly."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Final

from receivers_kit import ANSWERS, SECRET, STAFF, Clock

from bot import backup as keeping
from bot import jobs
from bot.bootstrap import Services
from bot.delivery.receivers import Receiver, set_receiver
from bot.intake.desk import Desk, Request
from bot.intake.migrations import upgrade
from bot.intake.rotation import rotate
from bot.intake.store import Store
from bot.settings import Settings

SHE: Final = "c1"
NEIGHBOUR: Final = "c2"
LONG_AGO, NEVER = 1.0e9, 4.0e9  # of a tracker's event: purged, and not
SAID: Final = "Le convoyeur de la scierie Kouchibouguac tombe en panne"
NOTED: Final = "Zénobie rappelle après la marée"
NEWER: Final = "a newer secret"
EVENTS: Final = (
    "CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255), type_name VARCHAR(255),"
    " timestamp FLOAT, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT)"
)
REQUEST: Final = Request(
    "fr",
    {"province": "NB", "headcount": 7},
    {"advice": "go", "recommendations": [{"format": "micro_placement"}]},
    ({"by": "visitor", "text": SAID, "language": "fr"},),
)


def house(folder: str | Path, secrets: str = SECRET, smtp_url: str = "", clock: Clock | None = None) -> Services:
    """The services over a folder, as a process that starts builds them, without the parts that no act reads."""
    clock = clock or Clock()
    settings = Settings(
        database_url=f"sqlite:///{Path(folder) / 'intake.db'}",
        tracker_database=str(Path(folder) / "conversations.db"),
        smtp_url=smtp_url,
        webhook_private_allowed=1,
        tremplin_today=clock().date().isoformat(),
    )
    jobs._now = clock
    return over(settings, secrets, clock)


def over(settings: Settings, secrets: str = SECRET, clock: Clock | None = None) -> Services:
    """The services that work with the databases of `settings`."""
    store = Store(settings.database_url, secrets.split(","))
    desk = Desk(store, clock or Clock(), settings)
    unread: Any = None  # the knowledge, the adviser, the accounts
    return Services(settings, unread, unread, desk, unread, store, secrets)


def built(folder: Path, webhook_url: str, smtp_url: str = "") -> Services:
    """A new house: its organization listens, and Rasa has kept two conversations."""
    upgrade(f"sqlite:///{folder / 'intake.db'}")
    services = house(folder, smtp_url=smtp_url)
    mail = {"email": "desk@chamber.example"} if smtp_url else {}
    asked = Receiver("host_chamber", language="fr", webhook_url=webhook_url, **mail)  # type: ignore[arg-type]
    set_receiver(services.store, asked, services.desk.clock(), private_allowed=True)
    with closing(sqlite3.connect(folder / "conversations.db")) as tracker, tracker:
        tracker.execute("PRAGMA journal_mode = WAL")
        tracker.execute(EVENTS)
        rows = [(SHE, NEVER, SAID), (NEIGHBOUR, NEVER, "Bonjour"), ("c0", LONG_AGO, "Old words")]
        tracker.executemany("INSERT INTO events (sender_id, timestamp, data) VALUES (?, ?, ?)", rows)
    return services


def agree(services: Services) -> None:
    """She agrees."""
    services.desk.record_consent(SHE, "request", "2026-11", "fr", True, "host_chamber")


def answer(services: Services) -> None:
    """She agrees and gives her contact."""
    if not services.desk.draft(SHE).consented:
        agree(services)
    for name, value in ANSWERS.items():
        services.desk.keep(SHE, name, value)


def send(services: Services) -> None:
    """She sends her request."""
    services.desk.open(SHE, REQUEST)


def refuse(services: Services) -> None:
    """She takes her yes back before anything was sent."""
    services.desk.record_consent(SHE, "request", "2026-11", "fr", given=False)
    services.desk.discard(SHE)


def handle(services: Services) -> None:
    """A person takes the request up, writes a note and ends it; what is done already is not done again."""
    ticket = services.desk.ticket_of(SHE)
    assert ticket is not None
    if ticket.status == "new":
        ticket = services.desk.take_up(STAFF, ticket.reference, ticket.version)
    if not any(event.kind == "note" for event in services.desk.read(STAFF, ticket.reference).events):
        services.desk.note(STAFF, ticket.reference, NOTED)
    if ticket.status == "taken_up":
        services.desk.close(STAFF, ticket.reference, ticket.version, "helped")


def withdraw(services: Services) -> None:
    """She takes her request back."""
    services.desk.withdraw(SHE)


def erase(services: Services) -> None:
    """She has everything erased: the intake's rows, then what Rasa keeps."""
    services.desk.erase(SHE)
    services.forget(SHE)


def deliver(services: Services) -> None:
    """The notices that wait go out."""
    jobs.deliver_now(services)


def purge(services: Services) -> None:
    """What has served its purpose goes."""
    jobs.purge_now(services)


def renew(services: Services) -> None:
    """Everything is sealed with the newest secret."""
    rotate(services.store)


def bring_back(services: Services) -> None:
    """What a backup holds takes the place of what is there; in a process of its own only."""
    services.store.close()
    keeping.build = over  # type: ignore[assignment]
    keeping.restore(services.settings, kept_in(services))


def kept_in(services: Services) -> Path:
    """The house's backup."""
    return Path(services.settings.conversations).parent / "kept.tar.gz"


ACTS: Final[Mapping[str, Callable[[Services], None]]] = {
    act.__name__: act
    for act in (agree, answer, send, refuse, handle, withdraw, erase, deliver, purge, renew, bring_back)
}


def perform(act: str, **where: Any) -> None:
    """One act in a process that was just started."""
    ACTS[act](house(**where))


CASES: Final = {"perform": perform}


def later(**much: float) -> Clock:
    """A clock that much ahead."""
    clock = Clock()
    clock.pass_(**much)
    return clock


def a_year_old(services: Services) -> None:
    """Her request, closed long ago, another conversation that came to nothing, and a neighbour's fresh request."""
    clock = services.desk.clock
    assert isinstance(clock, Clock)
    clock.pass_(days=-400)
    answer(services)
    send(services)
    handle(services)
    clock.pass_(days=400)
    with services.store.change() as work:
        work.add("conversations", id="c0", language="fr", created_at=datetime(2026, 1, 1, tzinfo=timezone.utc))
    a_neighbour(services)


def a_neighbour(services: Services) -> None:
    """Somebody else sends a request."""
    services.desk.record_consent(NEIGHBOUR, "request", "2026-11", "fr", True)
    for name, value in ANSWERS.items():
        services.desk.keep(NEIGHBOUR, name, value.replace("kouchibouguac", "voisine"))
    services.desk.open(NEIGHBOUR, REQUEST)
