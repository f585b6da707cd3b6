"""Log lines: plain for a person, JSON for a machine. An exception is told by kind and place, never by its message."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import datetime, timezone
from types import TracebackType
from typing import Any, Final

from bot.observability.request import REQUEST
from bot.settings import BadSetting, Settings

FACTS: Final = "facts"
CHATTY: Final = ("httpx", "httpcore", "urllib3", "alembic", "rasa_sdk", "sanic", "huey")  # INFO may hold Rasa's token
LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Plain(logging.Formatter):
    """One line: level, logger, message, facts; then where an exception arose."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line, with the record's facts and the request's id."""
        facts = {**_facts(record), **({"request": REQUEST.get()} if REQUEST.get() else {})}
        return " ".join([super().formatMessage(record), *(f"{name}={value}" for name, value in facts.items())])

    def formatException(self, ei: ExcInfo) -> str:
        """Kind and frames: messages of exceptions may hold what somebody typed."""
        return f"{_kind(ei)}\n{''.join(traceback.format_tb(ei[2]))}".rstrip()


class Json(logging.Formatter):
    """One JSON object a line: at, level, process, logger, message, request, and the record's facts."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "process": self._process,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if REQUEST.get():
            line["request"] = REQUEST.get()
        line |= _facts(record)
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            line["exception"] = _kind(record.exc_info)
            line["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up_logs(process: str, settings: Settings) -> None:
    """Send this process's log to standard error in the form and from the level of the settings; `BadSetting`."""
    if settings.log_format not in ("plain", "json"):
        raise BadSetting(f"LOG_FORMAT={settings.log_format!r} is not a form: use plain or json")
    if settings.log_level not in LEVELS:
        raise BadSetting(f"LOG_LEVEL={settings.log_level!r} is not a level: use one of {', '.join(LEVELS)}")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json(process) if settings.log_format == "json" else Plain())
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLogger().level))


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    facts = getattr(record, FACTS, None)
    return dict(facts) if isinstance(facts, dict) else {}


def _kind(exc_info: Any) -> str:
    return str(exc_info[0].__name__) if exc_info[0] else ""
