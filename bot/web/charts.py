"""Bar charts as SVG inside a page: without script, style or address of their own; `console.css` colours them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pygal  # type: ignore[import-untyped]
from markupsafe import Markup
from pygal.style import Style  # type: ignore[import-untyped]
from pygal.util import truncate  # type: ignore[import-untyped]

WIDTH: Final = 360  # a telephone's, in the units of the drawing, so that letters stay legible there
LETTERS: Final = 14  # their height, which `console.css` repeats
LONGEST: Final = 26  # letters of a label; the table beside the chart has all of it
ROW: Final = 26  # the height of a lying bar with the room around it
WEEKS_HEIGHT: Final = 170
NAMED_WEEKS: Final = 6  # every so many weeks one has its day below it


@dataclass(frozen=True)
class Bar:
    """One count: what it is of, and a shorter label where the drawing has little room."""

    label: str
    count: int
    short: str = ""


def rows_chart(bars: Sequence[Bar], alternative: str, number: Callable[[float], str]) -> Markup:
    """Counts as lying bars, the first on top, each with its label and its number."""
    height = ROW * len(bars) + 8
    own: dict[str, Any] = {"show_x_labels": False, "print_values": True, "print_values_position": "top"}
    chart = pygal.HorizontalBar(**own, **_common(bars, number), height=height, margin_right=48)
    return _drawn(chart, bars[::-1], alternative)


def weeks_chart(bars: Sequence[Bar], alternative: str, number: Callable[[float], str]) -> Markup:
    """Counts over time as standing bars, oldest first; some weeks are named, and the axis has the highest count."""
    own = {"x_labels_major_every": NAMED_WEEKS, "show_minor_x_labels": False, "height": WEEKS_HEIGHT}
    most = max(bar.count for bar in bars)
    chart = pygal.Bar(**own, **_common(bars, number), margin_right=20, y_labels=[0, most] if most else [0])
    return _drawn(chart, bars, alternative)


def _common(bars: Sequence[Bar], number: Callable[[float], str]) -> dict[str, Any]:
    return {
        "width": WIDTH,
        "margin": 4,
        "js": [],
        "show_legend": False,
        "disable_xml_declaration": True,
        "truncate_label": -1,
        "range": (0, max([1, *(bar.count for bar in bars)])),
        "value_formatter": number,
        "style": Style(label_font_size=LETTERS, major_label_font_size=LETTERS, value_font_size=LETTERS),
    }


def _drawn(chart: Any, bars: Sequence[Bar], alternative: str) -> Markup:
    chart.x_labels = [truncate(bar.short or bar.label, LONGEST) for bar in bars]
    chart.add(None, [bar.count for bar in bars])
    chart.add_xml_filter(lambda root: _bare(root, alternative))
    return Markup(chart.render())  # the library escapes the labels


def _bare(root: Any, alternative: str) -> Any:
    """The drawing alone, one picture with a text alternative: what the page's policy forbids is taken out."""
    for parent in list(root.iter()):
        for child in list(parent):
            is_tip = child.tag in ("desc", "title") or "tooltip-overlay" in child.get("class", "")
            if is_tip or child.tag == "defs" or not isinstance(child.tag, str):
                parent.remove(child)
    del root.attrib["id"]
    root.set("role", "img")
    root.set("aria-label", alternative)
    return root
