"""One assistant for all the live conversations: the model is loaded once."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator

import pytest

os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """The trained model with the real actions and throw-away databases."""
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    from live_assistant import Assistant

    loaded = Assistant(tmp_path_factory.mktemp("live"))
    yield loaded
    loaded.close()
