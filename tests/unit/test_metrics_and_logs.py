"""What operators see: lines that can be joined and hold no words, figures that are right, traces when asked for."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from intake_builders import Clock, a_desk, a_ticket
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client import CollectorRegistry, generate_latest

from bot.observability.logs import Json, Plain, set_up_logs
from bot.observability.request import during, named, request_of
from bot.observability.tracing import span, trail
from bot.settings import ROOT, BadSetting, Settings
from bot.web.standing import Standing

REQUEST = "0123456789abcdef"
SECRET = "my name is Aïcha"


def a_record(error: BaseException | None = None, **facts: Any) -> logging.LogRecord:
    record = logging.LogRecord("bot.web", logging.INFO, __file__, 1, "turn", (), None)
    if error is not None:
        try:
            raise error
        except type(error):
            record.exc_info = sys.exc_info()
    record.facts = facts
    return record


def test_a_json_line_holds_the_request_the_process_and_the_facts() -> None:
    with during(REQUEST):
        line = json.loads(Json("web").format(a_record(outcome="answered", ms=12)))
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "INFO", "process": "web", "logger": "bot.web", "message": "turn", "request": REQUEST,
        "outcome": "answered", "ms": 12,
    }  # fmt: skip
    assert "request" not in json.loads(Json("web").format(a_record()))


@pytest.mark.parametrize("form", [Plain(), Json("web")])
def test_an_exception_is_told_by_kind_and_place_without_its_message(form: logging.Formatter) -> None:
    line = form.format(a_record(ValueError(SECRET)))
    assert "ValueError" in line and Path(__file__).name in line
    assert SECRET not in line


def test_a_plain_line_ends_with_its_facts() -> None:
    with during(REQUEST):
        assert Plain().format(a_record(ms=3)) == f"INFO bot.web: turn ms=3 request={REQUEST}"


@pytest.mark.parametrize("wrong", [{"log_format": "xml"}, {"log_level": "LOUD"}])
def test_another_form_or_level_is_refused_by_the_setting_s_name(wrong: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match=next(iter(wrong)).upper()):
        set_up_logs("web", Settings(**wrong))  # type: ignore[arg-type]


def test_the_id_of_a_request_is_given_or_made_and_goes_along() -> None:
    assert named(REQUEST) == REQUEST
    assert len({named(None), named("too short"), named("with spaces and <tags>")}) == 3
    with during(REQUEST):
        assert request_of(trail()) == REQUEST
    assert trail() == {}
    assert request_of({"request_id": SECRET}) == request_of({"request_id": 7}) == request_of(None) == ""


def test_without_a_collector_nothing_of_opentelemetry_is_imported() -> None:
    code = (
        "import sys; from bot.settings import Settings; from bot.observability import tracing\n"
        "import bot.web.app, actions.base\n"
        "tracing.set_up_traces('web', Settings())\n"
        "with tracing.span('turn', {'a': 'b'}): tracing.trail()\n"
        "sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT).returncode == 0


def test_a_span_without_traces_lets_errors_through() -> None:
    with pytest.raises(ZeroDivisionError), span("turn"):
        raise ZeroDivisionError


@pytest.fixture
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """A collector on loopback that keeps what it is sent."""
    got: list[bytes] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Taking)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", got
    server.shutdown()
    server.server_close()


def test_spans_of_two_processes_reach_the_collector_as_one_trace_without_words(
    collector: tuple[str, list[bytes]],
) -> None:
    address, got = collector
    code = f"""
from bot.observability import tracing
from bot.settings import Settings
tracing.set_up_traces("web", Settings(otel_exporter_otlp_endpoint={address!r}))
with tracing.span("turn"):
    left = tracing.trail()
try:
    with tracing.span("action_greet", left, step=1):
        raise ValueError({SECRET!r})
except ValueError:
    pass
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, check=True)
    sent = [ExportTraceServiceRequest.FromString(body) for body in got]
    spans = {
        each.name: each
        for request in sent
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for each in scope.spans
    }
    assert set(spans) == {"turn", "action_greet"}
    assert spans["action_greet"].parent_span_id == spans["turn"].span_id
    assert spans["action_greet"].status.message == "ValueError"
    assert SECRET not in repr(sent)


def figures(services: Any) -> dict[str, float]:
    registry = CollectorRegistry()
    registry.register(Standing(services))
    lines = generate_latest(registry).decode().splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


def test_how_things_stand_is_counted_from_the_database_and_the_knowledge(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, Clock())
    services = SimpleNamespace(store=desk.store, today=lambda: Settings(tremplin_today="2026-11-23").today)
    before = figures(services)
    assert before['tremplin_notices{state="dead"}'] == before["tremplin_notices_late_seconds"] == 0
    assert before['tremplin_knowledge{kind="error"}'] == 0
    with desk.store.change() as work:
        work.add("organizations", id="host_chamber", created_at=desk.clock(), email="a@b.example", language="fr")
    a_ticket(desk)
    after = figures(services)
    assert after['tremplin_requests{status="new"}'] == 1
    assert after['tremplin_notices{state="pending"}'] == 1


def test_old_facts_are_stale_years_later(tmp_path: Path) -> None:
    store = a_desk(tmp_path).store
    services = SimpleNamespace(store=store, today=lambda: Settings(tremplin_today="2031-11-23").today)
    assert figures(services)['tremplin_knowledge{kind="stale"}'] > 10
