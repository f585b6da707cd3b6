"""The province or territory a firm is in, from what its owner names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from bot.nlu.folding import sentence_around
from bot.nlu.lexicon import hears, opens, said
from bot.nlu.places_mentions import A_GRAVE, Mention, Text, mentions, prepared

ISLANDS = frozenset({"BC", "PE"})  # where "on the Island" is said; which one a town of both names settles
_REACH = 18  # characters between a place and the province that settles it


@dataclass(frozen=True)
class Place:
    """A province or territory (`ON`, `QC`...) and the words of the message that say so."""

    province: str
    start: int
    end: int


def read(text: str) -> list[Place]:
    """The places that say which one province the firm is in, the most telling first; ambiguous names are left out.

    When an owner names several provinces of her own, her head office's counts, else the first.
    """
    return list(_read(text, answering=False))


def read_answer(text: str) -> list[Place]:
    """`text` as the answer to "which province?": lower-case abbreviations and bare names count."""
    return list(_read(text, answering=True))


@lru_cache(maxsize=256)
def _read(raw: str, answering: bool) -> tuple[Place, ...]:
    text = prepared(raw)
    if hears(text.folded, "speaker.not_an_owner"):
        return ()
    named = [mention for mention in mentions(text, answering) if not _is_a_government(mention, text)]
    named = _settled(named, text)
    own = _owned(named, text, answering)
    known = {mention.name.province for mention in own} | (ISLANDS if hears(text.folded, "places.the_island") else set())
    places = [place for mention in own if (place := _placed(mention, known))]
    places.sort(key=lambda place: (_rank(place, text), place.start))
    return tuple(place for place in places if place.province == places[0].province)


def _owned(named: list[Mention], text: Text, answering: bool) -> list[Mention]:
    """The firm's own among `named`; one joined to another's place by "and" is another's too."""
    own: list[Mention] = []
    foreign: Mention | None = None
    for mention in named:
        gap = text.folded[foreign.end : mention.start] if foreign else "."
        if (foreign and opens(gap, "places.also_theirs")) or not _is_own(mention, text, answering):
            foreign = mention
        else:
            own.append(mention)
            foreign = None
    return own


def _settled(named: list[Mention], text: Text) -> list[Mention]:
    """`named` without the towns that a province beside them overrules or confirms, and without towns abroad."""
    codes = [mention for mention in named if mention.is_province]
    return [
        mention
        for mention in named
        if mention.is_province
        or not (any(_settles(code, mention, text) for code in codes) or _is_abroad(mention, text))
    ]


def _settles(code: Mention, town: Mention, text: Text) -> bool:
    if not 0 <= code.start - town.end <= _REACH:
        return False
    return not hears(text.folded[town.end : code.start].strip(". "), "places.parted")


def _is_abroad(mention: Mention, text: Text) -> bool:
    return opens(text.folded[mention.end :], "places.abroad")


def _placed(mention: Mention, known: set[str | None]) -> Place | None:
    """The place a mention means; an ambiguous one means the province the message names besides."""
    name = mention.name
    if name.province is None:
        shared = [code for code in name.provinces if code in known]
        name = replace(name, province=shared[0] if len(shared) == 1 else None)
    return Place(name.province, mention.start, mention.end) if name.province else None


def _is_own(mention: Mention, text: Text, answering: bool) -> bool:
    """Whether the place is the firm's: not a client's, a school's, a cousin's, nor one refused."""
    begin, stop = sentence_around(text.folded, mention.start, mention.end)
    before, after = text.folded[begin : mention.start], text.folded[mention.end : stop]
    if not mention.is_province and not _is_believed(mention, text, before, after, answering):
        return False
    if _names_a_business(mention, text):
        return False
    elided = "d'" if text.folded.startswith("d'", mention.start) else ""
    spoken = (before.replace(A_GRAVE, "a") + elided)[-90:]
    spoken = said("places.she_and_hers").sub("us", spoken)  # where "me and my brother" are is no cousin's town
    if hears(spoken, "places.moved_to"):
        return True
    if hears(spoken, "places.seat") and not opens(after, "places.elsewhere_after"):
        return True
    if hears(spoken, "places.elsewhere_before", "places.outsider_before") or opens(after, "places.elsewhere_after"):
        return False
    sentence = text.folded[begin:stop].replace(A_GRAVE, "a")
    return answering or hears(sentence, "places.we") or not hears(sentence, "places.small_talk")


def _is_a_government(mention: Mention, text: Text) -> bool:
    """Whether the name stands for those who govern there: "does Ottawa chip in", "Québec paye-tu".

    A province that is no city's name as well is taken for the asker's own.
    """
    if mention.is_province and mention.name.province != "QC":
        return False
    begin, stop = sentence_around(text.folded, mention.start, mention.end)
    before, after = text.folded[begin : mention.start], text.folded[mention.end : stop]
    if hears(before[-30:], "places.agency"):
        return False
    if hears(before[-60:], "places.government_before"):
        return True
    located = hears(before[-30:], "places.locative") and not hears(before[-30:], "places.state_of")
    return not located and opens(after, "places.government_after")


def _names_a_business(mention: Mention, text: Text) -> bool:
    """Whether the place is but the first word of a firm's name: "Rosedale Dental"."""
    following = text.raw[mention.end + 1 : mention.end + 2]
    capitals = following.isupper() and not text.shouted
    return not mention.is_province and capitals and opens(text.folded[mention.end :], "places.business_name")


def _is_believed(mention: Mention, text: Text, before: str, after: str, answering: bool) -> bool:
    """Whether a name that is also a word or a person stands here for the place."""
    wariness = mention.name.wariness
    words = mention.last - next(i for i, token in enumerate(text.tokens) if token.start == mention.start) + 1
    short = len(text.tokens) - words <= (3 if answering else 1)
    if wariness in (0, 3) or (answering and short):
        return wariness < 3
    capital = any(char.isupper() for char in text.raw[mention.start : mention.end]) and not text.shouted
    located = hears(before[-30:], "places.locative") or opens(after, "places.based")
    if wariness == 2:
        return located and capital
    set_apart = not hears(before, "places.joined_before") and not opens(after, "places.joined_after")
    return located or (set_apart and (capital or short)) or (capital and hears(before, "places.named"))


def _rank(place: Place, text: Text) -> int:
    """0 for a head office or "our shop is in", 2 for where a student or a partner may be, 1 for the rest."""
    before = text.folded[max(0, place.start - 45) : place.start].replace(A_GRAVE, "a")
    if hears(before, "places.head_office", "places.seat"):
        return 0
    return 2 if hears(before, "places.maybe_elsewhere") else 1
