"""The sample chamber's pages, and the script any site embeds."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.advice.words import catalogue
from bot.language import typeset
from bot.web.pages import page, page_language, set_in

WIDGET: Final = Path(__file__).parent / "static" / "widget"
WIDGET_PARTS: Final = tuple(
    f"{name}.js" for name in ("words", "state", "transport", "dom", "colour", "look", "cards", "view", "element")
)
MODULE_LINE: Final = re.compile(r"^(?:import .*|export (?:default )?)", re.MULTILINE)
COMMENT_LINE: Final = re.compile(r"^[ ]*(?://.*|/\*\*.*\*/)\n|^[ ]+", re.MULTILINE)


@dataclass(frozen=True)
class Script:
    """The embed script, as it is and gzipped, and its tag for caches."""

    plain: bytes
    zipped: bytes
    tag: str


def site_routes() -> list[BaseRoute]:
    """The sample page, the privacy notice and the embed script."""
    return [
        Route("/", show_home),
        Route("/privacy", show_privacy),
        Route("/widget.js", show_widget),
    ]


async def show_home(request: Request) -> Response:
    """The sample chamber's page, with the widget embedded as any site would."""
    return page(request, "home.html", page_language(request))


async def show_privacy(request: Request) -> Response:
    """What happens to what a visitor says."""
    return page(request, "privacy.html", page_language(request))


async def show_widget(request: Request) -> Response:
    """The embed script; browsers keep it five minutes, then ask whether it changed."""
    script: Script = request.app.state.widget
    headers = {"ETag": script.tag, "Cache-Control": "public, max-age=300", "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == script.tag:
        return Response(status_code=304, headers=headers)
    zipped = "gzip" in request.headers.get("accept-encoding", "")
    if zipped:
        headers["Content-Encoding"] = "gzip"
    return Response(script.zipped if zipped else script.plain, 200, headers, media_type="text/javascript")


def widget_script(knowledge: Any) -> Script:
    """The modules of the widget as one script that leaves nothing behind in the host page."""
    words = json.loads((WIDGET / "words.json").read_text(encoding="utf-8"))
    constants = {
        "WORDS": {"en": words["en"], "fr": set_in(words["fr"], "fr")},
        "NAMES": widget_names(knowledge),
        "STYLE": COMMENT_LINE.sub("", (WIDGET / "style.css").read_text(encoding="utf-8")),
    }
    declared = "".join(f"const {name}={_literal(value)};" for name, value in constants.items())
    parts = [_bare((WIDGET / name).read_text(encoding="utf-8")) for name in WIDGET_PARTS]
    plain = f'(()=>{{"use strict";\n{declared}\n{"".join(parts)}}})();\n'.encode()
    tag = f'"{hashlib.sha256(plain).hexdigest()[:20]}"'
    return Script(plain, gzip.compress(plain, 9, mtime=0), tag)


def _bare(module: str) -> str:
    """A module without its imports, exports, comment lines and indentation; its lines stay lines."""
    return COMMENT_LINE.sub("", MODULE_LINE.sub("", module))


def widget_names(knowledge: Any) -> dict[str, dict[str, list[str]]]:
    """What the widget calls formats, programs, fields and their values, as English and French pairs."""
    words = catalogue()
    fields = _pairs(words["fields"])
    facts = {name: [text.lower() for text in pair] for name, pair in fields.items()}
    return {
        "formats": _pairs({each.id: each.name for each in knowledge.formats.values()}),
        "programs": _pairs({each.id: each.name for each in knowledge.programs.values()}),
        "fields": fields,
        "facts": {**_pairs(knowledge.rules.outside_facts), **facts},
        **{kind: _pairs(texts) for kind, texts in words["labels"].items()},
    }


def _pairs(texts: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: [text["en"], typeset(text["fr"], "fr")] for name, text in texts.items()}


def _literal(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
