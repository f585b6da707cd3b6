"""HTML pages from templates, in the language of the visitor."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.language import Language, typeset
from bot.web.words import reading_language

TEMPLATES = Path(__file__).parent / "templates" / "site"


def page_language(request: Request) -> Language:
    """The language asked for by `?lang=`, else the browser's."""
    asked = request.query_params.get("lang")
    if asked in ("fr", "en"):
        return "fr" if asked == "fr" else "en"
    return reading_language(request.headers.get("accept-language", ""))


def page(request: Request, template: str, language: Language, status: int = 200, **values: Any) -> HTMLResponse:
    """A page of the sample site; `say(key)` gives a text of `words.yml`."""
    settings, services = request.app.state.settings, request.app.state.services
    host = services.knowledge.intermediaries[settings.host_intermediary]
    known = {
        "language": language,
        "other": "en" if language == "fr" else "fr",
        "say": lambda key: set_in(page_words()[key][language], language),
        "host": host.name[language],
        "settings": settings,
        "path": request.url.path,
    }
    text = environment().get_template(template).render({**known, **values})
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    return HTMLResponse(text, status, headers)


def set_in(texts: Any, language: Language) -> Any:
    """A text, or all texts of a list or a mapping, as its language is set."""
    if isinstance(texts, dict):
        return {key: set_in(each, language) for key, each in texts.items()}
    if isinstance(texts, (list, tuple)):
        return [set_in(each, language) for each in texts]
    return typeset(texts, language) if isinstance(texts, str) else texts


@lru_cache(maxsize=1)
def page_words() -> dict[str, dict[Language, Any]]:
    """The texts of the pages, by key and language."""
    words: dict[str, dict[Language, Any]] = yaml.safe_load((TEMPLATES / "words.yml").read_text(encoding="utf-8"))
    return words


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates, escaping everything."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
