"""The list of requests: baskets, filters, order, and the views a person keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from bot.intake.inbox import AGES, FOUND_MOST, ORDERS, UNREAD_MOST, Filters, Inbox, NotFound
from bot.intake.ticket import CLOSED, OPEN
from bot.intake.views import BadView, drop_view, keep_view, views_of
from bot.language import LANGUAGES
from bot.profile import FORMATS, PROVINCES
from bot.web.auth import HOME, Visit
from bot.web.console_bulk import told
from bot.web.console_view import ENDINGS, TicketView

SHOW: Final[Mapping[str, tuple[str, ...]]] = {
    "open": OPEN,
    "unread": OPEN,
    "mentioned": (),
    "new": ("new",),
    "overdue": ("new",),
    "taken_up": ("taken_up",),
    "closed": CLOSED,
    "all": (),
}
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {"format": FORMATS, "province": PROVINCES, "language": LANGUAGES}
ALLOWED: Final[Mapping[str, tuple[str, ...]]] = {
    "show": tuple(SHOW),
    "sort": ORDERS,
    "age": ("", *(str(day) for day in AGES)),
    **{name: ("", *values) for name, values in FIELDS.items()},
}


def list_tickets(visit: Visit) -> Response:
    """The tickets this person may see, a page at a time."""
    return _page(visit)


def save_view(visit: Visit) -> Response:
    """Keep the filter of the form under a name; the words of a search are not kept."""
    query = urlencode(chosen(visit.form))
    try:
        keep_view(visit.services.desk.store, visit.person, visit.form.get("name", ""), query)
    except BadView as refused:
        return _page(visit, 422, visit.words(f"error.view_{refused}"))
    return RedirectResponse(f"{HOME}?{query}&done=view_kept", 303)


def forget_view(visit: Visit) -> Response:
    """Forget one of this person's views."""
    number = str(visit.request.path_params["view"])
    if not number.isdecimal() or len(number) > 18:
        raise NotFound(number)
    drop_view(visit.services.desk.store, visit.person, int(number))
    return RedirectResponse(f"{HOME}?done=view_dropped", 303)


def chosen(asked: Mapping[str, str]) -> dict[str, str]:
    """What was chosen of a filter's fields, anything else being the first choice; empty ones are left out."""
    picked = {name: asked.get(name, "") for name in ALLOWED}
    known = {name: value if value in ALLOWED[name] else ALLOWED[name][0] for name, value in picked.items()}
    return {name: value for name, value in known.items() if value}


def filters_of(asked: Mapping[str, str]) -> Filters:
    """The filter that a query string or a form asks for."""
    picked = chosen(asked)
    show, age = picked["show"], picked.get("age")
    return Filters(
        text=asked.get("q", "")[:200],
        statuses=OPEN if age else SHOW[show],
        overdue=show == "overdue" and not age,
        order=picked["sort"],
        unread=show == "unread" and not age,
        mentioned=show == "mentioned" and not age,
        age=int(age) if age else None,
        **{name: picked.get(name, "") for name in FIELDS},
    )


def _page(visit: Visit, status: int = 200, error: str = "") -> Response:
    asked: Mapping[str, str] = visit.form if visit.form else visit.request.query_params
    filters, picked, desk = filters_of(asked), chosen(asked), visit.services.desk
    number = asked.get("p", "1")
    inbox = desk.inbox(visit.person, filters, int(number) if number.isdecimal() and len(number) < 7 else 1)
    view = TicketView(visit.words, getattr(visit.services, "knowledge", None), desk.clock(), desk.today)
    return visit.render(
        "list.html",
        status,
        lines=[{**view.line(ticket), "fresh": ticket.id in inbox.fresh} for ticket in inbox.tickets],
        inbox=inbox,
        link=_linker(picked, filters.text),
        baskets=[(name, _count(visit, inbox, name)) for name in SHOW],
        ages=[(str(day), visit.words.number(count)) for day, count in inbox.ages.items()],
        orders=ORDERS,
        fields=[(name, _options(view, name, values)) for name, values in FIELDS.items()],
        picked={**dict.fromkeys(ALLOWED, ""), **picked},
        filters=filters,
        found_most=FOUND_MOST,
        views=views_of(desk.store, visit.person),
        told=told(visit),
        done=visit.ask("done", ("", "view_kept", "view_dropped")),
        error=error,
        endings=ENDINGS,
    )


def _linker(picked: Mapping[str, str], text: str) -> Callable[..., str]:
    """Makes the query string of the list as it is now, with some of it changed; None drops a part."""

    def link(**changes: str | int | None) -> str:
        parts = {**picked, "q": text, **changes}
        return "?" + urlencode({name: value for name, value in parts.items() if value not in (None, "")})

    return link


def _options(view: TicketView, name: str, values: tuple[str, ...]) -> list[tuple[str, str]]:
    labelled = [(value, view.option(name, value)) for value in values]
    return labelled if name == "language" else sorted(labelled, key=lambda pair: pair[1].casefold())


def _count(visit: Visit, inbox: Inbox, basket: str) -> str:
    own: dict[str, Any] = {"unread": inbox.unread, "mentioned": inbox.mentioned}
    if basket in own:
        return f"{UNREAD_MOST - 1}+" if own[basket] >= UNREAD_MOST else str(own[basket])
    if basket == "overdue":
        return visit.words.number(inbox.overdue)
    return visit.words.number(sum(inbox.counts.get(status, 0) for status in SHOW[basket] or inbox.counts))
