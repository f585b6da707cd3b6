"""The plan around the advice, in words: cash, what comes next, who does what, what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.advice.funding_card import on_the_table
from bot.advice.words import Counted, listed, word
from bot.knowledge.model import Knowledge, Task
from bot.knowledge.tasks import PARTIES, Minutes, total
from bot.language import Language, typeset

Answer = Mapping[str, Any]
SHOWN_IN_MINUTES: Final = 120


def cash_flow(answer: Answer, format_id: str | None, language: Language) -> str:
    """What is paid out when, what returns when, the deepest dip; empty when nothing is recommended."""
    chosen = on_the_table(answer, format_id)
    if chosen is None:
        return ""
    return f"{word(language, 'cash', 'head')} {chosen['cash_flow']['text']}"


def next_steps(answer: Answer, language: Language) -> str:
    """What comes after a first success, and the money that starts there; empty when nothing is recommended."""
    if not answer["recommendations"]:
        return ""
    lines = [word(language, "ladder", "head")]
    for rung in answer["recommendations"][0]["next_steps"]:
        names = listed(each["name"] for each in rung["funding"])
        money = f" {word(language, 'ladder', 'funding', programs=names)}" if names else ""
        lines.append(f"• {rung['text']}{money}")
    return "\n".join(lines)


def what_would_change(answer: Answer) -> str:
    """What would put another format first, a line each; empty when nothing near would."""
    return "\n".join(f"• {each['text']}" for each in answer["what_would_change_it"])


def who_does_what(format_id: str, knowledge: Knowledge, language: Language) -> str:
    """The tasks of a format with everyone's minutes, and the totals; unknown where nobody knows."""
    tasks = knowledge.tasks[format_id]
    name = knowledge.formats[format_id].name[language]
    lines = [word(language, "tasks", "head", format=name)]
    lines += [_line(task.text[language], _minutes(task), language) for task in tasks]
    sums = {party: total(tasks, party) for party in PARTIES}
    return "\n".join([*lines, _line(word(language, "tasks", "total"), sums, language)])


def _minutes(task: Task) -> dict[str, Minutes | None]:
    return {party: getattr(task, party) for party in PARTIES}


def _line(text: str, minutes: Mapping[str, Minutes | None], language: Language) -> str:
    shown = {party: _shown(each, language) for party, each in minutes.items()}
    return "• " + word(language, "tasks", "line", text=typeset(text, language), **shown)


def _shown(minutes: Minutes | None, language: Language) -> str:
    """Minutes up to two hours, hours above; unknown and nothing in words."""
    if minutes is None:
        return word(language, "tasks", "unknown")
    if minutes.max == 0:
        return word(language, "tasks", "nothing")
    in_hours = minutes.max > SHOWN_IN_MINUTES
    per, unit = (60, "hours") if in_hours else (1, "minutes")
    low, high = (round(each / per, 1) if in_hours else each for each in (minutes.min, minutes.max))
    values = {"low": Counted(low, language), "high": format(Counted(high, language), unit)}
    return word(language, "tasks", "exactly" if low == high else "between", **values)
