"""How fast the desk is with 100,000 requests, and whether writers at once lose or double one.

`.venv/bin/python benchmarks/desk_speed.py [--count N] [--json]` measures SQLite and, where its binaries are installed,
PostgreSQL, started here on loopback in a temporary folder. Every database is made here and thrown away. The figures
are of whole console pages (session, search, words, HTML), the median of `ROUNDS`. Exit status 1 when a limit of
`LIMITS` is not met. One to two minutes.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.intake.accounts import Accounts, User
from bot.intake.desk import Desk, Request
from bot.intake.migrations import upgrade
from bot.intake.store import Store
from bot.intake.ticket import STATUSES, StaleTicket
from bot.knowledge.load import load_knowledge
from bot.settings import Settings
from bot.web.console import console_routes

LIMITS: Final = {"page_ms": 150.0, "writes_per_second": 50.0}
ROUNDS: Final = 9
BATCH: Final = 5_000
WRITERS: Final = 4
EACH: Final = 40
POSTGRES: Final = Path("/usr/lib/postgresql/15/bin")
SECRET: Final = "for a benchmark"
PASSWORD: Final = "a password for a benchmark"
NOW: Final = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)
HOST: Final = "host_chamber"
PROVINCES: Final = ("NB", "QC", "ON", "NS", "BC")
FORMATS: Final = ("micro_placement", "consulting", "competition")
COMMON, RARE = "Boulangerie", "Kouchibouguac"
PAGES: Final = {
    "first page": "",
    "last page": "?show=all&p=100000",
    "oldest": "?sort=oldest",
    "due first": "?sort=due",
    "overdue": "?show=overdue",
    "unread": "?show=unread",
    "age 45+": "?age=45",
    "one province": "?show=all&province=NS",
    "search, rare word": f"?show=all&q={RARE}",
    "search, common word": f"?show=all&q={COMMON}",
    "search, two words": f"?show=all&q={COMMON}+{RARE}",
    "search, no match": "?show=all&q=zzyzx",
    "search, reference": "?show=all&q=WIL-234679",
}


def main() -> int:
    """Measure, print, and say by the exit status whether the limits hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--count", type=int, default=100_000)
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server started here is stopped too
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        figures["sqlite"] = measure(f"sqlite:///{folder}/desk.db", f"sqlite:///{folder}/writes.db", chosen.count)
    if (POSTGRES / "postgres").exists():
        with a_server() as address:
            figures["postgresql"] = measure(f"{address}/desk", f"{address}/writes", chosen.count)
    missed = [
        f"{base}: {name} {value}" for base, each in figures.items() for name, value in each.items() if bad(name, value)
    ]
    print(json.dumps(figures) if chosen.json else report(figures, missed))
    return 1 if missed else 0


def bad(name: str, value: float) -> bool:
    """Whether a figure misses its limit."""
    if name.startswith(("lost", "doubled", "taken twice")):
        return value > 0
    if name.endswith("per second"):
        return value < LIMITS["writes_per_second"]
    return name in PAGES and value > LIMITS["page_ms"]


def report(figures: dict[str, dict[str, float]], missed: list[str]) -> str:
    """The figures for a person."""
    lines = [f"{base:<12}{name:<28}{value:>10}" for base, each in figures.items() for name, value in each.items()]
    return "\n".join([*lines, *(f"missed: {each}" for each in missed)] or ["nothing was measured"])


def measure(pages_url: str, writes_url: str, count: int) -> dict[str, float]:
    """Milliseconds of each page with `count` requests, then writers at once on an empty database."""
    began = time.perf_counter()
    fill(pages_url, count)
    figures = {"filled in (s)": round(time.perf_counter() - began, 1), **pages(pages_url)}
    return {**figures, **writes(writes_url)}


def pages(url: str) -> dict[str, float]:
    """The median of each page, in milliseconds, as a coordinator; then as an administrator."""
    store = Store(url, (SECRET,))
    settings = Settings()
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    app = Starlette(routes=console_routes())
    app.state.desk = Desk(store, lambda: NOW, settings)
    app.state.accounts = Accounts(store, lambda: NOW, settings, quick)
    app.state.settings, app.state.knowledge = settings, load_knowledge()
    app.state.accounts.add_user("ada", PASSWORD, "administrator")
    app.state.accounts.add_user("odette", PASSWORD, "coordinator", HOST)
    found = {name: median(visitor(app, "odette"), query) for name, query in PAGES.items()}
    found["administrator, first page"] = median(visitor(app, "ada"), "")
    store.close()
    return found


def visitor(app: Starlette, name: str) -> TestClient:
    """A browser that is logged in."""
    client = TestClient(app, follow_redirects=False)
    token = client.get("/console/login").text.split('name="csrf" value="')[1][:64]
    client.post("/console/login", data={"csrf": token, "name": name, "password": PASSWORD})
    return client


def median(client: TestClient, query: str) -> float:
    """Milliseconds of the median of `ROUNDS`, after one to warm up."""
    took = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        answer = client.get(f"/console/tickets{query}")
        took.append(1000 * (time.perf_counter() - began))
        assert answer.status_code == 200
    return round(statistics.median(took[1:]), 1)


def fill(url: str, count: int) -> None:
    """`count` made-up requests; their sealed parts are shared, so that filling is quick and rows are of real size."""
    upgrade(url)
    store, draw = Store(url, (SECRET,)), random.Random(7)
    seal = store.seal
    people = [
        {"contact_name": f"Zoé Roy {n}", "company_name": f"{COMMON if n % 2 else 'Garage'} {RARE if n == 3 else n}",
         "email": f"zoe{n}@example.org"}
        for n in range(2_000)
    ]  # fmt: skip
    sealed = [(seal.close(each), sorted(seal.index(each.values()))) for each in people]
    transcript = seal.close([{"by": "visitor", "text": "on manque de bras " * 30, "language": "fr"}])
    advice = {"advice": "go", "recommendations": [{"format": "consulting", "reasons": [{"text": "Convient. " * 60}]}]}
    with store.change() as work:
        for name in (HOST, "other_chamber"):
            work.add_if_absent("organizations", id=name, created_at=NOW)
    for first in range(1, count + 1, BATCH):
        numbers = range(first, min(first + BATCH, count + 1))
        rows = [row(n, draw, sealed[n % len(sealed)][0], transcript, advice) for n in numbers]
        with store.change() as work:
            work.add_all("conversations", [{"id": f"c{n}", "language": "fr", "created_at": NOW} for n in numbers])
            work.add_all("tickets", rows)
            work.add_all("ticket_events", [event(n, each) for n, each in zip(numbers, rows, strict=True)])
            words = [{"word": w, "ticket_id": n} for n in numbers for w in sealed[n % len(sealed)][1]]
            work.add_all("ticket_words", words)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT", bare=True) as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if "postgresql" in url else "ANALYZE")  # as its own upkeep does
    store.close()


def row(number: int, draw: random.Random, contact: str, transcript: str, advice: dict[str, Any]) -> dict[str, Any]:
    """One request: four in ten new, three taken up, the rest closed; four in five the host's."""
    status = draw.choices(("new", "taken_up", draw.choice(STATUSES[2:])), (4, 3, 3))[0]
    created = NOW - timedelta(minutes=draw.randint(1, 300_000))
    province, chosen = draw.choice(PROVINCES), draw.choice(FORMATS)
    return {
        "id": number, "reference": f"WIL-{number:06}", "conversation_id": f"c{number}", "language": "fr",
        "intermediary": HOST if number % 5 else "other_chamber", "status": status, "version": 1, "format": chosen,
        "province": province, "profile": {"province": province, "headcount": 7}, "advice": advice, "cautions": [],
        "consent": {}, "transcript": transcript, "contact": contact, "reply_within_days": 3, "due_on": due(created),
        "taken_up_by": "user:odette" if status == "taken_up" else None, "created_at": created, "changed_at": created,
        "closed_at": None if status in STATUSES[:2] else created, "next_on": None, "reminded_day": 0,
        "last_event": number,
    }  # fmt: skip


def due(created: datetime) -> date:
    """Three days after."""
    return created.date() + timedelta(days=3)


def event(number: int, ticket: dict[str, Any]) -> dict[str, Any]:
    """The first line of a request's history."""
    line = {"by": "owner", "kind": "opened", "old": None, "new": "new", "text": None}
    return {"id": number, "ticket_id": number, "at": ticket["created_at"], **line}


def writes(url: str) -> dict[str, float]:
    """Several processes open requests and take up each other's; every one is there once, and taken up once."""
    upgrade(url)
    began = time.perf_counter()
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(WRITERS) as pool:
        together = manager.Barrier(WRITERS)
        won = pool.starmap(write, [(url, number, together) for number in range(WRITERS)])
        seconds = max(each["seconds"] for each in won)
    store = Store(url, (SECRET,))
    with store.look() as work:
        kept = [ticket["conversation_id"] for ticket in work.all("tickets")]
        taken = work.count("ticket_events", new="taken_up")
    store.close()
    asked, wins = WRITERS * EACH, sum(each["wins"] for each in won)
    return {
        "ticket writes per second": round((asked + wins) / seconds, 1),
        "open to commit, median (ms)": round(statistics.median(t for each in won for t in each["took"]), 1),
        "lost": asked - len(set(kept)),
        "doubled": len(kept) - len(set(kept)),
        "taken twice": abs(taken - wins) + abs(wins - asked),
        "with start-up (s)": round(time.perf_counter() - began, 1),
    }


def write(url: str, number: int, together: Any) -> dict[str, Any]:
    """One writer: opens its requests and takes up what it sees, its own and others'; consents and answers go first."""
    store = Store(url, (SECRET,))
    desk, me = Desk(store, lambda: NOW, Settings()), User(f"writer{number}", "coordinator", HOST)
    conversations = [f"w{number}-{each}" for each in range(EACH)]
    for conversation in conversations:
        desk.record_consent(conversation, "request", "v", "fr", True)
        for field, value in {"contact_name": "Zoé", "company_name": "Scierie", "email": "z@example.org"}.items():
            desk.keep(conversation, field, value)
    together.wait()
    took: list[float] = []
    wins, began = 0, time.perf_counter()
    for conversation in conversations:
        started = time.perf_counter()
        desk.open(conversation, Request("fr", {"province": "NB"}, {"advice": "go"}))
        took.append(1000 * (time.perf_counter() - started))
        wins += race(desk, me, 3)
    together.wait()
    wins += race(desk, me, WRITERS * EACH)
    seconds = time.perf_counter() - began
    store.close()
    return {"seconds": seconds, "took": took, "wins": wins}


def race(desk: Desk, me: User, most: int) -> int:
    """Take up what is new, unless another was quicker; answers how many were won."""
    wins = 0
    for ticket in desk.newest(me, ("new",), None, most):
        try:
            desk.take_up(me, ticket.reference, ticket.version)
            wins += 1
        except StaleTicket:
            continue
    return wins


@contextmanager
def a_server() -> Iterator[str]:
    """A PostgreSQL server on loopback in a temporary folder, by a user that is not root; its address without a base."""
    folder, port = Path(tempfile.mkdtemp()), free_port()
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    try:
        if as_user:
            shutil.chown(folder, "postgres")
        run = [*as_user, str(POSTGRES / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", "desk", "--no-sync"]
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
        options = f"-h 127.0.0.1 -p {port} -k {folder}"
        control = [*as_user, str(POSTGRES / "pg_ctl"), "-D", str(folder / "data"), "-w"]
        log = str(folder / "log")
        subprocess.run([*control, "-l", log, "-o", options, "start"], check=True, stdout=subprocess.DEVNULL)
        try:
            for name in ("desk", "writes"):
                made = [str(POSTGRES / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "desk", name]
                subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
            yield f"postgresql+psycopg2://desk@127.0.0.1:{port}"
        finally:
            subprocess.run([*control, "-m", "fast", "stop"], check=True, stdout=subprocess.DEVNULL)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    raise SystemExit(main())
