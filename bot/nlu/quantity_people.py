"""How many people the firm counts, owner included; no customers, students or candidates."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.nlu.folding import sentence_around
from bot.nlu.lexicon import hears, opens, said
from bot.nlu.numbers import Number, Quantity, Reading

FIELD = "headcount"
MOST = 5000  # people; more are customers
FEWEST_DOLLARS = 100
VAGUE = ("quelques", "a few", "several", "plusieurs")  # of no use where only "we are" says what is counted
LONGEST_GAP = 45  # characters between two people of one list


@dataclass(frozen=True)
class _Part:
    """Some of the people in a list: how many, where, and how they are named.

    `counted` for a number of staff (not "me" or "my wife", nor an occupation we only guess at);
    `owner` for the speaker; `us` when that counts her already.
    """

    people: int
    start: int
    end: int
    counted: bool
    owner: bool = False
    us: bool = False


def read_people(message: Reading) -> list[Quantity]:
    """The headcounts `message` states; the last one is the one to believe."""
    settled = _today(message) or _over_the_year(message)
    if settled:
        return settled
    chains = _chains(_parts(message), message.shape)
    whole = [each for each in _totals(message, "people.total") if not _is_money(message, each)]
    if whole:
        return [_with_all_counted(each, chains) for each in whole]
    totals = _totals(message, "people.we_are")
    sums = [total for chain in chains if (total := _summed(chain, message.shape))]
    if (totals or sums) and (last := _totals(message, "people.settled")):
        return last
    if totals and not any(_outgrows(total, totals[-1]) for total in sums):
        return totals
    return sums or _unnumbered(message)


def _is_money(message: Reading, total: Quantity) -> bool:
    """Whether a large bare total is dollars, where dollars are spoken of: "we have 750 all in"."""
    return total.value >= FEWEST_DOLLARS and hears(message.shape, "money.topic")


def _with_all_counted(total: Quantity, chains: list[list[_Part]]) -> Quantity:
    """`total`, or all those counted in the list it ends: "seven in the office and ten outside, me included"."""
    for chain in chains:
        counted = [part for part in chain if part.counted]
        if len(counted) > 1 and chain[0].start < total.start <= counted[-1].start < total.end:
            return replace(total, value=sum(part.people for part in counted), start=chain[0].start)
    return total


def _unnumbered(message: Reading) -> list[Quantity]:
    """The headcount when no number gives it: "just me", "a father-and-son garage"."""
    for name, people in (("people.alone", 1), ("people.pair", 2)):
        match = said(name).search(message.folded)
        if match:
            return [Quantity(FIELD, people, match.start(), match.end())]
    return []


def _today(message: Reading) -> list[Quantity]:
    """Today's headcount, where the message sets it against a former one."""
    match = said("people.now").search(message.shape)
    number = message.number_at(match.start("z")) if match else None
    if not match or not number or is_of_others(message, number):
        return []
    return [Quantity(FIELD, int(number.value), match.start("z"), match.end("z"))]


def _over_the_year(message: Reading) -> list[Quantity]:
    """The midpoint of a headcount that follows the seasons, rounded down."""
    for name in ("people.seasons", "people.varies"):
        for match in said(name).finditer(message.shape):
            spots = [match.span(group) for group, value in match.groupdict().items() if value]
            counts = [_people_at(message, start, start, end) for start, end in spots]
            people = [count.value for count in counts if count and not is_of_others(message, count)]
            if len(people) == len(counts):
                return [Quantity(FIELD, int(sum(people) / len(people)), match.start(), match.end())]
    return []


def is_of_others(message: Reading, number: Number) -> bool:
    """Whether `number` counts something else than the firm's people: hours, customers, shifts."""
    return opens(message.shape[number.end :], "people.not_staff")


def _outgrows(whole: Quantity, total: Quantity) -> bool:
    """Whether a list that begins with "six of us" goes on beyond it: "six of us plus two in summer"."""
    return whole.value > total.value and whole.start <= total.end and total.start <= whole.end


def _totals(message: Reading, name: str) -> list[Quantity]:
    found = []
    for match in said(name).finditer(message.shape):
        group = next(group for group, value in match.groupdict().items() if value)
        number = _people_at(message, match.start(group), match.start(group), match.end(group))
        vague = number and message.folded[number.start : number.end] in VAGUE
        if number and not vague and not is_of_others(message, number):
            alone = opens(message.shape[number.end :], "people.without_her")
            found.append(Quantity(FIELD, int(number.value) + alone, match.start(), match.end()))
    return found


def _people_at(message: Reading, position: int, start: int, end: int) -> Number | None:
    """The number at `position` when it can count people and `start:end` is not about people gone or wanted."""
    number = message.number_at(position)
    if not number or number.thousands or not 1 <= number.value <= MOST:
        return None
    begin, stop = sentence_around(message.shape, start, end)
    before = message.shape[begin:start]
    if hears(before, "people.gone", "people.of_another") or opens(message.shape[end:stop], "people.left"):
        return None
    return number


def _end_of_sentence(shape: str, position: int) -> int:
    return sentence_around(shape, position, position)[1]


def _parts(message: Reading) -> list[_Part]:
    among = [
        (match.end(), _end_of_sentence(message.shape, match.end()))
        for match in said("people.among_them").finditer(message.shape)
    ]
    parts = [part for match in said("people.part").finditer(message.shape) if (part := _counted(message, match))]
    parts = [part for part in parts if not any(start <= part.start < end for start, end in among)]
    taken = [False] * (len(message.shape) + 1)
    for part in parts:
        taken[part.start : part.end] = [True] * (part.end - part.start)
    for match in said("people.member").finditer(message.shape):
        herself = hears(message.shape[: match.start()][-12:], "people.owner_is")
        if "#" not in match[0] and not herself and not any(taken[match.start() : match.end()]):
            parts.append(_Part(1, match.start(), match.end(), counted=False, owner=bool(match["self"])))
    return sorted(parts, key=lambda part: part.start)


def _counted(message: Reading, match: re.Match[str]) -> _Part | None:
    group = next(group for group in ("r", "y", "p", "g", "x", "n", "t", "m") if match[group])
    number = _people_at(message, match.start(group), match.start(), match.end())
    if not number or (group in ("g", "m") and is_of_others(message, number)):
        return None
    if group == "n" and opens(message.shape[match.end() :], "people.years"):
        return None
    if hears(message.shape[: match.start()][-16:], "people.days_or"):
        return None
    children = opens(match[0], "people.own_children")
    us = match[0].endswith((" of us", " of we"))
    return _Part(int(number.value), match.start(), match.end(), counted=not children and group not in ("m", "r"), us=us)


def _chains(parts: list[_Part], shape: str) -> list[list[_Part]]:
    chains: list[list[_Part]] = []
    for part in parts:
        if chains and _continues(chains[-1], part, shape):
            chains[-1].append(part)
        else:
            chains.append([part])
    return chains


def _continues(chain: list[_Part], part: _Part, shape: str) -> bool:
    """Whether `part` is one more of the people `chain` lists."""
    last, gap = chain[-1], shape[chain[-1].end : part.start]
    if part.us and not hears(gap, "people.and"):
        return False
    if gap == " ":
        return last.counted
    if not _linked(gap):
        return False
    if not part.owner:
        return True
    if any(other.owner or other.us for other in chain) or "(" in gap:
        return False
    if shape[part.start : part.end] != "i":
        return True
    return hears(gap, "people.and") and (not last.counted or opens(shape[part.end :], "people.i_last"))


def _linked(gap: str) -> bool:
    if len(gap) > LONGEST_GAP or not gap.strip():
        return False
    filler = said("people.filler").match(gap)
    return opens(gap[filler.end() :] if filler else gap, "people.link")


def _beside_her(chain: list[_Part], shape: str) -> bool:
    """Whether the people of `chain` work with the speaker: relatives do; a number of staff is else all there are."""
    start = chain[0].start
    counted = any(part.counted for part in chain)
    return not counted or opens(shape[start:], "people.peers") or hears(shape[:start], "people.works_beside")


def _summed(chain: list[_Part], shape: str) -> Quantity | None:
    people = sum(part.people for part in chain)
    alongside = chain and hears(shape[: chain[0].start], "people.works_with")
    if people < 2 and not alongside:
        return None
    if alongside and not any(part.owner or part.us for part in chain) and _beside_her(chain, shape):
        people += 1
    if not any(part.counted for part in chain):
        before = shape[: chain[0].start]
        if alongside and not any(part.owner for part in chain):
            return Quantity(FIELD, people, chain[0].start, chain[-1].end)
        owner = len(chain) > 1 and any(part.owner for part in chain)
        if not owner or hears(before, "people.not_a_list") or opens(shape[chain[-1].end :], "people.private"):
            return None
    return Quantity(FIELD, people, chain[0].start, chain[-1].end)
