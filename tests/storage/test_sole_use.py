"""One process at a time on one database."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.errors import DatabaseUnavailable, FileInUse
from bot.storage.database import open_database, read_transaction
from bot.storage.sole_use import SoleUse
from tests.storage.postgresql import Server, new_database


@pytest.fixture
def on_server(postgresql_server: Server) -> Iterator[tuple[Server, str]]:
    """A server with a database; it runs again afterwards, whatever was done to it."""
    yield postgresql_server, new_database(postgresql_server.url)
    postgresql_server.restart()


def test_a_second_one_is_refused_with_a_sentence_until_the_first_ends(url: str) -> None:
    with closing(SoleUse(url)) as first, closing(SoleUse(url)) as second:
        first.take()
        with pytest.raises(FileInUse, match="is used by another running Veille: stop that one first"):
            second.take()
        first.close()
        second.take()


def test_another_database_is_another_matter(postgresql: str) -> None:
    with closing(SoleUse(new_database(postgresql))) as one, closing(SoleUse(new_database(postgresql))) as two:
        one.take()
        two.take()


def test_after_a_restart_of_the_server_it_is_taken_again_before_anything_is_done(
    on_server: tuple[Server, str],
) -> None:
    server, url = on_server
    with closing(SoleUse(url)) as first, closing(SoleUse(url)) as second:
        first.take()
        engine = open_database(url)
        first.guard(engine)
        server.restart()
        with read_transaction(engine) as connection:
            assert connection.exec_driver_sql("SELECT 1").scalar() == 1
        with pytest.raises(FileInUse):
            second.take()
        engine.dispose()


def test_whoever_lost_it_to_another_is_refused_at_every_new_connection(
    on_server: tuple[Server, str],
) -> None:
    server, url = on_server
    with closing(SoleUse(url)) as first, closing(SoleUse(url)) as second:
        first.take()
        engine = open_database(url)
        first.guard(engine)
        server.restart()
        second.take()
        with pytest.raises(FileInUse), read_transaction(engine):
            pass
        with pytest.raises(FileInUse):
            first.look()
        engine.dispose()


def test_a_server_that_is_down_is_said_to_be_and_looked_for_again(on_server: tuple[Server, str]) -> None:
    server, url = on_server
    with closing(SoleUse(url)) as use:
        use.take()
        server.stop()
        with pytest.raises(DatabaseUnavailable, match="cannot be reached"):
            use.look()
        server.start()
        use.look()
