"""What cannot be used is refused in a sentence and left as it is; what fails later is a sentence, too."""

import contextlib
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from bot.errors import FileInUse, UnreadableFile, UnwritableFile
from bot.storage import engines
from bot.storage.archive import Archive
from bot.storage.database import open_database, write_transaction
from bot.storage.database_errors import on_failure
from bot.storage.hits import HitRows
from bot.storage.mentions import MentionRows
from bot.storage.tables.questions import events
from tests.storage.boundary import no_file_above
from tests.storage.samples import HOUR, NOON, WORKSPACE, hit, mention


@pytest.fixture
def url(tmp_path: Path) -> str:
    """What is tried here is SQLite's own."""
    return f"sqlite:///{tmp_path / 'veille.db'}"


def add_event(engine: Engine, event_id: str) -> None:
    with write_transaction(engine) as connection:
        connection.execute(insert(events).values(workspace=WORKSPACE, event_id=event_id, seen_at=NOON))


def refused_untouched(path: Path, match: str) -> None:
    before = path.read_bytes()
    with pytest.raises(UnreadableFile, match=match) as refusal:
        open_database(f"sqlite:///{path}")
    assert path.name in str(refusal.value)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_left_untouched(tmp_path: Path) -> None:
    path = tmp_path / "veille.db"
    path.write_bytes(b"not a database at all, but somebody's letter\n" * 100)
    refused_untouched(path, "is damaged or no database: restore a copy")


def test_a_damaged_database_is_left_untouched(url: str, tmp_path: Path) -> None:
    open_database(url).dispose()
    path = tmp_path / "veille.db"
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * (len(content) - 100))
    refused_untouched(path, "is damaged or no database: restore a copy")


def test_a_database_of_a_newer_version_is_left_untouched(url: str, tmp_path: Path) -> None:
    engine = open_database(url)
    with write_transaction(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    refused_untouched(tmp_path / "veille.db", r"written by a newer Veille \(revision 9999\)")


def test_a_database_of_something_else_is_left_untouched(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
        other.commit()
    refused_untouched(path, "holds tables that are not Veille's")


def test_a_folder_in_the_file_s_place_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "veille.db").mkdir()
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        open_database(f"sqlite:///{tmp_path / 'veille.db'}")


def test_a_file_in_the_folder_s_place_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(UnwritableFile, match="cannot be made"):
        open_database(f"sqlite:///{tmp_path / 'data' / 'veille.db'}")


def test_damage_found_later_is_a_sentence_too(url: str, tmp_path: Path) -> None:
    engine = open_database(url)
    archive = Archive(engine)
    archive.keep(hit(mention(f"m{number}")) for number in range(200))
    engine.dispose()
    path = tmp_path / "veille.db"
    content = path.read_bytes()
    path.write_bytes(
        content[: 20 * 4096].ljust(len(content), b"\xff")
    )  # the first pages are the tables' list
    with pytest.raises(UnreadableFile, match=r"veille\.db is damaged"):
        HitRows(engine, WORKSPACE).pending("C1", NOON + HOUR)
    engine.dispose()


def test_a_full_disk_is_a_sentence_and_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    archive = Archive(engine)
    archive.keep([hit(mention("m0"))])
    log, noticed = tmp_path / "veille.db-wal", threading.Event()
    on_failure(engine, noticed.set)
    with no_file_above(log.stat().st_size), pytest.raises(UnwritableFile, match="make room on its disk"):
        archive.keep(hit(mention(f"m{number}")) for number in range(1, 500))
    assert MentionRows(engine).known(f"m{number}" for number in range(500)) == {"m0"}
    assert noticed.is_set()
    assert archive.keep([hit(mention("m1"))]) == [hit(mention("m1"))]


def test_a_database_held_by_another_process_is_a_sentence(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0)
    first, second = open_database(url), open_database(url)
    with write_transaction(first), pytest.raises(FileInUse, match="held by another process"):
        add_event(second, "e1")
    first.dispose()
    second.dispose()
