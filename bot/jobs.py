"""What runs by itself: deliveries, reminders, the purge, and the end of erasures that a death interrupted.

`python -m bot.jobs` runs it until it is stopped.

huey keeps the timetable, in its own SQLite file or in Redis. What must not be lost is in the outbox, not in its queue.
"""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timezone
from typing import Any, Final

from huey import RedisHuey, SqliteHuey, crontab

from bot.bootstrap import Services, bootstrap
from bot.delivery.email import Mail
from bot.delivery.outbox import Send, deliver
from bot.delivery.reminders import load_rules, remind
from bot.delivery.webhook import Webhook
from bot.intake.retention import purge
from bot.intake.store import Unavailable
from bot.observability.logs import set_up_logs
from bot.settings import Settings

NAME: Final = "tremplin"
LOG: Final = logging.getLogger(__name__)


def senders(settings: Settings) -> dict[str, Send]:
    """One function per channel that a notice may take."""
    mail = Mail(settings.smtp_url, settings.mail_from, settings.public_url, settings.privacy_contact)
    return {
        "email": mail,
        "owner": mail,
        "webhook": Webhook(settings.public_url, bool(settings.webhook_private_allowed)),
    }


def deliver_now(services: Services) -> dict[str, int]:
    """Send what is due; answers what became of it."""
    done = asdict(deliver(services.store, _now, senders(services.settings)))
    return _told("delivered", done)


def remind_now(services: Services) -> dict[str, int]:
    """Write the reminders that are due; answers how many."""
    return _told("reminded", {"reminders": remind(services.store, load_rules(), _now())})


def finish_now(services: Services) -> dict[str, int]:
    """Finish what a process that died in the middle of an erasure left; answers how many rows that were."""
    return _told("finished erasures", {"tracker_rows": services.finish_erasures()})


def purge_now(services: Services) -> dict[str, int]:
    """Delete what has served its purpose, from the intake and from the conversations; answers how many of each."""
    done = asdict(purge(services.store, services.today(), services.settings))
    return _told("purged", {**done, "tracker_rows": services.purge_trackers()})


def queue(settings: Settings) -> Any:
    """The queue that huey works from: Redis if `REDIS_URL` is set, else a SQLite file."""
    if settings.redis_url:
        return RedisHuey(NAME, url=settings.redis_url, results=False)
    path = settings.path(settings.jobs_database)
    path.parent.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(NAME, filename=str(path), results=False)


def timetable(services: Services) -> Any:
    """The queue with its periodic tasks: deliveries every minute, reminders every hour, the purge every night.

    What an erasure left is deleted every minute too.
    """
    jobs = queue(services.settings)

    @jobs.periodic_task(crontab(), name="finish")  # type: ignore[untyped-decorator]
    def _finish() -> None:
        finish_now(services)

    @jobs.periodic_task(crontab(), name="deliver")  # type: ignore[untyped-decorator]
    def _deliver() -> None:
        deliver_now(services)

    @jobs.periodic_task(crontab(minute="5"), name="remind")  # type: ignore[untyped-decorator]
    def _remind() -> None:
        remind_now(services)

    @jobs.periodic_task(crontab(minute="30", hour="7"), name="purge")  # type: ignore[untyped-decorator]
    def _purge() -> None:
        purge_now(services)

    return jobs


def catch_up(services: Services) -> None:
    """Do at once what was missed while nothing ran; what the database cannot take now waits for the timetable."""
    for job in (finish_now, remind_now, purge_now, deliver_now):
        with suppress(Unavailable):
            job(services)


def main() -> int:
    """Catch up, then keep to the timetable."""
    services = bootstrap()
    set_up_logs("jobs", services.settings)
    catch_up(services)
    timetable(services).create_consumer(workers=1, worker_type="thread", periodic=True).run()
    return 0


def _told(what: str, counts: dict[str, int]) -> dict[str, int]:
    if any(counts.values()):
        LOG.info("%s: %s", what, ", ".join(f"{name} {number}" for name, number in counts.items() if number))
    return counts


def _now() -> datetime:
    return datetime.now(timezone.utc)


if __name__ == "__main__":
    sys.exit(main())
