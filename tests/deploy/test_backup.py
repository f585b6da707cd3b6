"""What is kept comes back as it was, on either database; what was erased since stays erased."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from intake_builders import ANSWERS, a_request, agree, answer
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered

from bot import bootstrap as building
from bot.backup import BadBackup, backup, restore
from bot.bootstrap import Services, build
from bot.cli import main
from bot.intake.migrations import downgrade
from bot.settings import Settings
from bot.tracker_store import MaskingTrackerStore

KEY = "a secret for tests"


@pytest.fixture
def settings(either: str, tmp_path: Path) -> Settings:
    conversations = str(tmp_path / "conversations.db") if either.startswith("sqlite") else either
    return Settings(database_url=either, tracker_database=conversations, secret_key=KEY)


@contextmanager
def serving(settings: Settings) -> Iterator[Services]:
    services = build(settings)
    yield services
    services.store.close()


async def asked(settings: Settings, conversation: str) -> None:
    """A visitor who left a request, and what Rasa keeps of her."""
    with serving(settings) as services:
        agree(services.desk, conversation)
        answer(services.desk, conversation, **ANSWERS)
        services.desk.open(conversation, a_request())
    store = MaskingTrackerStore(Domain.empty(), db=settings.conversations)
    tracker = await store.get_or_create_tracker(conversation)
    tracker.update(UserUttered("we make cheese"))
    await store.save(tracker)
    store.engine.dispose()


async def talked(settings: Settings, conversation: str) -> bool:
    store = MaskingTrackerStore(Domain.empty(), db=settings.conversations)
    found = await store.retrieve(conversation)
    store.engine.dispose()
    return found is not None


def phone(settings: Settings, conversation: str) -> str | None:
    with serving(settings) as services:
        return services.desk.see(conversation).get("phone")


async def test_requests_and_conversations_come_back_and_later_ones_go(settings: Settings, tmp_path: Path) -> None:
    await asked(settings, "c1")
    known = phone(settings, "c1")
    made = backup(settings, tmp_path / "b.tar.gz")
    assert made["bytes"] > 0
    await asked(settings, "later")
    back = restore(settings, tmp_path / "b.tar.gz")
    assert back["erased_again"] == 0
    assert known is not None and phone(settings, "c1") == known
    assert await talked(settings, "c1")
    assert phone(settings, "later") is None
    assert not await talked(settings, "later")


async def test_who_was_erased_since_the_backup_stays_erased(settings: Settings, tmp_path: Path) -> None:
    await asked(settings, "c1")
    await asked(settings, "c2")
    backup(settings, tmp_path / "b.tar.gz")
    with serving(settings) as services:
        services.desk.erase("c1")
        services.forget("c1")
    assert restore(settings, tmp_path / "b.tar.gz")["erased_again"] == 1
    assert phone(settings, "c1") is None
    assert not await talked(settings, "c1")
    assert phone(settings, "c2") is not None


async def test_a_backup_of_an_older_schema_is_brought_up_to_date(settings: Settings, tmp_path: Path) -> None:
    await asked(settings, "c1")
    downgrade(building.absolute(settings.database_url), "0002")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.backup.upgrade", lambda address: None)  # as the older version, whose newest schema it is
        assert backup(settings, tmp_path / "b.tar.gz")["schema"] == "0002"
    restore(settings, tmp_path / "b.tar.gz")
    assert phone(settings, "c1") is not None


async def test_a_backup_holds_neither_the_key_nor_contact_details_in_clear(settings: Settings, tmp_path: Path) -> None:
    await asked(settings, "c1")
    file = tmp_path / "b.tar.gz"
    backup(settings, file)
    assert file.stat().st_mode & 0o077 == 0
    with tarfile.open(file) as archive:
        content = b"".join(archive.extractfile(member).read() for member in archive.getmembers())  # type: ignore[union-attr]
    assert not [secret for secret in (KEY, *ANSWERS.values()) if secret.encode() in content]


async def test_a_broken_sqlite_file_does_not_stand_in_the_way(tmp_path: Path) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'intake.db'}",
        tracker_database=str(tmp_path / "conversations.db"),
        secret_key=KEY,
    )
    await asked(settings, "c1")
    backup(settings, tmp_path / "b.tar.gz")
    (tmp_path / "intake.db").write_bytes(b"not a database at all " * 400)
    (tmp_path / "intake.db-wal").write_bytes(b"left over")
    assert restore(settings, tmp_path / "b.tar.gz")["erased_again"] is None
    assert phone(settings, "c1") is not None


def a_backup(folder: Path) -> tuple[Settings, Path]:
    settings = Settings(
        database_url=f"sqlite:///{folder / 'i.db'}", tracker_database=str(folder / "c.db"), secret_key=KEY
    )
    with serving(settings):
        backup(settings, folder / "b.tar.gz")
    return settings, folder / "b.tar.gz"


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    settings, file = a_backup(tmp_path)
    with pytest.raises(BadBackup, match="already"):
        backup(settings, file)


def test_what_is_no_backup_is_refused_before_anything_is_touched(tmp_path: Path) -> None:
    settings, file = a_backup(tmp_path)
    whole = file.read_bytes()
    (tmp_path / "outside.tar.gz").touch()
    with tarfile.open(tmp_path / "outside.tar.gz", "w:gz") as archive:
        archive.add(file, "../../outside")
    (tmp_path / "cut.tar.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.tar.gz").write_text("hello")
    before = (tmp_path / "i.db").read_bytes()
    for name in ("outside.tar.gz", "cut.tar.gz", "text.tar.gz", "absent.tar.gz"):
        with pytest.raises(BadBackup):
            restore(settings, tmp_path / name)
    assert (tmp_path / "i.db").read_bytes() == before


def test_a_backup_of_a_newer_version_or_of_other_databases_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, file = a_backup(tmp_path)
    other = replace(settings, tracker_database=str(settings.database_url))
    with pytest.raises(BadBackup, match="settings"):
        restore(other, file)
    monkeypatch.setattr("bot.backup.known_revisions", lambda: {"0001"})
    with pytest.raises(BadBackup, match="newer"):
        restore(settings, file)


def test_the_command_asks_for_a_clear_yes_and_tells_what_went_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    settings, file = a_backup(tmp_path)
    for name, value in (("DATABASE_URL", settings.database_url), ("TRACKER_DATABASE", settings.tracker_database)):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SECRET_KEY", KEY)
    with pytest.raises(SystemExit):
        main(["restore", str(file)])
    assert main(["restore", str(file), "--replace", "--json"]) == 0
    assert main(["backup", str(file)]) == 1
    assert "already" in capsys.readouterr().err
