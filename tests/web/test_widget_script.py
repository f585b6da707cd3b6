"""The embed script without a browser: small, whole, in both languages, without anybody else's address."""

from __future__ import annotations

import json
import re

import pytest
from door_kit import a_house
from widget_kit import adviser

from bot.intake.ticket import STATUSES
from bot.web.site import WIDGET, WIDGET_PARTS, widget_script

MOST_BYTES = 24_576


def words() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads((WIDGET / "words.json").read_text(encoding="utf-8"))
    return found


def modules() -> str:
    return "\n".join((WIDGET / name).read_text(encoding="utf-8") for name in WIDGET_PARTS)


def values_of(text: object) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", json.dumps(text)))


def test_the_whole_embed_fits_in_twenty_four_kilobytes() -> None:
    assert len(widget_script(adviser().knowledge).zipped) <= MOST_BYTES


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    english, french = words()["en"], words()["fr"]
    assert list(english) == list(french)
    assert all(values_of(english[key]) == values_of(french[key]) for key in english)
    assert all(english.values()) and all(french.values())
    assert len(english["starters"]) == len(french["starters"])  # type: ignore[arg-type]


def test_every_word_is_used_and_every_word_used_exists() -> None:
    used = set(
        re.findall(
            r'(?:\bt|say)\((?:language, |this\.language, |this\.state\.language, |navigator[^"]*)?"(\w+)"', modules()
        )
    )
    used |= set(re.findall(r'(?:tell|again|notice)\([^"\n]*"(\w+)"', modules()))
    used |= {"retrying", "offline", "slow", "you", "bot", "consent_request", "consent_news"}
    used |= {f"status_{status}" for status in STATUSES}
    assert used <= set(words()["en"])
    assert set(words()["en"]) <= used | set(re.findall(r'"(\w+)"', modules()))


def test_every_status_of_a_ticket_has_a_word() -> None:
    assert {f"status_{status}" for status in STATUSES} <= set(words()["fr"])


def test_no_module_is_forgotten() -> None:
    assert {path.name for path in WIDGET.glob("*.js")} == set(WIDGET_PARTS)


def test_no_two_modules_declare_the_same_name() -> None:
    declared = re.findall(r"^(?:export )?(?:async )?(?:function|const|class|let) (\w+)", modules(), re.MULTILINE)
    assert sorted(declared) == sorted(set(declared))


def test_the_script_never_writes_html_and_calls_nobody_else() -> None:
    text = modules()
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert forbidden not in text
    assert set(re.findall(r"https?://[\w.]+", text)) <= {"http://www.w3.org"}


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_the_script_is_served_as_the_browser_can_read_it(encoding: str) -> None:
    answer = a_house().visitor().get("/widget.js", headers={"Accept-Encoding": encoding})
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers.get("content-encoding", "identity") == encoding
    assert "customElements.define" in answer.text


def test_a_browser_that_has_the_script_is_told_so() -> None:
    visitor = a_house().visitor()
    tag = visitor.get("/widget.js").headers["etag"]
    answer = visitor.get("/widget.js", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")


def test_the_tag_changes_with_what_the_script_names() -> None:
    assert widget_script(adviser().knowledge).tag != a_house().app.state.widget.tag
