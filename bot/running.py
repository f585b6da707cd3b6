"""Run everything side by side under honcho: Rasa, the action server and the web application; one Ctrl-C ends all."""

from __future__ import annotations

import os
import shlex
import socket
import sys
import threading
import time
from collections.abc import Mapping
from typing import Any, Final

import httpx
from honcho.manager import Manager

from bot.endpoints import endpoints_file
from bot.settings import ROOT, Settings
from bot.training import MODEL

PATIENCE_SECONDS: Final = 300.0


class PortTaken(Exception):
    """A port is in use; the message names it, and the setting to change."""


def run(settings: Settings) -> int:
    """Start all processes, say `Ready: ...` once a chat turn works, and wait; the exit status of the first to end."""
    check_ports(settings)
    manager = Manager()
    for name, command in commands(settings).items():
        manager.add_process(name, kept_alive(command), env=environment(settings), cwd=str(ROOT))
    threading.Thread(target=announce, args=(settings,), daemon=True).start()
    manager.loop()
    return int(manager.returncode or 0)


def run_one(name: str, settings: Settings) -> None:
    """Become one of the processes, for a machine or a container that runs it alone."""
    os.chdir(ROOT)
    os.execve("/bin/sh", ["sh", "-c", f"exec {commands(settings)[name]}"], dict(environment(settings)))


def check_ports(settings: Settings) -> None:
    """Raise `PortTaken` for the first port that somebody else listens on."""
    for setting in ("web_port", "rasa_port", "actions_port"):
        port = getattr(settings, setting)
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                raise PortTaken(f"port {port} is in use: stop what listens there or set {setting.upper()} in .env")


def commands(settings: Settings) -> dict[str, str]:
    """The command of each process, by name. Rasa is kept at warnings: below, it logs what visitors type."""
    python = shlex.quote(sys.executable)
    token = f" --auth-token {shlex.quote(settings.rasa_token)}" if settings.rasa_token else ""
    return {
        "actions": f"{python} -m actions",
        "jobs": f"{python} -m bot.jobs",
        "rasa": f"env LOG_LEVEL=WARNING {python} -m bot.light_rasa run --enable-api "
        f"-i {settings.rasa_host} -p {settings.rasa_port} --model {MODEL} "
        f"--endpoints {shlex.quote(endpoints_file(settings))} --credentials credentials.yml "
        f"--logging-config-file logging.yml{token}",
        "web": f"{python} -m bot.cli web",
    }


def kept_alive(command: str) -> str:
    """The command, begun again whenever a signal ended it (a crash, a machine short of memory); an error is final.

    The others go on meanwhile: a visitor then gets an apology instead of a dead site.
    """
    again = "echo 'ended, begun again' >&2; sleep 1"
    return f"while {command}; status=$?; [ $status -gt 128 ] || [ $status -eq 0 ]; do {again}; done; exit $status"


def environment(settings: Settings) -> Mapping[str, str]:
    """The environment of the processes: ours, with what `endpoints.yml` reads and one thread for linear algebra."""
    return {
        **os.environ,
        "ACTIONS_URL": settings.actions_url,
        "TRACKER_DATABASE": settings.conversations,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONWARNINGS": "ignore",
        "FORCE_JSON_LOGGING": "1",
        "LOG_LEVEL": settings.log_level,
    }


def announce(settings: Settings) -> None:
    """Say that the service is ready as soon as a whole chat turn works, or that it is late."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if answers(settings):
            print(f"Ready: http://localhost:{settings.web_port}", flush=True)
            return
        time.sleep(0.5)
    print("Not ready after five minutes: see the messages above", file=sys.stderr, flush=True)


def answers(settings: Settings) -> bool:
    """Whether every part is up and a chat turn is answered end to end, not with an apology."""
    base = f"http://127.0.0.1:{settings.web_port}"
    try:
        if httpx.get(f"{base}/health/ready", timeout=5, trust_env=False).status_code != 200:
            return False
        turn = {"conversation": None, "message": "Bonjour", "language": "fr"}
        answer = httpx.post(f"{base}/api/chat", json=turn, timeout=30, trust_env=False)
        return answer.status_code == 200 and _is_an_answer(answer.json())
    except (httpx.HTTPError, KeyError, ValueError):
        return False


def _is_an_answer(turn: Mapping[str, Any]) -> bool:
    kinds = [(message.get("custom") or {}).get("type") for message in turn["messages"]]
    return turn["language"] == "fr" and bool(kinds) and "unavailable" not in kinds
