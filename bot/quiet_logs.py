"""A log filter that keeps what visitors typed out of Rasa's logs: event names and code positions stay, values go."""

from __future__ import annotations

import json
import logging
from typing import Any, Final

from bot.observability.request import REQUEST

KEPT: Final = ("event", "level", "event_info")
FRAME_KEYS: Final = ("filename", "lineno", "name")


class WithoutText(logging.Filter):
    """Rewrites structured records to their event, level and bare traceback; others lose their exception's locals."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record through, made safe."""
        try:
            entry = json.loads(record.getMessage())
        except ValueError:
            return True
        if isinstance(entry, dict):
            record.msg, record.args = json.dumps(_safe(entry), ensure_ascii=False), None
        return True


def _safe(entry: dict[str, Any]) -> dict[str, Any]:
    safe = {key: entry[key] for key in KEPT if isinstance(entry.get(key), str)}
    if REQUEST.get():
        safe["request"] = REQUEST.get()
    chain = entry.get("exception")
    if isinstance(chain, list):
        safe["exception"] = [_trace(each) for each in chain if isinstance(each, dict)]
    return safe


def _trace(raised: dict[str, Any]) -> dict[str, Any]:
    frames = [frame for frame in raised.get("frames") or () if isinstance(frame, dict)]
    last = {key: frames[-1].get(key) for key in FRAME_KEYS} if frames else {}
    return {"type": raised.get("exc_type"), "at": last}
