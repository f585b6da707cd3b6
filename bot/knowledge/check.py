"""Is the knowledge sound and fresh? What `tremplin knowledge check` reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

import requests
import yaml

from bot.knowledge.coherence import faults
from bot.knowledge.load import FOLDER, LOADER, assemble
from bot.knowledge.model import Knowledge
from bot.knowledge.read import BadKnowledge

LINK_TIMEOUT_SECONDS: Final = 10
GONE: Final = (404, 410)


@dataclass(frozen=True)
class Problem:
    """Something to mend: `error` breaks loading, `due` means read the sources again, `stale` old, `link` dead."""

    kind: Literal["error", "due", "stale", "link"]
    file: str
    field: str
    reason: str


def check(folder: Path = FOLDER, *, today: date, answers: Callable[[str], bool] | None = None) -> list[Problem]:
    """Everything wrong with the knowledge in `folder` on `today`; `answers` (see `page_answers`) tries the links."""
    try:
        knowledge = assemble(folder)
    except BadKnowledge as bad:
        return [Problem("error", bad.file, bad.field, bad.reason)]
    found = [Problem("error", *fault) for fault in faults(knowledge)]
    found += _late_files(folder, today)
    found += _stale_programs(knowledge, today)
    if answers is not None:
        found += [Problem("link", file, "", f"{url} does not answer") for file, url in _links(knowledge, answers)]
    return found


def page_answers(url: str) -> bool:
    """Whether the page at `url` is there; a server that refuses robots still answers, one that is gone does not."""
    try:
        return requests.get(url, timeout=LINK_TIMEOUT_SECONDS, stream=True).status_code not in GONE
    except requests.RequestException:
        return False


def _late_files(folder: Path, today: date) -> Iterator[Problem]:
    for path in sorted(folder.rglob("*.yml")):
        file, data = path.relative_to(folder).as_posix(), yaml.load(path.read_text("utf-8"), Loader=LOADER)
        yield from _late(file, data.get("checked_on"), data.get("next_check"), today)


def _late(file: str, checked_on: Any, next_check: Any, today: date) -> Iterator[Problem]:
    if isinstance(checked_on, date) and checked_on > today:
        yield Problem("error", file, "checked_on", f"{checked_on} is after today")
    if isinstance(next_check, date) and next_check <= today:
        yield Problem("due", file, "next_check", f"was due on {next_check}")


def _stale_programs(knowledge: Knowledge, today: date) -> Iterator[Problem]:
    limit = knowledge.threshold("stale_after_months")
    for program in knowledge.programs.values():
        months = program.months_old(today)
        file = f"funding/programs/{program.id}.yml"
        if months is None:
            yield Problem("stale", file, "newest_source_date", "no dated source")
        elif months > limit:
            yield Problem("stale", file, "newest_source_date", f"newest source is {months} months old")


def _links(knowledge: Knowledge, answers: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    seen: dict[str, str] = {}
    for file, url in _pages(knowledge):
        seen.setdefault(url, file)
    return ((file, url) for url, file in seen.items() if not answers(url))


def _pages(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for program in knowledge.programs.values():
        urls = (program.info_url, *(source.url for source in program.sources))
        yield from ((f"funding/programs/{program.id}.yml", url) for url in urls if url)
    for closed in knowledge.closed.values():
        if closed.source_url:
            yield "funding/closed.yml", closed.source_url
    for faq in knowledge.faqs.values():
        yield from ((f"faq/{faq.id}.yml", url) for url in faq.links)
    for title in knowledge.source_titles.values():
        if title.url.startswith("http"):
            yield "formats/_shared.yml", title.url
    for each in knowledge.intermediaries.values():
        if each.website and not each.fictional:
            yield "intermediaries.yml", each.website
