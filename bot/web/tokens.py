"""The signed strings a visitor holds: her conversation, the buttons it offered, the page it was shown on."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Any, Final

from itsdangerous import BadData, SignatureExpired, URLSafeSerializer, URLSafeTimedSerializer

from bot.web.problem import Problem

BUTTON: Final = "btn."
BUTTON_SHAPE: Final = re.compile(r"btn\.[\w.-]+", re.ASCII)
LONGEST_TOKEN: Final = 300
DAY_SECONDS: Final = 86_400


@dataclass(frozen=True)
class Held:
    """A conversation as its holder shows it: its id, the token she holds, and whether it is still open."""

    id: str
    token: str
    expired: bool = False

    def __repr__(self) -> str:
        return f"Held({self.id[:6]}…)"


@dataclass(frozen=True)
class Pressed:
    """A button that came back: the message it stands for and the words it bore."""

    payload: str
    title: str


class Tokens:
    """Signs and reads; whatever we did not sign is refused with a `Problem`.

    `secret` may list older keys after the newest: they still read, and sign nothing.
    """

    def __init__(self, secret: str, conversation_days: int) -> None:
        self._keys = secret.split(",")[::-1]  # the signer signs with the last
        self._seconds = conversation_days * DAY_SECONDS
        self._conversations = URLSafeTimedSerializer(self._keys, salt="conversation")

    def begin(self) -> Held:
        """A new conversation with an id nobody can guess."""
        id_ = secrets.token_hex(16)
        return Held(id_, str(self._conversations.dumps(id_)))

    def read(self, token: str) -> Held:
        """The conversation of a token; raises `Problem` for a forged one."""
        if len(token) > LONGEST_TOKEN:
            raise Problem(403, "forged_conversation")
        try:
            return Held(str(self._conversations.loads(token, max_age=self._seconds)), token)
        except SignatureExpired as late:
            return Held(str(self._conversations.load_payload(late.payload or b"")), token, expired=True)
        except (BadData, UnicodeError):
            raise Problem(403, "forged_conversation") from None

    def button(self, conversation: Held, payload: str, title: str) -> str:
        """What a button sends back, good in this conversation only."""
        return BUTTON + str(self._bound("button", conversation).dumps([payload, title]))

    def pressed(self, conversation: Held | None, text: str) -> Pressed | None:
        """The button behind `text`, None when it is no button; raises `Problem` for a forged or foreign one."""
        if not BUTTON_SHAPE.fullmatch(text):
            return None
        if conversation is None:
            raise Problem(403, "forged_button")
        try:
            payload, title = self._bound("button", conversation).loads(text[len(BUTTON) :])
        except (BadData, ValueError):
            raise Problem(403, "forged_button") from None
        return Pressed(payload, title)

    def page(self, conversation: Held, shown: Any) -> str:
        """What a page without scripts carries from one post to the next."""
        return str(self._bound("page", conversation).dumps(shown))

    def shown(self, conversation: Held, page: str) -> Any:
        """What was on the page; None if we did not sign it."""
        try:
            return self._bound("page", conversation).loads(page)
        except (BadData, UnicodeError):
            return None

    def _bound(self, use: str, conversation: Held) -> URLSafeSerializer:
        return URLSafeSerializer(self._keys, salt=f"{use}:{conversation.id}")
