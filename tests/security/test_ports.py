"""The ports of a running service: only the web application may be reached from elsewhere, and only if told to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from whole_path_kit import Service, serving

from bot.training import MODEL

LISTENS = "0A"
LOOPBACK = ("0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    if not MODEL.is_file():
        pytest.skip("no model is trained")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WEB_HOST", "0.0.0.0")
        with serving(tmp_path_factory.mktemp("ports")) as service:
            yield service


@pytest.mark.live
def test_only_the_web_application_listens_beyond_this_machine(service: Service) -> None:
    reachable = listening(service)
    ports = {name: int(service.environment[f"{name.upper()}_PORT"]) for name in ("web", "rasa", "actions")}
    assert {port for port, open_to_all in reachable if open_to_all} == {ports["web"]}
    assert {port for port, open_to_all in reachable if not open_to_all} >= {ports["rasa"], ports["actions"]}


def listening(service: Service) -> set[tuple[int, bool]]:
    """Every port that a process of the service listens on, and whether another machine could reach it."""
    own = {inode for pid in (service.process.pid, *service.children()) for inode in sockets_of(pid)}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            _, local, _, state, _, _, _, _, _, inode = line.split()[:10]
            if state == LISTENS and inode in own:
                address, _, port = local.partition(":")
                found.add((int(port, 16), address not in LOOPBACK))
    return found


def sockets_of(pid: int) -> set[str]:
    """The inodes of a process's open sockets."""
    found = set()
    with suppress(FileNotFoundError, ProcessLookupError):  # the process has ended
        for each in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):  # that file was just closed
                found.update(re.findall(r"^socket:\[(\d+)]$", os.readlink(each)))
    return found
