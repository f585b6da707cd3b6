"""What the firm could spend on this engagement, and no other money a message speaks of."""

from __future__ import annotations

import re
from typing import Final

from bot.nlu.folding import sentence_around
from bot.nlu.lexicon import hears, opens, said
from bot.nlu.numbers import Number, Quantity, Reading

FIELD = "budget_cad"
THING = 70  # characters before an amount in which the thing is named that has this price
SMALLEST = 20  # dollars; less is a joke or an hour's wage
SMALLEST_BARE = 100  # dollars; below that a number without a currency is not taken for money
TURN: Final = re.compile(r",? (?:but|mais)\b")  # what comes after it is said of something else
YEARS = range(2005, 2041)  # numbers that look like a year


def read_money(message: Reading) -> list[Quantity]:
    """The budgets `message` states, in dollars, the one to believe last."""
    return _amounts(message) or _bare_amounts(message) or _nothing(message)


def is_hourly(message: Reading, number: Number) -> bool:
    """Whether `number` is a wage by the hour."""
    return opens(message.shape[number.end :], "money.hourly")


def _dollars(number: Number) -> float:
    """Said in French, "deux mille cinq" leaves out the hundreds: 2,500."""
    thousands, rest = divmod(int(number.value), 1000)
    return number.value + 99 * rest if number.spelled and thousands > 0 and 0 < rest < 10 else number.value


def _amounts(message: Reading) -> list[Quantity]:
    found = []
    for match in said("money.amount").finditer(message.shape):
        number = message.number_at(next(match.start(name) for name in "abc" if match[name]))
        if number and _is_worth_naming(number) and _is_ours(message, match.start(), match.end()):
            found.append(Quantity(FIELD, _dollars(number), match.start(), match.end()))
    return found


def _is_worth_naming(number: Number) -> bool:
    return number.value == 0 or number.value >= SMALLEST


def _bare_amounts(message: Reading) -> list[Quantity]:
    """Amounts without a currency: "4k i guess", "we could put in 1500"."""
    return [
        Quantity(FIELD, _dollars(number), number.start, number.end)
        for number in message.numbers
        if _is_amount(message, number) and _is_ours(message, number.start, number.end)
    ]


def _is_amount(message: Reading, number: Number) -> bool:
    before = message.shape[max(0, number.start - 45) : number.start]
    after = message.shape[number.end : number.end + 24]
    if opens(after, "money.things"):
        return False
    spent = number.value >= SMALLEST_BARE and (number.spelled or int(number.value) not in YEARS)
    if number.spelled and number.value > 1000 and hears(before, "money.roughly"):
        return opens(after, "money.ends")
    if number.thousands or (spent and (hears(before, "money.puts") or opens(after, "money.for_this"))):
        return True
    has = spent and hears(before, "money.has") and opens(after, "money.ends")
    return has and hears(message.shape, "money.topic")


def _is_ours(message: Reading, start: int, end: int) -> bool:
    begin, stop = sentence_around(message.shape, start, end)
    before, after = message.shape[begin:start], message.shape[end:stop]
    if _is_refused(before, after):
        return False
    if message.shape[stop : stop + 1] == "?" and not hears(before, "money.first_person"):
        return False
    if hears(before, "money.already_paid"):
        return False
    if hears(before[-60:], "money.programs_cap"):
        return False
    if hears(before[-45:], "money.strong") or opens(after, "money.to_put"):
        return True
    if hears(f"{before[-45:]} | {TURN.split(after)[0][:35]}", "money.not_project"):
        return False
    ours = hears(before[-45:], "money.ours") or hears(after[:35], "money.ours")
    return ours or not hears(before[-THING:], "money.thing_priced")


def _is_refused(before: str, after: str) -> bool:
    """Whether the amount is refused, a wage, out of reach or a mere supposition."""
    if hears(before, "money.refused") and not hears(before, "money.limit", "money.put_right"):
        return True
    return opens(after, "money.hourly", "money.not_had") or hears(before, "money.hypothetical")


def _nothing(message: Reading) -> list[Quantity]:
    for name in ("money.zero", "money.free"):
        for match in said(name).finditer(message.folded):
            if not hears(message.folded[: match.start()], "money.others"):
                return [Quantity(FIELD, 0, match.start(), match.end())]
    return []
