"""How much personal data the masking finds, and what it masks wrongly, on `masking_en.jsonl` and `masking_fr.jsonl`.

Run `python tests/privacy/measure.py` to print the table of `docs/privacy-masking.md`.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.masking import KINDS, STRUCTURED_KINDS, Span, find

HERE = Path(__file__).parent
LANGUAGES = ("en", "fr")


@dataclass(frozen=True)
class Line:
    """A typed message and the personal data it holds."""

    id: str
    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Measure:
    """Counts over one language: gold spans and found ones by kind, clean lines, lines masked wrongly."""

    gold: Counter[str]
    found: Counter[str]
    clean_lines: int
    false_alarms: tuple[str, ...]
    missed: tuple[str, ...]

    def recall(self, *kinds: str) -> float:
        """The share of the gold spans of `kinds` that no letter or digit of is left."""
        return sum(self.found[kind] for kind in kinds) / sum(self.gold[kind] for kind in kinds)


def lines(language: str) -> list[Line]:
    """The set of one language."""
    rows = map(json.loads, (HERE / f"masking_{language}.jsonl").read_text(encoding="utf-8").splitlines())
    return [Line(row["id"], row["text"], tuple(Span(s, e, kind) for kind, s, e in row["spans"])) for row in rows]


def measure(language: str) -> Measure:
    """Count what is found and what is masked wrongly in one language."""
    gold: Counter[str] = Counter()
    found: Counter[str] = Counter()
    missed, false_alarms, clean = [], [], 0
    for line in lines(language):
        spans = find(line.text)
        clean += not line.spans
        false_alarms += [line.text] if any(not _touches(span, line.spans) for span in spans) else []
        for span in line.spans:
            gold[span.kind] += 1
            hidden = _is_hidden(line.text, span, spans)
            found[span.kind] += hidden
            missed += [] if hidden else [f"{span.kind}: {line.text}"]
    return Measure(gold, found, clean, tuple(false_alarms), tuple(missed))


def _touches(span: Span, gold: tuple[Span, ...]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in gold)


def _is_hidden(text: str, gold: Span, spans: list[Span]) -> bool:
    left = (i for i in range(gold.start, gold.end) if not any(span.start <= i < span.end for span in spans))
    return not any(text[i].isalnum() for i in left)


def table() -> str:
    """The figures as a Markdown table."""
    measures = {language: measure(language) for language in LANGUAGES}
    rows = ["| | English | French |", "|---|---|---|"]
    for kind in KINDS:
        rows.append(f"| {kind} | " + " | ".join(f"{m.found[kind]} of {m.gold[kind]}" for m in measures.values()) + " |")
    for title, kinds in (("structured kinds, recall", STRUCTURED_KINDS), ("names, recall", ("name",))):
        rows.append(f"| **{title}** | " + " | ".join(f"{m.recall(*kinds):.1%}" for m in measures.values()) + " |")
    alarms = (f"{len(m.false_alarms)} on {m.clean_lines} clean lines" for m in measures.values())
    return "\n".join([*rows, "| **lines with a false alarm** | " + " | ".join(alarms) + " |"])


if __name__ == "__main__":
    print(table())
    for each in LANGUAGES:
        print(*measure(each).missed, *measure(each).false_alarms, sep="\n")
