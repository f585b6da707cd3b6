"""Milliseconds of a parse on one core, memory and training time, as served: our model beside stock `rasa init`.

`python benchmarks/nlu_speed.py [MESSAGES] [--train]` loads both models in processes of their own and lets them parse
the held-out messages in turns, so that a busy machine is as hard on both. Stock is made by `rasa init` and trained in
a temporary directory (some minutes). `--train` also trains ours from nothing and prints its seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "models" / "tremplin.tar.gz"
HELDOUT = ROOT / "tests" / "nlu" / "heldout.jsonl"
QUIET = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
OURS = """
import sys
from bot.light_rasa import Finder
sys.meta_path.insert(0, Finder())
from bot.quick_rasa import quicken as served
"""
STOCK = """
def served(agent): pass
"""
PARSER = """
import asyncio, json, os, sys, time
answers, sys.stdout = sys.stdout, open(os.devnull, "w")  # Rasa logs there
from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog
configure_structlog()
agent, loop = Agent.load(sys.argv[1]), asyncio.new_event_loop()
served(agent)
print("ready", file=answers, flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    loop.run_until_complete(agent.parse_message(json.loads(line)))
    print((time.perf_counter() - start) * 1000, file=answers, flush=True)
"""


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("messages", nargs="?", type=int, default=200)
    parser.add_argument("--train", action="store_true")
    chosen = parser.parse_args()
    texts = [json.loads(line)["text"] for line in HELDOUT.read_text("utf-8").splitlines()][:: 660 // chosen.messages]
    with tempfile.TemporaryDirectory() as folder:
        stock = stock_model(Path(folder))
        with parsing(OURS, MODEL, ROOT) as ours, parsing(STOCK, stock, Path(folder)) as theirs:
            times = {"ours": [], "stock": []}  # type: dict[str, list[float]]
            for text in texts:
                for name, process in (("ours", ours), ("stock", theirs)):
                    times[name].append(ask(process, text))
            memory = {name: resident(process) for name, process in (("ours", ours), ("stock", theirs))}
    for name in times:
        middle, slow = statistics.median(times[name]), sorted(times[name])[int(0.95 * len(times[name]))]
        print(f"{name:6} median {middle:6.1f} ms, 95th percentile {slow:6.1f} ms, resident {memory[name]:6.0f} MB")
    print(f"memory, ours to stock: {memory['ours'] / memory['stock']:.2f}")
    if chosen.train:
        started, anew = time.perf_counter(), ("--force", "--skip-validation")  # as `make train`
        subprocess.run(
            [sys.executable, "-m", "bot.light_rasa", "train", *anew, "--out", tempfile.mkdtemp()],
            cwd=ROOT,
            check=True,
        )
        print(f"training ours: {time.perf_counter() - started:.0f} s")


def stock_model(folder: Path) -> Path:
    """What `rasa init` trains."""
    command = [sys.executable, "-m", "rasa", "init", "--no-prompt", "--init-dir", str(folder)]
    subprocess.run(command, cwd=folder, env=QUIET, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return next((folder / "models").glob("*.tar.gz"))


@contextmanager
def parsing(how: str, model: Path, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has loaded a model, and parses what it is sent as `how` it is served."""
    command = [sys.executable, "-c", how + PARSER, str(model)]
    process = subprocess.Popen(
        command, cwd=folder, env=QUIET, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert process.stdout and process.stdout.readline().strip() == "ready"
        yield process
    finally:
        process.kill()
        process.wait()


def ask(process: subprocess.Popen[str], text: str) -> float:
    """The milliseconds that one parse took."""
    assert process.stdin and process.stdout
    process.stdin.write(json.dumps(text) + "\n")
    process.stdin.flush()
    return float(process.stdout.readline())


def resident(process: subprocess.Popen[str]) -> float:
    """Megabytes a process holds in memory."""
    status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


if __name__ == "__main__":
    main()
