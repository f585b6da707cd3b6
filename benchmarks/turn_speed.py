"""A turn's time, turns a second, memory and start, beside stock `rasa init` and beside two floors, in one run.

`.venv/bin/python benchmarks/turn_speed.py` after `make train`. It makes and trains the others itself (four minutes;
`--keep DIR` keeps them for the next run), starts one bot after the other, then asks all four in alternation, so that
what else the machine does weighs on each alike: read the ratios. `--json` for programs; status 1 when a bar is missed.

The floor knows one keyword and says one sentence. The path is the floor with what every turn of ours also goes through,
by Rasa's own means: an action server, and a database that keeps the conversation.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
from stack import SAID, family, free_port, memory, process, processor_seconds, stack, tell_rasa, wait_for

BARS: Final = {
    "median turn / stock": 0.6,
    "median turn / floor": 2.0,
    "time of a turn with 8 visitors / stock": 0.5,
    "memory of Rasa / stock": 0.7,
    "memory of everything / stock": 1.2,
    "start to first reply / stock": 0.65,
}
STOCK_SAID: Final = ("hi", "I am feeling sad today", "yes", "perfect", "are you a bot?", "no", "I am great", "bye")
FLOOR_SAID: Final = ("hello",) * len(SAID)
FLOOR: Final = {
    "config.yml": """recipe: default.v1
assistant_id: floor
language: en
pipeline:
  - name: KeywordIntentClassifier
policies:
  - name: RulePolicy
""",
    "domain.yml": """version: "3.1"
intents: [greet]
responses:
  utter_greet:
    - text: Hello
""",
    "credentials.yml": "rest:\n",
    "endpoints.yml": "",
    "data/all.yml": """version: "3.1"
nlu:
  - intent: greet
    examples: |
      - hello
rules:
  - rule: greet
    steps:
      - intent: greet
      - action: utter_greet
""",
}
PATH: Final = {
    **FLOOR,
    "domain.yml": """version: "3.1"
intents: [greet]
actions: [action_greet]
""",
    "endpoints.yml": """action_endpoint:
  url: http://127.0.0.1:${ACTIONS_PORT}/webhook
tracker_store:
  type: SQL
  dialect: sqlite
  db: conversations.db
""",
    "data/all.yml": FLOOR["data/all.yml"].replace("utter_greet", "action_greet"),
    "actions.py": """from rasa_sdk import Action


class Greet(Action):
    def name(self):
        return "action_greet"

    async def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="Hello")
        return []
""",
}
RASA: Final = (sys.executable, "-m", "rasa")
PLAIN: Final = {"RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore", "TF_CPP_MIN_LOG_LEVEL": "3"}
VISITORS: Final = 8
WARM_TALKS: Final = 2
TALKS: Final = 6
WINDOWS: Final = 4
WINDOW_SECONDS: Final = 3.0


@dataclass
class Bot:
    """A bot that runs, what it is asked, and what was measured of it."""

    rasa: str
    said: tuple[str, ...]
    start_s: float
    root: int
    may_be_silent: bool = False  # stock has no answer to a "no" that it did not ask for
    turns: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    talks: int = 0
    asked: int = 0
    processor_s: float = 0.0
    rasa_s: float = 0.0


def main() -> int:
    """Measure, print, and say by the exit status whether the bars are met."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", type=Path, help="where the two other projects stay, trained, between runs")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as running:
        folder = Path(temporary)
        projects = made(chosen.keep or folder / "projects")
        bots = {name: running.enter_context(rasa_alone(projects / name, said, folder)) for name, said in others()}
        bots["ours"] = running.enter_context(ours(folder))
        asyncio.run(measure(bots))
        figures = {name: figures_of(bot) for name, bot in bots.items()}
    ratios = ratios_of(figures)
    missed = [name for name, most in BARS.items() if ratios[name] > most]
    print(json.dumps({"figures": figures, "ratios": ratios}) if chosen.json else report(figures, ratios))
    return 1 if missed else 0


def others() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The bots beside ours, and what they are asked."""
    yield "stock", STOCK_SAID
    yield "floor", FLOOR_SAID
    yield "path", FLOOR_SAID


def made(projects: Path) -> Path:
    """The other projects, made and trained where they are not yet."""
    import rasa  # only to find what `rasa init` copies

    for name, _ in others():
        place = projects / name
        if not place.exists():
            if name == "stock":
                shutil.copytree(Path(rasa.__file__).parent / "cli" / "initial_project", place)
                (place / "credentials.yml").write_text("rest:\n")
            else:
                write(place, PATH if name == "path" else FLOOR)
        if not list(place.glob("models/*.tar.gz")):
            train = [*RASA, "train", "--quiet"]
            subprocess.run(train, cwd=place, env={**os.environ, **PLAIN}, check=True, stdout=subprocess.DEVNULL)
    return projects


def write(place: Path, files: dict[str, str]) -> None:
    """The files of a floor: one intent, one keyword, one sentence."""
    for name, text in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)


@contextmanager
def rasa_alone(place: Path, said: tuple[str, ...], folder: Path) -> Iterator[Bot]:
    """A project served as `rasa run` serves it, from its start to the end of the block."""
    port, actions, output = free_port(), str(free_port()), folder / f"{place.name}.txt"
    address = f"http://127.0.0.1:{port}"
    began = time.perf_counter()
    command = [*RASA, "run", "--enable-api", "-i", "127.0.0.1", "-p", str(port)]
    serving = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "-p", actions]
    calls = (place / "actions.py").exists()
    beside = process(serving, place, folder / "actions.txt", PLAIN) if calls else nullcontext()
    with beside, process(command, place, output, {**PLAIN, "ACTIONS_PORT": actions}) as started:
        wait_for(lambda: replies(address, said[0]), started, output)
        yield Bot(address, said, time.perf_counter() - began, started.pid, may_be_silent=True)


@contextmanager
def ours(folder: Path) -> Iterator[Bot]:
    """Everything `make run` starts; its first reply comes through the door, the page and the actions."""
    began = time.perf_counter()
    with stack(folder) as at:
        yield Bot(at.rasa, SAID, time.perf_counter() - began, at.root)


def replies(address: str, text: str) -> bool:
    """Whether a message gets an answer."""
    try:
        body = {"sender": "first", "message": text}
        answer = httpx.post(f"{address}/webhooks/rest/webhook", json=body, timeout=30, trust_env=False)
        return answer.status_code == 200 and bool(answer.json())
    except httpx.HTTPError:
        return False


async def measure(bots: dict[str, Bot]) -> None:
    """One visitor's conversations in alternation, then windows of eight visitors in alternation."""
    before = {name: used(bot) for name, bot in bots.items()}
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        for number in range(WARM_TALKS + TALKS):
            for bot in bots.values():
                seconds = await talk(client, bot)
                bot.turns += seconds if number >= WARM_TALKS else []
        for _ in range(WINDOWS):
            for bot in bots.values():
                bot.rates.append(await crowd(client, bot))
    for name, bot in bots.items():
        bot.processor_s, bot.rasa_s = (now - then for now, then in zip(used(bot), before[name], strict=True))


def used(bot: Bot) -> tuple[float, float]:
    """Processor seconds of everything, and of the Rasa process alone."""
    return processor_seconds(family(bot.root)), processor_seconds([rasa_of(bot.root)])


def rasa_of(root: int) -> int:
    """The Rasa process among those that `root` began."""
    begun = family(root).items()
    return next(number for number, command in begun if " run --enable-api" in command and "sh -c" not in command)


async def talk(client: httpx.AsyncClient, bot: Bot, until: float = float("inf")) -> list[float]:
    """A whole conversation of one visitor, or what of it fits before `until`: seconds of each turn."""
    bot.talks += 1
    sender, seconds = f"visitor-{bot.talks}", []
    for text in bot.said:
        if time.perf_counter() < until:
            seconds.append(await tell_rasa(client, bot.rasa, sender, text, bot.may_be_silent))
            bot.asked += 1
    return seconds


async def crowd(client: httpx.AsyncClient, bot: Bot) -> float:
    """Turns a second with eight visitors who answer at once."""
    began = time.perf_counter()
    until = began + WINDOW_SECONDS

    async def visitor() -> int:
        turns = 0
        while time.perf_counter() < until:
            turns += len(await talk(client, bot, until))
        return turns

    turns = await asyncio.gather(*(visitor() for _ in range(VISITORS)))
    return sum(turns) / (time.perf_counter() - began)


def figures_of(bot: Bot) -> dict[str, float]:
    """What was measured, and what the processes weigh after it."""
    everything = family(bot.root)
    return {
        "median turn, ms": 1000 * statistics.median(bot.turns),
        "turns a second, 8 visitors": statistics.median(bot.rates),
        "processor time of a turn, ms": 1000 * bot.processor_s / bot.asked,
        "of which in Rasa, ms": 1000 * bot.rasa_s / bot.asked,
        "memory of Rasa, MB": memory(rasa_of(bot.root)),
        "memory of everything, MB": sum(memory(number) for number in everything),
        "the same, shared pages once, MB": sum(memory(number, "Pss") for number in everything),
        "start to first reply, s": bot.start_s,
    }


def ratios_of(figures: dict[str, dict[str, float]]) -> dict[str, float]:
    """Ours beside the others, named as the bars are; less is better."""
    mine, stock, floor, path = (figures[name] for name in ("ours", "stock", "floor", "path"))
    crowded = "turns a second, 8 visitors"
    return {
        "median turn / stock": mine["median turn, ms"] / stock["median turn, ms"],
        "median turn / floor": mine["median turn, ms"] / floor["median turn, ms"],
        "median turn / path": mine["median turn, ms"] / path["median turn, ms"],
        "time of a turn with 8 visitors / stock": stock[crowded] / mine[crowded],
        "memory of Rasa / stock": mine["memory of Rasa, MB"] / stock["memory of Rasa, MB"],
        "memory of everything / stock": mine["memory of everything, MB"] / stock["memory of everything, MB"],
        "start to first reply / stock": mine["start to first reply, s"] / stock["start to first reply, s"],
    }


def report(figures: dict[str, dict[str, float]], ratios: dict[str, Any]) -> str:
    """The figures for a person."""
    names = list(next(iter(figures.values())))
    lines = [f"{'':<42}" + "".join(f"{bot:>10}" for bot in figures)]
    lines += [f"{name:<42}" + "".join(f"{figures[bot][name]:>10.1f}" for bot in figures) for name in names]
    for name, ratio in ratios.items():
        met = (" met" if ratio <= BARS[name] else " MISSED") if name in BARS else ""
        lines.append(f"{name:<42}{ratio:>10.2f}" + (f"   at most {BARS[name]:<5}{met}" if met else ""))
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
