"""Provinces read from a message: one of those there are, from words that are there."""

from __future__ import annotations

from bot.nlu import places
from bot.profile import PROVINCES

SEEDS = (
    "We're in Moncton, NB, with a client in Toronto and a head office in St. John's",
    "On est à Trois-Rivières au Québec, pas à Ottawa; siège social: Saint-Jean (N.-B.)",
    "ON", "i.p.e.", "PEI and the Yukon, eh", "WINNIPEG MANITOBA", "Rosedale Dental près de Sydney en N.-É.",
)  # fmt: skip


def check(text: str) -> None:
    """Whatever is typed, the places lie in it; said in passing they are of one province."""
    said = places.read(text)
    assert len({place.province for place in said}) <= 1
    for place in (*said, *places.read_answer(text)):
        assert place.province in PROVINCES
        assert 0 <= place.start < place.end <= len(text)
