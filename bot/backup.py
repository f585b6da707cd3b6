"""Everything that is kept, in one file, and back: requests, accounts and conversations; never the key that opens them.

A backup is a compressed archive with `manifest.json` and, for each database, a copy that SQLite made of itself while in
use, or PostgreSQL's own dump.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import unquote, urlsplit, urlunsplit

from bot.bootstrap import absolute, build
from bot.intake.migrations import known_revisions, upgrade
from bot.intake.store import open_engine
from bot.settings import Settings

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
SQLITE: Final = "sqlite:///"
WORK: Final = "tremplin-work-"
A_DAY: Final = 24 * 3600.0  # seconds

# `pg_restore --clean` knows the tables of the backup alone, and stumbles over those that came since.
EMPTIED: Final = """DO $$ DECLARE kept record; BEGIN
FOR kept IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema()
LOOP EXECUTE format('DROP TABLE %I CASCADE', kept.tablename); END LOOP;
FOR kept IN SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema()
LOOP EXECUTE format('DROP SEQUENCE %I CASCADE', kept.sequencename); END LOOP;
END $$"""


class BadBackup(ValueError):
    """A backup that cannot be made or brought back; the message says why."""


def backup(settings: Settings, file: Path) -> dict[str, Any]:
    """Write everything to `file`, readable by its owner only, while the service runs; raises `BadBackup`."""
    if file.exists():
        raise BadBackup(f"{file} is there already: choose another name")
    upgrade(absolute(settings.database_url))
    with _workplace(file.parent) as folder:
        parts = {name: _copy_out(address, folder / name) for name, address in _databases(settings).items()}
        manifest = {"format": FORMAT, "made_at": datetime.now(timezone.utc).isoformat(), "schema": _schema(settings)}
        (folder / MANIFEST).write_text(json.dumps({**manifest, "parts": parts}), "utf-8")
        whole = folder / "whole"
        with tarfile.open(whole, "w:gz") as archive:
            for name in (MANIFEST, *parts):
                archive.add(folder / name, name)
        whole.chmod(0o600)
        os.replace(whole, file)
    return {"file": str(file), "bytes": file.stat().st_size, **manifest}


def restore(settings: Settings, file: Path) -> dict[str, Any]:
    """Put everything back as it was in `file`, in place of what is there; raises `BadBackup`.

    Older schemas are brought up to date. Who was erased since the backup is erased again (`erased_again` is `None` if
    the database that goes could not be read: then ask the register of erasures). Stop the service before. Killed
    half-way it can be run again; SQLite files take the place of the old ones whole, without whom was erased.
    """
    gone = _erased(settings)
    with _unpacked(file) as (folder, manifest):
        _check(settings, manifest)
        coming = _unpacked_settings(settings, folder)
        again = _erase_again(coming, gone) if coming else None
        for name, address in _databases(settings).items():
            _copy_in(folder / name, address)
    upgrade(absolute(settings.database_url))
    if coming is None:
        again = _erase_again(settings, gone)
    return {"file": str(file), "made_at": manifest["made_at"], "erased_again": again}


def _unpacked_settings(settings: Settings, folder: Path) -> Settings | None:
    """Settings that name the unpacked files in place of those in use; None where a server keeps a database."""
    files = {name: str(folder / name) for name, address in _databases(settings).items() if address.startswith(SQLITE)}
    if len(files) < len(_databases(settings)):
        return None
    conversations = files.get("conversations", files["requests"])
    return replace(settings, database_url=SQLITE + files["requests"], tracker_database=conversations)


def _databases(settings: Settings) -> dict[str, str]:
    """Each database's name in the backup and its address; one, where both are the same."""
    conversations = settings.conversations
    if "://" not in conversations:
        conversations = SQLITE + conversations
    found = {"requests": absolute(settings.database_url), "conversations": conversations}
    return found if len(set(found.values())) == 2 else {"requests": found["requests"]}


def _copy_out(address: str, to: Path) -> str:
    """Copy a database to a file; answers its kind."""
    if address.startswith(SQLITE):
        to.touch(mode=0o600)
        with closing(sqlite3.connect(address[len(SQLITE) :])) as source, closing(sqlite3.connect(to)) as target:
            source.backup(target)
        return "sqlite"
    _run_on("pg_dump", address, "--format=custom", "--no-owner", "--no-privileges", f"--file={to}")
    return "postgresql"


def _copy_in(source: Path, address: str) -> None:
    if address.startswith(SQLITE):
        path = Path(address[len(SQLITE) :])
        path.parent.mkdir(parents=True, exist_ok=True)
        coming = path.with_name(f"{path.name}.coming")
        shutil.copyfile(source, coming)
        coming.chmod(0o600)
        _end_log(path)
        os.replace(coming, path)
        return
    script = source.with_suffix(".sql")
    _run(["pg_restore", "--no-owner", f"--file={script}", str(source)])
    whole = ("--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
    _run_on("psql", address, *whole, f"--command={EMPTIED}", f"--file={script}")


def _end_log(path: Path) -> None:
    """Leave no write-ahead log beside the file that goes: it would be read into the one that comes."""
    if path.exists():
        with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for leftover in ("-wal", "-shm"):
        Path(f"{path}{leftover}").unlink(missing_ok=True)


def _run_on(program: str, address: str, *options: str) -> None:
    """Run one of PostgreSQL's own programs; the password goes by the environment, where `ps` does not show it."""
    url = urlsplit(address)
    bare = url._replace(scheme="postgresql", netloc=url.netloc.replace(f":{url.password}@", "@"))
    secret = {"PGPASSWORD": unquote(url.password)} if url.password else {}
    _run([program, f"--dbname={urlunsplit(bare)}", *options], secret)


def _run(command: list[str], secret: Mapping[str, str] | None = None) -> None:
    if shutil.which(command[0]) is None:
        raise BadBackup(f"{command[0]} is not installed: apt-get install postgresql-client")
    done = subprocess.run(command, env={**os.environ, **(secret or {})}, capture_output=True, text=True)
    if done.returncode:
        raise BadBackup(f"{command[0]} failed: {(done.stderr.strip().splitlines() or ['no reason given'])[0]}")


@contextmanager
def _unpacked(file: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    with _workplace(file.parent) as folder:
        try:
            with tarfile.open(file, "r:gz") as archive:
                for member in archive.getmembers():
                    if not member.isfile() or Path(member.name).name != member.name:
                        raise BadBackup(f"{file} is not a backup of this service")
                    archive.extract(member, folder)
            manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        except (OSError, EOFError, tarfile.TarError, ValueError) as problem:
            raise BadBackup(f"{file} cannot be read as a backup: {type(problem).__name__}") from problem
        yield folder, manifest


@contextmanager
def _workplace(parent: Path) -> Iterator[Path]:
    """An empty folder in `parent` (elsewhere if it may not be written); what a process that was killed left there goes.

    It goes once it is a day old: another process may be at work.
    """
    for left in parent.glob(f"{WORK}*"):
        if left.stat().st_mtime < time.time() - A_DAY:
            shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(prefix=WORK, dir=parent if os.access(parent, os.W_OK) else None) as folder:
        yield Path(folder)


def _check(settings: Settings, manifest: Mapping[str, Any]) -> None:
    """Raise `BadBackup` before anything is touched."""
    if manifest.get("format") != FORMAT or manifest.get("schema") not in known_revisions():
        raise BadBackup("the backup is of a newer version: install that version, then bring it back")
    kinds = {name: _kind(address) for name, address in _databases(settings).items()}
    if manifest["parts"] != kinds:
        raise BadBackup(f"the backup holds {manifest['parts']}, the settings say {kinds}: set the addresses alike")


def _kind(address: str) -> str:
    return "sqlite" if address.startswith(SQLITE) else "postgresql"


def _schema(settings: Settings) -> str:
    with open_engine(absolute(settings.database_url)).connect() as connection:
        return str(connection.exec_driver_sql("SELECT version_num FROM intake_version").scalar())


def _erased(settings: Settings) -> list[str] | None:
    """The conversations that are erased now; `None` when the database that goes cannot be read."""
    try:
        with closing(build(settings).store) as store, store.look() as work:
            return work.erased()
    except Exception:  # a broken database, of whatever driver, may be why a backup is brought back
        return None


def _erase_again(settings: Settings, conversations: list[str] | None) -> int | None:
    if conversations is None:
        return None
    services = build(settings)
    back = [each for each in conversations if not services.desk.is_erased(each)]
    for conversation in back:
        services.desk.erase(conversation)
        services.forget(conversation)
    services.store.close()
    return len(back)
