"""Rasa's logs never hold what a visitor typed."""

import json
import logging

from bot.quiet_logs import WithoutText


def a_record(message: str) -> logging.LogRecord:
    return logging.LogRecord("rasa", logging.ERROR, "x.py", 1, message, None, None)


def test_a_structured_record_keeps_its_event_and_loses_the_text() -> None:
    entry = {"event": "rest.message.received.failure", "level": "error", "text": "Marie 514-555-0199"}
    record = a_record(json.dumps(entry))
    assert WithoutText().filter(record)
    assert json.loads(record.getMessage()) == {"event": "rest.message.received.failure", "level": "error"}


def test_a_traceback_keeps_where_it_broke_and_loses_the_values() -> None:
    frames = [{"filename": "a.py", "lineno": 3, "name": "f", "locals": {"text": "secret"}}]
    entry = {"event": "broken", "exception": [{"exc_type": "ValueError", "exc_value": "secret", "frames": frames}]}
    record = a_record(json.dumps(entry))
    WithoutText().filter(record)
    assert "secret" not in record.getMessage()
    assert "a.py" in record.getMessage() and "ValueError" in record.getMessage()


def test_a_plain_record_passes_as_it_is() -> None:
    record = a_record("Rasa server is up and running.")
    assert WithoutText().filter(record) and record.getMessage() == "Rasa server is up and running."
