"""Two pictures of how well messages are understood: the confusion matrix and the reliability plot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from bot.nlu.scoring import Judged, calibration

LANGUAGE_COLOURS = {"en": "tab:blue", "fr": "tab:orange"}


def draw(messages: Sequence[Judged], folder: Path) -> list[Path]:
    """Write both pictures into the folder; their paths."""
    paths = [folder / "confusion.png", folder / "reliability.png"]
    _save(_confusion(messages), paths[0])
    _save(_reliability(messages), paths[1])
    return paths


def _plots() -> Any:
    import_module("matplotlib").use("Agg")  # no screen
    return import_module("matplotlib.pyplot")


def _save(figure: Any, path: Path) -> None:
    figure.savefig(path, dpi=110, bbox_inches="tight")
    _plots().close(figure)


def _confusion(messages: Sequence[Judged]) -> Any:
    pairs = Counter((m.wanted, m.wanted if m.right else m.intent) for m in messages)
    names = sorted({name for pair in pairs for name in pair})
    sizes = Counter(m.wanted for m in messages)
    rows = [[pairs[a, b] / max(1, sizes[a]) for b in names] for a in names]
    figure, axes = _plots().subplots(figsize=(14, 13))
    axes.imshow(rows, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=90)
    axes.set_yticks(range(len(names)), [f"{name} ({sizes[name]})" for name in names])
    for (a, b), times in pairs.items():
        if a != b:
            axes.text(names.index(b), names.index(a), str(times), ha="center", va="center", color="darkred")
    axes.set(xlabel="read as", ylabel="labelled (messages)", title="Intents: share of each row; errors counted in red")
    return figure


def _reliability(messages: Sequence[Judged]) -> Any:
    figure, axes = _plots().subplots(figsize=(6, 6))
    axes.plot([0, 1], [0, 1], linestyle=":", color="grey")
    for language in sorted({m.language for m in messages}):
        found = calibration([m for m in messages if m.language == language])
        points = [(row["confidence"], row["right"]) for row in found["calibration"]]
        label = f"{language}, error {found['calibration_error']}"
        axes.plot(*zip(*points, strict=True), marker="o", label=label, color=LANGUAGE_COLOURS.get(language))
    axes.set(xlabel="confidence", ylabel="share right", xlim=(0, 1), ylim=(0, 1), title="Is the confidence honest?")
    axes.legend()
    return figure
