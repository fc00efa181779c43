"""A database is opened, brought up to date, or refused in a sentence and left as it is."""

import contextlib
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, insert, select
from sqlalchemy.exc import IntegrityError

from bot.errors import BadSettings, FileInUse, UnreadableFile, UnwritableFile
from bot.storage import database
from bot.storage.archive import Archive
from bot.storage.database import on_failure, open_database, read_transaction, write_transaction
from bot.storage.tables import events
from tests.storage.boundary import no_file_above
from tests.storage.samples import HOUR, NOON, hit, mention


@pytest.fixture
def url(tmp_path: Path) -> str:
    """What is tried here is SQLite's own."""
    return f"sqlite:///{tmp_path / 'veille.db'}"


def pragma(engine: Engine, name: str) -> object:
    with read_transaction(engine) as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def add_event(engine: Engine, event_id: str) -> None:
    with write_transaction(engine) as connection:
        connection.execute(insert(events).values(event_id=event_id, seen_at=NOON))


def test_a_new_database_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "veille.db"
    open_database(f"sqlite:///{path}").dispose()
    assert path.exists()


def test_what_was_stored_is_there_after_reopening(url: str) -> None:
    first = open_database(url)
    add_event(first, "e1")
    first.dispose()
    second = open_database(url)
    with read_transaction(second) as connection:
        assert connection.scalars(select(events.c.event_id)).all() == ["e1"]
    second.dispose()


def test_commits_are_durable_readers_do_not_wait_and_references_hold(engine: Engine) -> None:
    assert pragma(engine, "journal_mode") == "wal"
    assert pragma(engine, "synchronous") == 2  # FULL
    assert pragma(engine, "foreign_keys") == 1


def test_a_transaction_that_fails_leaves_nothing(engine: Engine) -> None:
    def fail() -> None:
        with write_transaction(engine) as connection:
            connection.execute(insert(events).values(event_id="e1", seen_at=NOON))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    add_event(engine, "e1")


def test_a_statement_that_fails_does_not_repeat_what_it_was_to_store(engine: Engine) -> None:
    with pytest.raises(IntegrityError) as refusal, write_transaction(engine) as connection:
        connection.execute(insert(events), [{"event_id": "feed?token=4711", "seen_at": NOON}] * 2)
    assert "4711" not in str(refusal.value).partition("[SQL")[2]


def test_a_reader_sees_one_state_while_others_write(engine: Engine) -> None:
    count = select(func.count()).select_from(events)
    with read_transaction(engine) as connection:
        assert connection.scalar(count) == 0
        add_event(engine, "e1")
        assert connection.scalar(count) == 0


def test_threads_that_read_and_then_write_wait_for_each_other(engine: Engine) -> None:
    def count_one_more() -> None:
        for _ in range(10):
            with write_transaction(engine) as connection:
                number = connection.scalar(select(func.count()).select_from(events))
                connection.execute(insert(events).values(event_id=str(number), seen_at=NOON))

    threads = [threading.Thread(target=count_one_more) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with read_transaction(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(events)) == 40


def test_threads_that_open_a_new_database_at_once_all_get_it(url: str) -> None:
    engines: list[Engine] = []
    threads = [threading.Thread(target=lambda: engines.append(open_database(url))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(engines) == 4
    for engine in engines:
        engine.dispose()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("data/veille.db", "is not one Veille can use"),
        ("nosuch://host/base", "is not one Veille can use"),
        ("mysql://host/base", "SQLite or PostgreSQL, not mysql"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_an_url_that_names_no_database_is_a_bad_setting(url: str, reason: str) -> None:
    with pytest.raises(BadSettings, match=reason):
        open_database(url)


def test_a_password_is_in_no_sentence() -> None:
    with pytest.raises(BadSettings) as refusal:
        open_database("mysql://veille:hunter2@host/base")
    assert "hunter2" not in str(refusal.value)


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
        archive.pending("C1", NOON + HOUR)
    engine.dispose()


def test_a_full_disk_is_a_sentence_and_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    archive = Archive(engine)
    archive.keep([hit(mention("m0"))])
    log, noticed = tmp_path / "veille.db-wal", threading.Event()
    on_failure(engine, noticed.set)
    with no_file_above(log.stat().st_size), pytest.raises(UnwritableFile, match="make room on its disk"):
        archive.keep(hit(mention(f"m{number}")) for number in range(1, 500))
    assert archive.known(f"m{number}" for number in range(500)) == {"m0"}
    assert noticed.is_set()
    assert archive.keep([hit(mention("m1"))]) == [hit(mention("m1"))]


def test_a_database_held_by_another_process_is_a_sentence(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    first, second = open_database(url), open_database(url)
    with write_transaction(first), pytest.raises(FileInUse, match="held by another process"):
        add_event(second, "e1")
    first.dispose()
    second.dispose()
