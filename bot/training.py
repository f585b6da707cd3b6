"""Train the model when none fits the current configuration, domain and data."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.settings import ROOT

MODEL: Final = ROOT / "models" / "tremplin.tar.gz"
STAMP: Final = ROOT / "models" / "trained_on"
QUIET: Final = {
    "TQDM_DISABLE": "1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "LOG_LEVEL": "WARNING",
    "RASA_TELEMETRY_ENABLED": "false",
}
ANEW: Final = ("--force", "--skip-validation")  # Rasa's cache would give an old part though the code behind it changed
READERS: Final = (
    "bot/nlu/*.py",
    "bot/nlu/lexicon/*.yml",
    "bot/nlu/*_data/*.tsv",
    "bot/nlu/*_data/*.txt",
    "requirements.lock",
)


def fingerprint(root: Path = ROOT) -> str:
    """A hash of everything the model depends on: config, domain, data, and the code that learns from them."""
    digest = hashlib.sha256()
    for path in _inputs(root):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _inputs(root: Path) -> Iterator[Path]:
    yield from (root / "config.yml", root / "domain.yml")
    yield from sorted((root / "data").rglob("*.yml"))
    for pattern in READERS:
        yield from sorted(root.glob(pattern))


def is_current() -> bool:
    """Whether the trained model fits the current inputs."""
    return MODEL.exists() and STAMP.exists() and STAMP.read_text("utf-8") == fingerprint()


def train(force: bool = False) -> bool:
    """Train if needed; False when the model was current. Raises `CalledProcessError` when Rasa refuses the data."""
    if is_current() and not force:
        return False
    STAMP.unlink(missing_ok=True)
    learned_from = fingerprint()  # before: a file changed while training calls for another
    print("Training the model, some minutes ...", flush=True)
    name = MODEL.name.removesuffix(".tar.gz")
    command = [sys.executable, "-m", "bot.light_rasa", "train", *ANEW, "--fixed-model-name", name]
    quiet = {**os.environ, **QUIET}
    log = ROOT / "var" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as out:
        result = subprocess.run(command, cwd=ROOT, env=quiet, stdout=out, stderr=subprocess.STDOUT)
    if result.returncode != 0 or not MODEL.exists():
        print(log.read_text("utf-8")[-2000:], file=sys.stderr)
        raise subprocess.CalledProcessError(result.returncode or 1, command)
    STAMP.write_text(learned_from, "utf-8")
    return True
