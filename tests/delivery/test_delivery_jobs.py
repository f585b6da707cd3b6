"""The process that runs by itself delivers what waits, and keeps a timetable."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from receivers_kit import SECRET, Clock, a_desk, a_ticket, a_web_receiver, listening

from bot.jobs import deliver_now, purge_now, queue, remind_now, timetable
from bot.settings import ROOT, Settings


def test_the_timetable_has_deliveries_reminders_the_purge_and_the_end_of_erasures(tmp_path: Path) -> None:
    services = SimpleNamespace(settings=Settings(jobs_database=str(tmp_path / "jobs.db")))
    jobs = timetable(services)  # type: ignore[arg-type]
    assert {task.name for task in jobs._registry.periodic_tasks} == {"finish", "deliver", "remind", "purge"}


def test_redis_takes_over_where_it_is_configured() -> None:
    assert queue(Settings(redis_url="redis://127.0.0.1:1/0")).__class__.__name__ == "RedisHuey"


def test_each_job_does_its_work(tmp_path: Path) -> None:
    clock = Clock()
    clock.pass_(days=-300)
    desk = a_desk(tmp_path, clock)
    with a_web_receiver() as web:
        listening(desk, webhook_url=web.url)
        a_ticket(desk)
        services = SimpleNamespace(
            store=desk.store,
            settings=Settings(webhook_private_allowed=1),
            today=lambda: clock().date(),
            purge_trackers=lambda: 4,
        )
        assert remind_now(services) == {"reminders": 1}  # type: ignore[arg-type]
        assert deliver_now(services)["sent"] == 2  # type: ignore[arg-type]
        assert purge_now(services)["tracker_rows"] == 4  # type: ignore[arg-type]


def test_the_process_delivers_at_its_start(tmp_path: Path) -> None:
    clock = Clock()
    clock.pass_(days=-300)
    desk = a_desk(tmp_path, clock)
    with a_web_receiver() as web:
        listening(desk, webhook_url=web.url)
        a_ticket(desk)
        process = subprocess.Popen([sys.executable, "-m", "bot.jobs"], cwd=ROOT, env=environment(tmp_path))
        try:
            assert web.arrived.wait(60)
        finally:
            process.terminate()
            process.wait(30)


def environment(folder: Path) -> dict[str, str]:
    """Settings for a process of its own, away from the real files."""
    ours = {
        "DATABASE_URL": f"sqlite:///{folder / 'intake.db'}",
        "TRACKER_DATABASE": str(folder / "conversations.db"),
        "JOBS_DATABASE": str(folder / "jobs.db"),
        "SECRET_KEY": SECRET,
        "WEBHOOK_PRIVATE_ALLOWED": "1",
    }
    return {**os.environ, **ours}
