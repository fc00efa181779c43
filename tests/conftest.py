"""What holds for every test: none leaves this machine; every store is tried on SQLite and on PostgreSQL."""

import contextlib
import gc
import os
import shutil
import socket
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import Engine, Pool, event

from bot import sources
from bot.storage import engines
from bot.storage.database import open_database
from tests.statements import Compiled
from tests.storage.postgresql import Emptied, Server, new_database, programs, running

settings.register_profile("busy", deadline=None)  # a busy machine is no fault of what is tested
settings.load_profile("busy")

if find_spec("sniffio") is None:  # httpcore looks for it four times a request, in every folder of the path
    sys.modules["sniffio"] = None  # type: ignore[assignment]

_HERE = frozenset({None, "", "localhost", b"localhost"})


def _needs_no_look_up(host: object) -> bool:
    if host in _HERE:
        return True
    try:
        ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return True


def pytest_collection_finish() -> None:
    """Let the collector pass over what lives as long as the tests do: it took a twentieth of their time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what is given longer than others: no worker is to be left alone with it in the end."""
    items.sort(key=lambda item: item.get_closest_marker("timeout") is None)


@pytest.fixture(autouse=True, scope="session")
def no_names_are_looked_up() -> Iterator[None]:
    """A name that is not this machine's is unknown at once, instead of after some seconds of waiting."""
    known = socket.getaddrinfo

    def look_up(host: Any, *rest: Any, **more: Any) -> Any:
        if _needs_no_look_up(host):
            return known(host, *rest, **more)
        raise socket.gaierror(socket.EAI_NONAME, "no name is looked up in tests")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look_up)
        yield


@pytest.fixture(autouse=True, scope="session")
def statements_are_compiled_once() -> Iterator[None]:
    """The engines that tests open, one after the other, compile what they ask once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "create_engine", Compiled().engine)
        yield


@pytest.fixture(autouse=True, scope="session")
def packages_are_searched_once() -> Iterator[None]:
    """What is installed does not change while tests run: a bot that starts reads all of it again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "entry_points", cache(entry_points))
        yield


@pytest.fixture(autouse=True)
def connections_are_closed() -> Iterator[None]:
    """Fail the very test that leaves a connection open: Python 3.13 warns of it in whatever runs by then."""
    made: list[Any] = []

    def note(connection: Any, _: object) -> None:
        made.append(connection)

    event.listen(Pool, "connect", note)
    yield
    event.remove(Pool, "connect", note)
    left = [connection for connection in made if _is_open(connection)]
    for connection in left:
        connection.close()
    assert not left, "a connection was left open"


def _is_open(connection: Any) -> bool:
    if not isinstance(connection, sqlite3.Connection):
        return not connection.closed
    with contextlib.suppress(sqlite3.ProgrammingError):  # raised by one that is closed
        return connection.total_changes >= 0
    return False


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A PostgreSQL server; who stops it starts it again."""
    found = programs()
    if found is None:
        assert not os.environ.get("CI"), "PostgreSQL is missing, and where all is checked it must be there"
        pytest.skip("no PostgreSQL on this machine")
    with running(found) as server:
        yield server


@pytest.fixture(scope="session")
def postgresql(postgresql_server: Server) -> str:
    """The URL of a PostgreSQL server."""
    return postgresql_server.url


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database that holds nothing: a copy of it costs far less than making another."""
    path = tmp_path_factory.mktemp("empty") / "veille.db"
    open_database(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture
def file_url(empty_file: Path, tmp_path: Path) -> str:
    """The URL of an SQLite database that holds nothing."""
    return f"sqlite:///{shutil.copy(empty_file, tmp_path / 'veille.db')}"


@pytest.fixture
def file_engine(file_url: str) -> Iterator[Engine]:
    engine = open_database(file_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def emptied(postgresql: str) -> Iterator[Emptied]:
    """A PostgreSQL database that every test in turn finds empty."""
    with closing(Emptied(postgresql)) as emptied:
        yield emptied


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that Veille never opened."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'veille.db'}"
    return new_database(request.getfixturevalue("postgresql"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of a database that holds nothing."""
    if request.param == "sqlite":
        found: str = request.getfixturevalue("file_url")
        return found
    emptied: Emptied = request.getfixturevalue("emptied")
    return emptied.url()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_database(url)
    yield engine
    engine.dispose()
