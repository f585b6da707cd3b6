"""The charts of the numbers page: a bar for every count, in the reader's language, and nothing the policy forbids."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from console_builders import Console

from bot.web.charts import LETTERS, NAMED_WEEKS, Bar, rows_chart, weeks_chart
from bot.web.console_words import Words

SVG = "{http://www.w3.org/2000/svg}"
FRENCH = "Graphique à barres : {}. Le tableau qui suit donne les mêmes nombres."
FIRST_WEEK = {"en": "Jun 1", "fr": "1 juin"}  # 25 weeks before the Monday of `Console`
CSS = Path(__file__).parents[2] / "bot" / "web" / "static" / "console" / "console.css"


def rects(drawing: str) -> list[dict[str, str]]:
    """The bars of a drawing, in its order."""
    return [
        each.attrib for each in ElementTree.fromstring(drawing).iter(f"{SVG}rect") if "rect" in each.get("class", "")
    ]


def texts(drawing: str) -> list[str]:
    """What a drawing says, in its order."""
    return [each.text or "" for each in ElementTree.fromstring(drawing).iter(f"{SVG}text")]


def pictures(page: str) -> dict[str, str]:
    """The drawings of a page, by their text alternative."""
    found = [f"<svg{part.partition('</svg>')[0]}</svg>" for part in page.split("<svg")[1:]]
    return {ElementTree.fromstring(each).attrib["aria-label"]: each for each in found}


def test_every_count_has_a_bar_as_long_as_it_is_large_the_first_on_top() -> None:
    drawing = rows_chart([Bar("a", 1200), Bar("b", 300), Bar("c", 0)], "counts", Words("fr").number)
    bars = sorted(rects(drawing), key=lambda each: float(each["y"]))
    longest, shorter, none = (float(each.get("width", "0")) for each in bars)
    assert longest == pytest.approx(4 * shorter) and none == 0
    assert [text for text in reversed(texts(drawing)) if not text.isalpha()] == ["1\xa0200", "300", "0"]


def test_labels_are_text_and_long_ones_are_cut() -> None:
    drawing = rows_chart([Bar("<b>&", 1), Bar("x" * 60, 1)], '"><script>', str)
    assert "<b>" not in drawing and "<script" not in drawing
    assert "<b>&" in texts(drawing) and max(len(text) for text in texts(drawing)) < 30


@pytest.mark.parametrize("counts", [[0] * 26, [0] * 25 + [7], [3]])
def test_every_week_has_its_place_with_or_without_requests(counts: list[int]) -> None:
    drawing = weeks_chart([Bar("", count, f"w{n}") for n, count in enumerate(counts)], "weeks", str)
    heights = [float(each.get("height", "0")) for each in rects(drawing)]
    assert [height > 0 for height in heights] == [count > 0 for count in counts]
    named = [text for text in texts(drawing) if text.startswith("w")]
    assert named == [f"w{week}" for week in range(0, len(counts), NAMED_WEEKS)]


def test_the_letters_are_as_high_as_the_room_reckoned_for_them() -> None:
    rule = CSS.read_text("utf-8").partition(".pygal-chart {")[2].partition("}")[0]
    assert f"font-size: {LETTERS}px" in rule


@pytest.mark.parametrize(
    ("language", "province", "step", "alternative"),
    [
        ("en", "New Brunswick", "Requests sent", "Bar chart: {}. The table that follows has the same numbers."),
        ("fr", "Nouveau-Brunswick", "Demandes envoyées", FRENCH),
    ],
)
def test_the_page_draws_all_it_counts_in_the_reader_s_language(
    tmp_path: Path, language: str, province: str, step: str, alternative: str
) -> None:
    console = Console(tmp_path)
    console.app.state.services = SimpleNamespace(drop_offs=lambda: {"headcount": 1234})
    for number in range(3):
        console.ticket(f"c{number}", profile={"province": "NB", "need_areas": ["operations"]}, language="fr")
    page = unescape(console.visitor("odette", language).get("/console/numbers").text)
    words, drawn = Words("fr" if language == "fr" else "en"), pictures(page)
    names = ("status", "format", "province", "barrier", "language", "week")
    titles = [words("funnel"), words("drop_off"), *(words(f"numbers.by_{name}") for name in names)]
    assert set(drawn) == {alternative.format(title) for title in titles}
    assert texts(drawn[alternative.format(words("numbers.by_province"))]) == [province, "3"]
    assert step in texts(drawn[alternative.format(words("funnel"))])
    assert words.number(1234) in texts(drawn[alternative.format(words("drop_off"))])
    weeks = drawn[alternative.format(words("numbers.by_week"))]
    assert len(rects(weeks)) == 26 and FIRST_WEEK[language] in texts(weeks)
    assert page.count("<details>") == len(drawn)


def test_a_page_with_charts_carries_no_style_script_or_foreign_address(tmp_path: Path) -> None:
    console = Console(tmp_path)
    console.ticket()
    page = console.visitor("odette").get("/console/numbers").text
    assert "<svg" in page
    for forbidden in ("<style", "style=", "<script", "<!--", "<desc", "kozea", 'href="http', 'id=""', "chart-"):
        assert forbidden not in page, forbidden
