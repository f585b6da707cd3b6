"""The whole service as `make run` starts it, on free ports with databases of its own, and people who use it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from browser_kit import keep_picture
from playwright.sync_api import BrowserContext, Locator, Page
from widget_kit import free_port, wait_until

ROOT: Final = Path(__file__).parents[2]
SCREENS: Final = ROOT / "reports" / "screens"
TODAY: Final = "2026-11-22"
START_SECONDS: Final = 240
STOP_SECONDS: Final = 30
TURN_MILLISECONDS: Final = 30_000
SIZES: Final = {"desktop": (1280, 900), "phone": (390, 844)}


@dataclass
class Service:
    """A running service: where it answers, where its files are, and its processes."""

    url: str
    folder: Path
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes]

    @property
    def output(self) -> str:
        """What it printed so far."""
        return (self.folder / "output.txt").read_text("utf-8", errors="replace")

    def children(self) -> list[int]:
        """The ids of every process below it."""
        return descendants(self.process.pid)

    def child(self, words: str) -> int:
        """The id of the one process whose command holds `words`."""
        found = [
            pid for pid in self.children() if words in command_of(pid) and not command_of(pid).startswith("/bin/sh")
        ]
        assert len(found) == 1, f"{len(found)} processes with {words!r}"
        return found[0]

    def is_ready(self) -> bool:
        """Whether every part of it answers."""
        return httpx.get(f"{self.url}/health/ready", timeout=5, trust_env=False).status_code == 200

    def interrupt(self) -> None:
        """What Ctrl-C in its terminal does."""
        os.killpg(self.process.pid, signal.SIGINT)

    def add_person(self, name: str, password: str) -> None:
        """Make a console account with the host chamber, as the README tells."""
        words = ("users", "add", name, "--role", "coordinator", "--organization", "host_chamber")
        command = [sys.executable, "-m", "bot.cli", *words]
        subprocess.run(command, input=f"{password}\n", text=True, cwd=ROOT, env=dict(self.environment), check=True)

    def files(self) -> bytes:
        """Every byte of its databases, write-ahead logs included."""
        return b"".join(path.read_bytes() for path in sorted(self.folder.glob("*.db*")))

    def count(self, table: str) -> int:
        """How many rows a table of the intake holds."""
        connection = sqlite3.connect(self.folder / "intake.db")
        try:
            return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        finally:
            connection.close()


@contextmanager
def serving(folder: Path) -> Iterator[Service]:
    """`tremplin serve` until the end of the block; nothing of it is left after that."""
    web, rasa, actions = free_port(), free_port(), free_port()
    environment = {**os.environ, **settings_for(folder, web, rasa, actions)}
    command = [sys.executable, "-m", "bot.cli", "serve"]
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    service = Service(f"http://127.0.0.1:{web}", folder, environment, process)
    try:
        wait_until(lambda: "Ready:" in service.output or process.poll() is not None, START_SECONDS)
        assert "Ready:" in service.output, service.output[-2000:]
        yield service
    finally:
        end(service)


def settings_for(folder: Path, web: int, rasa: int, actions: int) -> dict[str, str]:
    """The settings of a service that keeps to itself."""
    return {
        "WEB_PORT": str(web),
        "RASA_PORT": str(rasa),
        "RASA_URL": f"http://127.0.0.1:{rasa}",
        "ACTIONS_PORT": str(actions),
        "ACTIONS_URL": f"http://127.0.0.1:{actions}",
        "PUBLIC_URL": f"http://127.0.0.1:{web}",
        "DATABASE_URL": f"sqlite:///{folder / 'intake.db'}",
        "TRACKER_DATABASE": str(folder / "conversations.db"),
        "SECRET_KEY": "for the tests",
        "TREMPLIN_TODAY": TODAY,
        "CHAT_DEADLINE_SECONDS": "16",  # a busy machine is no reason to fail; the widget gives up after 20
    }


def end(service: Service) -> None:
    """Stop what is left of a service, politely first."""
    if service.process.poll() is None:
        service.interrupt()
    try:
        service.process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        for pid in (*service.children(), service.process.pid):
            os.kill(pid, signal.SIGKILL)
        raise


def descendants(pid: int) -> list[int]:
    """The processes below `pid`, from the kernel's own list."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found, open_ends = [], [pid]
    while open_ends:
        below = parents.get(open_ends.pop(), [])
        found.extend(below)
        open_ends.extend(below)
    return found


def command_of(pid: int) -> str:
    """The command line of a process; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


class Owner:
    """An owner at the widget, who answers what she is asked."""

    def __init__(self, context: BrowserContext, service: Service, language: str, words: Mapping[str, str]) -> None:
        self.language, self.words, self.service = language, words, service
        self.page: Page = context.new_page()
        self.page.goto(f"{service.url}/?lang={language}")
        self.seen: list[dict[str, Any]] = []

    def open(self) -> None:
        """Open the widget."""
        self.page.get_by_role("button", name=self.words["open"]).click()

    def type(self, text: str) -> dict[str, Any]:
        """Send a message; answers what came back."""
        with self.page.expect_response("**/api/chat", timeout=TURN_MILLISECONDS) as coming:
            self.page.get_by_label(self.words["message"], exact=True).fill(text)
            self.page.keyboard.press("Enter")
        return self._received(coming.value.json())

    def tap(self, title: str) -> dict[str, Any]:
        """Press one of the offered answers; answers what came back."""
        with self.page.expect_response("**/api/chat", timeout=TURN_MILLISECONDS) as coming:
            self.page.locator(".choices").get_by_role("button", name=title, exact=True).click()
        return self._received(coming.value.json())

    def answer_until(
        self, kind: str, answer: dict[str, Any], answers: Mapping[str, str], taps: Mapping[str, str]
    ) -> Any:
        """Answer every question, by tap where there is one, until a message of `kind` comes; its custom part."""
        for _ in range(15):
            if found := part(answer, kind):
                return found
            asked = part(answer, "question")
            assert asked, f"neither {kind} nor a question: {answer['messages']}"
            slot = asked["slot"]
            answer = self.tap(taps[slot]) if slot in taps else self.type(answers[slot])
        raise AssertionError(f"no {kind} after fifteen answers")

    def _received(self, answer: dict[str, Any]) -> dict[str, Any]:
        assert answer["language"] == self.language, answer
        assert answer["messages"], "an empty reply"
        self.seen.append(answer)
        self.page.locator(".dots").wait_for(state="hidden")
        return answer

    def log(self) -> Locator:
        """The conversation on the screen."""
        return self.page.locator(".log")

    def photograph(self, name: str) -> None:
        """Keep what is seen, for people to look at: as it is, and at a phone's size."""
        photograph(self.page, f"{self.language}-{name}")


def photograph(page: Page, name: str) -> None:
    """Keep a page at every size."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        keep_picture(page, SCREENS / f"path-{name}-{size}.png")
    width, height = SIZES["desktop"]
    page.set_viewport_size({"width": width, "height": height})


def part(answer: Mapping[str, Any], kind: str) -> dict[str, Any] | None:
    """The last custom part of a type in an answer."""
    customs = [message.get("custom") or {} for message in answer["messages"]]
    return next((custom for custom in reversed(customs) if custom.get("type") == kind), None)
