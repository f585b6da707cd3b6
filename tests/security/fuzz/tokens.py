"""Tokens, buttons, pages and links that somebody made up: nothing but what we signed opens anything."""

from __future__ import annotations

from datetime import datetime, timezone

from bot.intake.rights import Link, make_link_token, read_link_token
from bot.web.problem import Problem
from bot.web.tokens import BUTTON_SHAPE, Pressed, Tokens

NOW = datetime(2026, 11, 23, tzinfo=timezone.utc)
OURS = Tokens("a secret for the fuzzing", conversation_days=36_500)
HELD = OURS.begin()
LINK = make_link_token("WIL-7F3K2Q", "see", "a secret for the fuzzing", NOW)
BUTTON = OURS.button(HELD, "/affirm", "Yes")
THEIRS = Tokens("another secret", conversation_days=36_500)
SEEDS = (HELD.token, BUTTON, LINK, OURS.page(HELD, [1]), THEIRS.begin().token, THEIRS.button(HELD, "/restart", "x"))


def check(text: str) -> None:
    """A conversation, a button and a link open what was signed or nothing, whichever way their tokens are bent.

    Bent without effect they may be: base64 is read past characters that are none of it.
    """
    _check_conversation(text)
    _check_button(text)
    assert read_link_token(text, "a secret for the fuzzing", NOW) in (None, Link("WIL-7F3K2Q", "see"))
    assert OURS.shown(HELD, text) in (None, [1])


def _check_conversation(text: str) -> None:
    try:
        held = OURS.read(text)
    except Problem as refused:
        assert (refused.status, refused.code) == (403, "forged_conversation")
        return
    assert (held.id, held.expired) == (HELD.id, False)


def _check_button(text: str) -> None:
    try:
        pressed = OURS.pressed(HELD, text)
    except Problem as refused:
        assert (refused.status, refused.code) == (403, "forged_button")
        return
    if pressed is None:
        assert not BUTTON_SHAPE.fullmatch(text)
    else:
        assert pressed == Pressed("/affirm", "Yes")
