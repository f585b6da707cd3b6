"""Named filters that a person keeps for the list; they hold no words of a search, so nothing personal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.intake.accounts import User
from bot.intake.inbox import NotFound
from bot.intake.store import Conflict, Store

NAME_MAX: Final = 60
QUERY_MAX: Final = 500
MOST: Final = 20


class BadView(ValueError):
    """A view cannot be kept; the message is a code: name, name_taken, too_many."""


@dataclass(frozen=True)
class View:
    """A filter under the name its owner gave it; `query` is the list's query string."""

    id: int
    name: str
    query: str


def views_of(store: Store, user: User) -> list[View]:
    """The views of a person, by name."""
    with store.look() as work:
        rows = work.all("views", owner=user.signature)
    return sorted((View(row["id"], row["name"], row["query"]) for row in rows), key=lambda view: view.name.casefold())


def keep_view(store: Store, user: User, name: str, query: str) -> None:
    """Keep a filter under a name; raises `BadView`."""
    tidy = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if not tidy or len(tidy) > NAME_MAX or len(query) > QUERY_MAX:
        raise BadView("name")
    try:
        with store.change() as work:
            if work.count("views", owner=user.signature) >= MOST:
                raise BadView("too_many")
            work.add("views", owner=user.signature, name=tidy, query=query)
    except Conflict:
        raise BadView("name_taken") from None


def drop_view(store: Store, user: User, view_id: int) -> None:
    """Forget one of one's own views; raises `NotFound`."""
    with store.change() as work:
        if not work.remove("views", id=view_id, owner=user.signature):
            raise NotFound(str(view_id))
