"""Running everything: ports are checked first, each process gets its settings, `Ready` means a turn works."""

from __future__ import annotations

import json
import shlex
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.running import PortTaken, answers, check_ports, commands, environment, kept_alive
from bot.settings import Settings

HELLO: Mapping[str, Any] = {"conversation": "c", "language": "fr", "messages": [{"text": "Bonjour!"}]}


def a_free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def on_free_ports(**changes: Any) -> Settings:
    return Settings(web_port=a_free_port(), rasa_port=a_free_port(), actions_port=a_free_port(), **changes)


@contextmanager
def a_service(ready: int = 200, turn: int = 200, answer: object = HELLO) -> Iterator[Settings]:
    """Something on the web port that answers health and chat as told."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply(ready, {})

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.reply(turn, answer)

        def reply(self, status: int, body: object) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_words: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Settings(web_port=server.server_port)
    finally:
        server.shutdown()
        server.server_close()


def test_free_ports_are_no_problem() -> None:
    check_ports(on_free_ports())


@pytest.mark.parametrize("setting", ["web_port", "rasa_port", "actions_port"])
def test_a_taken_port_is_named_with_the_setting_that_changes_it(setting: str) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        settings = Settings(**{**vars(on_free_ports()), setting: port})
        with pytest.raises(PortTaken) as problem:
            check_ports(settings)
    assert str(port) in str(problem.value)
    assert setting.upper() in str(problem.value)


def test_every_process_runs_in_this_environment_s_python() -> None:
    for command in commands(Settings()).values():
        assert f"{shlex.quote(sys.executable)} -m " in command


def test_rasa_listens_on_this_machine_only() -> None:
    command = commands(Settings(rasa_port=5999))["rasa"]
    assert "-i 127.0.0.1 -p 5999" in command


def test_the_token_is_asked_for_only_when_there_is_one_and_cannot_break_the_command() -> None:
    assert "--auth-token" not in commands(Settings())["rasa"]
    assert shlex.split(commands(Settings(rasa_token="it's; rm"))["rasa"])[-1].rstrip(";") == "it's; rm"


def test_processes_get_what_the_endpoints_file_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOMETHING_OF_OURS", "stays")
    given = environment(Settings(actions_url="http://127.0.0.1:5999", tracker_database="var/c.db"))
    assert given["ACTIONS_URL"] == "http://127.0.0.1:5999"
    assert given["TRACKER_DATABASE"].endswith("/var/c.db")
    assert given["TRACKER_DATABASE"].startswith("/")
    assert given["SOMETHING_OF_OURS"] == "stays"


def test_a_process_that_a_signal_ended_is_begun_again_and_one_that_ended_by_itself_is_not(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    command = f"sh -c 'echo x >> {runs}; if [ $(wc -l < {runs}) -lt 2 ]; then kill -9 $$; fi; exit 3'"
    assert subprocess.run(kept_alive(command), shell=True, stderr=subprocess.DEVNULL).returncode == 3
    assert runs.read_text("utf-8") == "x\nx\n"


def test_nothing_is_reported_to_anybody() -> None:
    assert environment(Settings())["RASA_TELEMETRY_ENABLED"] == "false"


def test_a_service_that_answers_a_turn_is_ready() -> None:
    with a_service() as settings:
        assert answers(settings)


@pytest.mark.parametrize(
    "trouble",
    [
        {"ready": 503},
        {"turn": 500},
        {"answer": {**HELLO, "language": "en"}},
        {"answer": {}},
        {"answer": {**HELLO, "messages": []}},
        {"answer": {**HELLO, "messages": [{"text": "Je suis désolé", "custom": {"type": "unavailable"}}]}},
    ],
)
def test_a_service_that_does_not_is_not(trouble: dict[str, Any]) -> None:
    with a_service(**trouble) as settings:
        assert not answers(settings)


def test_nothing_listening_is_not_ready() -> None:
    assert not answers(on_free_ports())


def test_rasa_logs_no_message_whatever_the_level_of_the_rest() -> None:
    settings = Settings(log_level="DEBUG")
    assert "LOG_LEVEL=WARNING" in commands(settings)["rasa"]
    assert environment(settings)["LOG_LEVEL"] == "DEBUG"


def test_processes_on_other_machines_listen_where_they_are_told() -> None:
    assert "-i 10.0.0.5 -p 5005" in commands(Settings(rasa_host="10.0.0.5"))["rasa"]
