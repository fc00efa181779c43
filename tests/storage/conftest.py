"""A new database for each test that wants one: every store is tried on SQLite and on PostgreSQL."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.storage.database import open_database
from tests.storage.postgresql import Server, new_database, programs, running


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server; who stops it starts it again."""
    found = programs()
    if found is None:
        assert not os.environ.get("CI"), "PostgreSQL is missing, and where all is checked it must be there"
        pytest.skip("no PostgreSQL on this machine")
    with running(found) as server:
        yield server


@pytest.fixture(scope="session")
def postgresql(server: Server) -> str:
    """The URL of a PostgreSQL server."""
    return server.url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'veille.db'}"
    return new_database(request.getfixturevalue("postgresql"))


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_database(url)
    yield engine
    engine.dispose()
