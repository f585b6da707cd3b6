"""Feed a target inputs that atheris makes up, guided by what they reach in `bot`.

`python tests/security/fuzz/run.py quantities -runs=20000 -seed=1`: options of libFuzzer may follow the target's name.
A target is a file of this folder with `SEEDS`, texts to begin with, and `check(text)`, which raises at a fault.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import atheris

LONGEST = 2_000  # bytes of an input; also the longest message by default
PATIENCE = 60  # seconds for one input: a pattern that never ends is a fault


def main(name: str, options: Sequence[str]) -> None:
    """Fuzz until the options say stop; a fault ends the process with its trace and another status than 0."""
    with atheris.instrument_imports(include=["bot"], enable_loader_override=False):
        target = import_module(name)

    def once(data: bytes) -> None:
        target.check(data.decode("utf-8", "replace"))

    with tempfile.TemporaryDirectory() as folder:
        corpus, words = Path(folder) / "corpus", Path(folder) / "words"
        corpus.mkdir()
        for number, seed in enumerate(target.SEEDS):
            (corpus / str(number)).write_text(seed, "utf-8")
        words.write_text("\n".join(sorted({_quoted(word) for seed in target.SEEDS for word in _words(seed)})), "ascii")
        bounds = [f"-max_len={LONGEST}", f"-timeout={PATIENCE}", f"-artifact_prefix={folder}/", f"-dict={words}"]
        atheris.Setup([sys.argv[0], *bounds, *options, str(corpus)], once)
        atheris.Fuzz()


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]+", text)


def _quoted(word: str) -> str:
    """A word as libFuzzer's dictionaries write it."""
    return '"' + "".join(f"\\x{byte:02x}" for byte in word.encode()[:60]) + '"'


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
