"""A database is opened and brought up to date; what is written in it is written whole or not at all."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, insert, select
from sqlalchemy.exc import IntegrityError

from bot.storage.database import open_database, read_transaction, write_transaction
from bot.storage.tables.questions import events
from tests.storage.samples import NOON, WORKSPACE


@pytest.fixture
def url(tmp_path: Path) -> str:
    """What is tried here is SQLite's own."""
    return f"sqlite:///{tmp_path / 'veille.db'}"


def pragma(engine: Engine, name: str) -> object:
    with read_transaction(engine) as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def add_event(engine: Engine, event_id: str) -> None:
    with write_transaction(engine) as connection:
        connection.execute(insert(events).values(workspace=WORKSPACE, event_id=event_id, seen_at=NOON))


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
            connection.execute(insert(events).values(workspace=WORKSPACE, event_id="e1", seen_at=NOON))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    add_event(engine, "e1")


def test_a_statement_that_fails_does_not_repeat_what_it_was_to_store(engine: Engine) -> None:
    with pytest.raises(IntegrityError) as refusal, write_transaction(engine) as connection:
        connection.execute(
            insert(events), [{"workspace": WORKSPACE, "event_id": "feed?token=4711", "seen_at": NOON}] * 2
        )
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
                connection.execute(
                    insert(events).values(workspace=WORKSPACE, event_id=str(number), seen_at=NOON)
                )

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
