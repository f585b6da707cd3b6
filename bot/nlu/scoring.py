"""Scores of parses against labelled messages, per language: pure functions of what was wanted and what was read."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

Table = dict[str, Any]

OUT_OF_SCOPE: Final = "out_of_scope"
FALLBACK: Final = "nlu_fallback"
SHORT_ANSWERS: Final = ("affirm", "deny")
SEVERAL: Final = {"barriers": "barrier", "need_areas": "need_area", "goals": "goal", "formats": "format"}
SINGLE: Final = (
    "province",
    "headcount",
    "budget_cad",
    "work_mode",
    "weeks_until_start",
    "duration_days",
    "supervision_hours_per_week",
    "stage",
)
BINS: Final = 10
TOLERANCE: Final = 0.01  # of a number's size
OTHER_TOPIC = re.compile(r"alt faq_topic: (\w+)")
ARGUABLE = re.compile(r"(\w+)(?: topic)?(?: also)? arguable")
OPTIONAL = re.compile(r"optional:([^|]*)")


@dataclass(frozen=True)
class Judged:
    """One labelled message and what was made of it."""

    gold: Mapping[str, Any]
    intent: str
    confidence: float
    entities: Mapping[str, frozenset[Any]]

    @property
    def language(self) -> str:
        """The first two letters of the message's id."""
        return str(self.gold["id"])[:2]

    @property
    def wanted(self) -> str:
        """The labelled intent; a topic's own intent for `faq`."""
        return f"faq_{self.gold['faq_topic']}" if self.gold["intent"] == "faq" else str(self.gold["intent"])

    @property
    def right(self) -> bool:
        """Whether the intent is the labelled one, or one that the label's author would also accept."""
        return self.intent in accepted(self.gold) or _is_short_answer(self.gold, self.intent)


def judged(gold: Mapping[str, Any], parse: Mapping[str, Any]) -> Judged:
    """A labelled message beside Rasa's parse of it."""
    found: dict[str, set[Any]] = defaultdict(set)
    for entity in parse["entities"]:
        found[entity["entity"]].add(entity["value"])
    name = parse["intent"]["name"] or OUT_OF_SCOPE
    intent = OUT_OF_SCOPE if name == FALLBACK else name
    entities = {kind: frozenset(values) for kind, values in found.items()}
    return Judged(gold, intent, float(parse["intent"].get("confidence") or 0), entities)


def accepted(gold: Mapping[str, Any]) -> set[str]:
    """The intents that count as right; `faq` stands for any topic."""
    note, others = str(gold.get("note") or ""), set(gold.get("alt_intents") or ())
    if gold["intent"] != "faq":
        return {str(gold["intent"]), *others}
    return {f"faq_{t}" for t in (gold["faq_topic"], *OTHER_TOPIC.findall(note), *ARGUABLE.findall(note))} | others


def _is_short_answer(gold: Mapping[str, Any], intent: str) -> bool:
    if intent.startswith("faq_") and "faq" in (gold.get("alt_intents") or ()):
        return True
    return gold["intent"] == "inform" and intent in SHORT_ANSWERS and len(str(gold["text"]).split()) <= 2


def scores(messages: Iterable[Judged]) -> Table:
    """Every measure, per language."""
    by_language: dict[str, list[Judged]] = defaultdict(list)
    for message in messages:
        by_language[message.language].append(message)
    return {language: _scores(group) for language, group in sorted(by_language.items())}


def _scores(group: Sequence[Judged]) -> Table:
    ours = [m for m in group if m.wanted != OUT_OF_SCOPE]
    strange = [m for m in group if m.wanted == OUT_OF_SCOPE]
    turned_away = [m.intent == OUT_OF_SCOPE and not m.right for m in ours]
    return {
        "messages": len(group),
        "intent_accuracy": share([m.right for m in group]),
        "in_scope_accuracy": share([m.right for m in ours]),
        "out_of_scope_recall": share([m.right for m in strange]),
        "false_rejections": share(turned_away),
        "intents_f1": intent_f1(group),
        "labels": {field: _label_scores(ours, field, kind) for field, kind in SEVERAL.items()},
        "facts": _fact_scores(ours),
        **calibration(group),
        "confusions": confusions(group),
    }


def share(outcomes: Sequence[bool]) -> float | None:
    """The share of true outcomes, in percent; None of none."""
    return round(100 * sum(outcomes) / len(outcomes), 1) if outcomes else None


def f1(hits: int, false: int, missed: int) -> float | None:
    """F1 in percent; None when there was nothing to find and nothing was found."""
    total = 2 * hits + false + missed
    return round(200 * hits / total, 1) if total else None


def intent_f1(group: Sequence[Judged]) -> dict[str, float | None]:
    """F1 of each intent; an accepted alternative counts as the labelled one."""
    hits: Counter[str] = Counter(m.wanted for m in group if m.right)
    missed: Counter[str] = Counter(m.wanted for m in group if not m.right)
    false: Counter[str] = Counter(m.intent for m in group if not m.right)
    return {name: f1(hits[name], false[name], missed[name]) for name in sorted({*hits, *missed, *false})}


def confusions(group: Sequence[Judged]) -> list[Table]:
    """What was taken for what, most frequent first."""
    pairs = Counter((m.wanted, m.intent) for m in group if not m.right)
    order = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [{"wanted": wanted, "got": got, "times": times} for (wanted, got), times in order]


def calibration(group: Sequence[Judged]) -> Table:
    """Ten bins of confidence with the share that was right, and their weighted distance (0 is perfect)."""
    bins: list[list[Judged]] = [[] for _ in range(BINS)]
    for message in group:
        bins[min(BINS - 1, int(message.confidence * BINS))].append(message)
    table = [_bin(i, each) for i, each in enumerate(bins) if each]
    error = sum(row["messages"] * abs(row["confidence"] - row["right"]) for row in table)
    return {"calibration_error": round(error / max(1, len(group)), 3), "calibration": table}


def _bin(number: int, group: Sequence[Judged]) -> Table:
    size = len(group)
    return {
        "from": number / BINS,
        "messages": size,
        "confidence": round(sum(m.confidence for m in group) / size, 3),
        "right": round(sum(m.right for m in group) / size, 3),
    }


def _label_scores(group: Sequence[Judged], field: str, kind: str) -> Table:
    tally: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for message in group:
        spare = _spare(message.gold, field)
        want = set(message.gold.get(field) or ()) - spare
        got = set(map(str, message.entities.get(kind, ()))) - spare
        for i, values in enumerate((want & got, got - want, want - got)):
            for value in values:
                tally[value][i] += 1
    return {"f1": _pooled(tally), "each": {value: f1(*cell) for value, cell in sorted(tally.items())}}


def _fact_scores(group: Sequence[Judged]) -> Table:
    tally: dict[str, list[int]] = {field: [0, 0, 0] for field in SINGLE}
    for message in group:
        for field in SINGLE:
            want, got = message.gold.get(field), message.entities.get(field, frozenset())
            if want is None:
                tally[field][1] += bool(got) and field not in _optional(message.gold)
            else:
                tally[field][0 if any(_same(value, want) for value in got) else 2] += 1
    return {"f1": _pooled(tally), "each": {field: f1(*cell) for field, cell in tally.items()}}


def _pooled(tally: Mapping[str, Sequence[int]]) -> float | None:
    hits, false, missed = (sum(cell[i] for cell in tally.values()) for i in range(3))
    return f1(hits, false, missed)


def _same(value: Any, want: Any) -> bool:
    try:
        return abs(float(value) - float(want)) <= TOLERANCE * max(1.0, abs(float(want)))
    except (TypeError, ValueError):
        return str(value) == str(want)


def _optional(gold: Mapping[str, Any]) -> dict[str, set[str]]:
    found = OPTIONAL.search(str(gold.get("note") or ""))
    return {key: set(v.split(",")) for key, v in re.findall(r"(\w+)=([\w,]+)", found.group(1))} if found else {}


def _spare(gold: Mapping[str, Any], field: str) -> set[str]:
    """Debatable values, which count neither for nor against."""
    return _optional(gold).get(field, set()) | set(ARGUABLE.findall(str(gold.get("note") or ""))) | {"get_work_done"}
