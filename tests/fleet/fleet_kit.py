"""A whole fleet on loopback, from the files of `deploy/nginx`: two processes of each kind, PostgreSQL, Redis, nginx."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "deploy"))
from servers_kit import NotInstalled, Server, free_port, postgres, redis  # noqa: E402

NGINX: Final = ROOT / "deploy" / "nginx"
PORTS: Final = ("8001", "8002", "5006", "5007", "5056", "5057", "5005", "5055", "8080")  # of the files, each made free
KINDS: Final = ("rasa", "actions", "web")
HEALTH: Final = {"rasa": "/status", "actions": "/health", "web": "/health/ready"}
PROCESSES: Final = tuple(f"{kind}-{number}" for kind in KINDS for number in (1, 2))
PATIENCE_SECONDS: Final = 180.0
STOP_SECONDS: Final = 20.0  # TimeoutStopSec of the units: longer, and systemd would kill it


@dataclass
class Fleet:
    """A fleet that runs; its parts may be killed and brought back by name."""

    url: str
    folder: Path
    environment: dict[str, str]
    own: dict[str, dict[str, str]]
    health: dict[str, str]
    servers: dict[str, Server]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    code: Path = ROOT  # the version that processes are started from

    def start(self, name: str) -> None:
        """Start a process of ours; it is not waited for."""
        command = [sys.executable, "-m", "bot.cli", name.partition("-")[0]]
        environment = {**self.environment, **self.own.get(name, {})}
        with (self.folder / f"{name}.txt").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=self.code, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, name: str) -> None:
        """End a process of ours at once, as a machine that fails does."""
        os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running[name].wait()

    def end(self, name: str) -> None:
        """Stop a process of ours as systemd does; raises `subprocess.TimeoutExpired` when it does not end in time."""
        os.killpg(self.running[name].pid, signal.SIGTERM)
        self.running[name].wait(STOP_SECONDS)

    def add(self, name: str, **own: str) -> None:
        """Start one more process of ours, on a free port; it is not waited for."""
        self.place(name, str(free_port()), own)
        self.start(name)

    def place(self, name: str, port: str, own: Mapping[str, str]) -> None:
        """Say where a process listens, what is told to it alone, and where its health is asked."""
        kind = name.partition("-")[0]
        self.own[name] = {f"{kind.upper()}_PORT": port, **own}
        self.health[name] = f"http://127.0.0.1:{port}{HEALTH[kind]}"

    def port(self, name: str) -> str:
        """Where a process listens."""
        return self.own[name][f"{name.partition('-')[0].upper()}_PORT"]

    def reload_nginx(self) -> None:
        """Have nginx read its files again; raises `subprocess.CalledProcessError` when it refuses them."""
        files = ["-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]
        subprocess.run(["nginx", *files, "-s", "reload"], check=True, capture_output=True)

    def wait(self, *names: str) -> None:
        """Wait until these processes answer; raises `TimeoutError` with the end of what one printed."""
        end = time.monotonic() + PATIENCE_SECONDS
        for name in names:
            while not _answers(self.health[name]):
                if time.monotonic() > end or self.running[name].poll() is not None:
                    raise TimeoutError(f"{name} does not answer:\n{self.printed(name)[-2000:]}")
                time.sleep(0.2)

    def restart(self, server: str, away_seconds: float = 1.0) -> None:
        """Stop PostgreSQL or Redis, and start it again after a while."""
        self.servers[server].stop()
        time.sleep(away_seconds)
        self.servers[server].start()

    def printed(self, name: str) -> str:
        """What a process wrote."""
        return (self.folder / f"{name}.txt").read_text("utf-8", errors="replace")

    def stop(self) -> None:
        """End every process of ours."""
        for process in self.running.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.running.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def fleet(more: Mapping[str, str] | None = None) -> Iterator[Fleet]:
    """Every part, answering, until the end of the block; raises `NotInstalled`."""
    if shutil.which("nginx") is None:
        raise NotInstalled("nginx is not installed: apt-get install nginx-light")
    with ExitStack() as parts:
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="tremplin-fleet-")))
        folder.chmod(0o755)  # nginx's workers are nobody
        servers = {"postgres": parts.enter_context(postgres()), "redis": parts.enter_context(redis())}
        ports = {port: str(free_port()) for port in PORTS}
        started = _described(folder, servers, ports, more or {})
        parts.callback(started.stop)
        parts.enter_context(_nginx(folder, ports))
        started.start("actions-1")  # the first brings the database up to date
        started.wait("actions-1")
        for name in (*PROCESSES, "jobs"):
            if name not in started.running:
                started.start(name)
        started.wait(*PROCESSES)
        yield started


def _described(folder: Path, servers: dict[str, Server], ports: Mapping[str, str], more: Mapping[str, str]) -> Fleet:
    database = servers["postgres"].address
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "TRACKER_DATABASE": database,
        "REDIS_URL": servers["redis"].address,
        "SECRET_KEY": "the same for every process of the fleet",
        "RASA_URL": f"http://127.0.0.1:{ports['5005']}",
        "ACTIONS_URL": f"http://127.0.0.1:{ports['5055']}",
        "TRUSTED_PROXIES": "127.0.0.1",
        "PUBLIC_URL": f"http://127.0.0.1:{ports['8080']}",
        **more,
    }
    usual = {"rasa": ("5006", "5007"), "actions": ("5056", "5057"), "web": ("8001", "8002")}
    described = Fleet(f"http://127.0.0.1:{ports['8080']}", folder, environment, {}, {}, servers)
    for kind, pair in usual.items():
        for number, port in enumerate(pair, 1):
            described.place(f"{kind}-{number}", ports[port], {})
    return described


@contextmanager
def _nginx(folder: Path, ports: Mapping[str, str]) -> Iterator[None]:
    """nginx with the files we ship, on other ports and with its own files in `folder`."""
    for shipped, name in (
        ("nginx.conf", "nginx.conf"),
        ("upstreams.conf", "upstreams.conf"),
        ("hop.conf", "hop.conf"),
        ("front.compose.conf", "front.conf"),
    ):
        (folder / name).write_text(_moved((NGINX / shipped).read_text("utf-8"), folder, ports))
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    with (folder / "nginx.txt").open("wb") as log:
        started = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield
    finally:
        started.terminate()
        started.wait(10)


def _moved(text: str, folder: Path, ports: Mapping[str, str]) -> str:
    text = text.replace("/etc/nginx/tremplin", str(folder)).replace("/tmp/nginx", f"{folder}/nginx")
    text = text.replace("/dev/stdout", f"{folder}/access.txt").replace("/dev/stderr", f"{folder}/errors.txt")
    for usual, free in ports.items():
        text = text.replace(f":{usual}", f":{free}").replace(f"listen {usual};", f"listen 127.0.0.1:{free};")
    return text


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
