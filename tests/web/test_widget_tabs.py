"""No message is lost and none is said twice: tabs that send at once, pages left too early, connections that fail."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from door_kit import FakeRasa
from playwright.sync_api import BrowserContext, Page, Route, expect
from widget_kit import ScriptedBot, Served, free_port, hosting, served

pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title></head><body>
<script src="{home}/widget.js" {attributes} defer></script></body></html>"""
HOLD_THE_LOCK = """() => new Promise(held => {
    navigator.locks.request("tremplin-chat", () => { held(); return new Promise(free => { window.free = free; }); });
})"""
NEEDS = ("first thing", "second thing", "third thing")


class SlowBot(ScriptedBot):
    """The scripted bot, after a moment in which other tabs can act."""

    async def answer(self, body: dict[str, Any]) -> Any:
        await asyncio.sleep(0.3)
        return self(body)


@contextmanager
def a_site(attributes: str = "") -> Iterator[tuple[str, Served]]:
    port, bot = free_port(), SlowBot()
    with served(FakeRasa(bot.answer), allowed_origins=f"http://localhost:{port}", rate_per_minute=10_000) as site:
        page = PAGE.format(home=site.url, attributes=attributes)
        with hosting({"/": ("text/html", page)}, port) as address:
            yield address, site


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Ask the assistant").or_(page.get_by_role("dialog")).first.wait_for()
    if not page.get_by_role("dialog").is_visible():
        page.get_by_role("button", name="Ask the assistant").click()
    return page


def send(page: Page, text: str) -> None:
    page.get_by_label("Your message", exact=True).fill(text)
    page.keyboard.press("Enter")


def said(page: Page, by: str) -> list[str]:
    return sorted(text.strip() for text in page.locator(f".message.{by} .bubble").all_inner_texts())


def expect_all_answered(page: Page, needs: tuple[str, ...]) -> None:
    expect(page.locator(".message.bot .bubble")).to_have_count(len(needs) + 1)
    assert said(page, "visitor") == sorted(needs)
    assert said(page, "bot")[1:] == sorted(f"You said: {need}" for need in needs)


def test_tabs_that_share_a_day_may_send_at_the_same_moment(context: BrowserContext) -> None:
    with a_site('data-remember="day"') as (address, site):
        pages = [opened(context, address) for _ in NEEDS]
        for page, need in zip(pages, NEEDS, strict=True):
            send(page, need)
        for page in pages:
            expect_all_answered(page, NEEDS)
        assert sorted(body["message"] for body in site.house.rasa.sent) == sorted(NEEDS)
        assert len({body["sender"] for body in site.house.rasa.sent}) == 1
        expect_all_answered(opened(context, address), NEEDS)


def test_a_first_word_joins_the_conversation_another_tab_began_just_before(context: BrowserContext) -> None:
    """The browser may show a tab late what another one kept: its first word was said as if it were alone."""
    with a_site('data-remember="day"') as (address, site):
        first = opened(context, address)
        send(first, NEEDS[0])
        expect_all_answered(first, NEEDS[:1])
        kept = first.evaluate("localStorage.getItem('tremplin-chat')")
        first.evaluate("localStorage.removeItem('tremplin-chat')")
        first.close()
        second = opened(context, address)
        second.evaluate(HOLD_THE_LOCK)
        send(second, NEEDS[1])
        second.evaluate(
            """kept => {
                const { began } = JSON.parse(localStorage.getItem('tremplin-chat')).state;
                const late = JSON.parse(kept);
                late.state.began = began - 1000;
                localStorage.setItem('tremplin-chat', JSON.stringify(late));
                window.free();
            }""",
            kept,
        )
        expect_all_answered(second, NEEDS[:2])
        assert len({body["sender"] for body in site.house.rasa.sent}) == 1


def test_a_tab_closed_before_its_answer_leaves_it_to_the_next(context: BrowserContext) -> None:
    with a_site('data-remember="day"') as (address, site):
        first = opened(context, address)
        first.route("**/api/chat", lambda route: None)
        with first.expect_request("**/api/chat"):
            send(first, NEEDS[0])
        first.close()
        second = opened(context, address)
        expect_all_answered(second, NEEDS[:1])
        assert len(site.house.rasa.sent) == 1


def test_starting_over_in_one_tab_empties_the_others(context: BrowserContext) -> None:
    with a_site('data-remember="day"') as (address, site):
        first, second = opened(context, address), opened(context, address)
        send(first, NEEDS[0])
        expect_all_answered(second, NEEDS[:1])
        first.get_by_role("button", name="Start over", exact=True).click()
        first.get_by_role("button", name="Yes, start over").click()
        expect(second.locator(".message.visitor")).to_have_count(0)
        send(second, NEEDS[1])
        expect_all_answered(first, NEEDS[1:2])
        assert len({body["sender"] for body in site.house.rasa.sent}) == 2


def test_messages_typed_faster_than_answers_all_get_one(context: BrowserContext) -> None:
    with a_site() as (address, site):
        page = opened(context, address)
        for need in NEEDS:
            send(page, need)
        expect_all_answered(page, NEEDS)
        assert [body["message"] for body in site.house.rasa.sent] == list(NEEDS)


def test_a_page_left_with_several_messages_on_their_way_loses_none(context: BrowserContext) -> None:
    with a_site() as (address, site):
        page = opened(context, address)
        page.route("**/api/chat", lambda route: None)
        for need in NEEDS:
            send(page, need)
        page.unroute_all(behavior="ignoreErrors")
        page.reload()
        expect_all_answered(page, NEEDS)
        assert [body["message"] for body in site.house.rasa.sent] == list(NEEDS)


def test_a_connection_that_stays_lost_is_tried_twice_then_left_to_her_even_after_a_reload(
    context: BrowserContext,
) -> None:
    with a_site() as (address, site):
        page, tried = opened(context, address), []

        def lose(route: Route) -> None:
            tried.append(1)
            route.abort("connectionreset")

        page.route("**/api/chat", lose)
        send(page, NEEDS[0])
        expect(page.locator(".status")).to_contain_text("The connection was lost")
        expect(page.locator(".status")).to_contain_text("did not get through")
        page.wait_for_timeout(3_000)
        assert len(tried) == 2
        page.unroute_all(behavior="ignoreErrors")
        page.reload()
        expect(page.locator(".status")).to_contain_text("did not get through")
        assert site.house.rasa.sent == []
        page.get_by_role("button", name="Try again").click()
        expect_all_answered(page, NEEDS[:1])
        assert len(site.house.rasa.sent) == 1


def test_starting_over_while_the_connection_is_lost_sends_nothing_more(context: BrowserContext) -> None:
    with a_site() as (address, site):
        page = opened(context, address)
        context.set_offline(True)
        send(page, NEEDS[0])
        expect(page.locator(".status")).to_contain_text("You are offline")
        page.get_by_role("button", name="Start over", exact=True).click()
        page.get_by_role("button", name="Yes, start over").click()
        context.set_offline(False)
        send(page, NEEDS[1])
        expect_all_answered(page, NEEDS[1:2])
        assert [body["message"] for body in site.house.rasa.sent] == [NEEDS[1]]
