"""A database's server that is not as it should be: one sentence each."""

import socket
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine

from bot.errors import DatabaseUnavailable, UnreadableFile
from bot.storage.condition import Condition, condition_of
from bot.storage.database import open_database
from bot.storage.database_errors import on_failure
from bot.storage.hits import HitRows
from tests.processes import free_port
from tests.storage.postgresql import Server, new_database
from tests.storage.samples import WORKSPACE


@pytest.fixture
def on_server(postgresql_server: Server) -> Iterator[tuple[Server, str]]:
    """A server with a database; it runs again afterwards, whatever was done to it."""
    yield postgresql_server, new_database(postgresql_server.url)
    postgresql_server.restart()


def test_a_server_that_is_not_there_is_one_sentence_without_the_password() -> None:
    pytest.importorskip("psycopg")
    url = f"postgresql+psycopg://veille:secret@127.0.0.1:{free_port()}/veille"
    with pytest.raises(DatabaseUnavailable) as said:
        open_database(url)
    sentence = str(said.value)
    assert "cannot be reached" in sentence
    assert "see that its server runs" in sentence
    assert "secret" not in sentence
    assert "\n" not in sentence


def test_a_server_that_says_nothing_is_one_sentence() -> None:
    pytest.importorskip("psycopg")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql+psycopg://veille@127.0.0.1:{silent.getsockname()[1]}/veille?connect_timeout=2"
        with pytest.raises(DatabaseUnavailable, match="cannot be reached"):
            open_database(url)


def test_a_database_that_does_not_exist_is_said_to_be_missing(postgresql: str) -> None:
    with pytest.raises(DatabaseUnavailable, match=r"no database of that name .* \(createdb nowhere\)"):
        open_database(f"{postgresql}/nowhere")


def test_a_user_that_is_not_admitted_is_said_to_be(postgresql: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="does not admit this user"):
        open_database(f"{postgresql.replace('veille@', 'nobody@')}/postgres")


def test_a_database_that_cannot_hold_every_text_is_refused(postgresql: str) -> None:
    engine = create_engine(f"{postgresql}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS latin")
        connection.exec_driver_sql(
            "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    engine.dispose()
    with pytest.raises(UnreadableFile, match="keeps texts in LATIN1"):
        open_database(f"{postgresql}/latin")


def test_a_database_is_looked_at_without_anything_being_made(postgresql: str) -> None:
    url = new_database(postgresql)
    for _ in range(2):
        assert condition_of(url) is Condition.ABSENT
    open_database(url).dispose()
    assert condition_of(url) is Condition.UNUSED


def test_a_server_that_goes_away_is_a_sentence_and_nothing_is_wrong_once_it_is_back(
    on_server: tuple[Server, str],
) -> None:
    server, url = on_server
    engine = open_database(url)
    noticed: list[bool] = []
    on_failure(engine, lambda: noticed.append(True))
    server.stop()
    for _ in range(2):
        with pytest.raises(DatabaseUnavailable, match="cannot be reached"):
            HitRows(engine, WORKSPACE).newest("C1", ["w1"], 1)
    assert noticed
    noticed.clear()
    server.start()
    assert HitRows(engine, WORKSPACE).newest("C1", ["w1"], 1) == []
    assert not noticed
    engine.dispose()


def test_a_restart_in_between_is_not_noticed(on_server: tuple[Server, str]) -> None:
    server, url = on_server
    engine = open_database(url)
    server.restart()
    assert HitRows(engine, WORKSPACE).newest("C1", ["w1"], 1) == []
    engine.dispose()
