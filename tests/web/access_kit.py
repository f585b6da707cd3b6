"""What the accessibility tests share: axe-core, and people who use nothing but a keyboard."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from playwright.sync_api import Locator, Page

AXE: Final = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FOCUS: Final = """(() => { let at = document.activeElement;
while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement; return at; })()"""
MOST_STOPS: Final = 120


@lru_cache(maxsize=1)
def axe_script() -> str:
    """The checker, as npm installs it from `package-lock.json`."""
    assert AXE.exists(), "axe-core is not installed: run `make setup` (or `npm ci`)"
    return AXE.read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """What axe finds wrong on the page as it is now, open shadow roots included, a line for each element."""
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate(f"window.axe ?? (() => {{ {axe_script()} }})()")
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})"
        ".then(each => each.violations)",
        RULES,
    )
    return [f"{each['id']}: {node['target']}: {node['failureSummary']}" for each in found for node in each["nodes"]]


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press a key until `target` has the focus; every stop on the way shows where it is and is named."""
    for _ in range(MOST_STOPS):
        if target.evaluate("each => each.getRootNode().activeElement === each"):
            return
        page.keyboard.press(key)
        assert page.evaluate(
            f"(() => {{ const at = {FOCUS}; return at === document.body"
            " || getComputedStyle(at).outlineStyle !== 'none'; })()"
        ), "focus is somewhere invisible"
    raise AssertionError(f"never reached by {key}")


def press_with_keyboard(page: Page, target: Locator, key: str = "Tab") -> None:
    """Go to a button or link by keyboard and press it."""
    target.wait_for()
    tab_to(page, target, key)
    page.keyboard.press("Enter")
