"""Connections to a database, and how a transaction of each kind begins.

SQLite runs with `synchronous=FULL`: a commit is on the disk when it returns, so that what was
acknowledged survives SIGKILL and a power cut alike. A commit costs under a millisecond then;
`NORMAL` would win little and may lose the last seconds in a power cut.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from bot.errors import BadSettings
from bot.storage.database_errors import BUSY_SECONDS, explain
from bot.storage.database_urls import file_of, is_server

BEGIN: Final = "veille_begin"
"""The option of a connection that says with which statement SQLite begins; with none where it is empty."""
CONNECT_SECONDS: Final = 10
"""How long a server may take to let us in."""


def engine_of(address: URL, **options: Any) -> Engine:
    """An engine whose failures are sentences; `options` are SQLAlchemy's.

    What a failed statement was to store is not repeated: an address of a feed may hold a secret.
    """
    options = {"hide_parameters": True, **options}
    engine = _server(address, options) if is_server(address) else _file(address, options)
    event.listen(engine, "handle_error", explain, retval=True)
    return engine


def _file(address: URL, options: dict[str, Any]) -> Engine:
    file_of(address)
    engine = create_engine(address, **options)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _server(address: URL, options: dict[str, Any]) -> Engine:
    patience = {} if "connect_timeout" in address.query else {"connect_timeout": CONNECT_SECONDS}
    try:
        return create_engine(address, pool_pre_ping=True, connect_args=patience, **options)
    except ImportError as missing:
        raise BadSettings(
            f"VEILLE_DATABASE_URL names PostgreSQL, which needs the package {missing.name}: install it."
        ) from missing


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says
    with closed_unless_well(connection):
        for pragma in (f"busy_timeout = {BUSY_SECONDS * 1000}", "foreign_keys = ON", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}").close()


@contextmanager
def closed_unless_well(connection: sqlite3.Connection | DBAPIConnection) -> Iterator[None]:
    """Close a new connection with which something is wrong: the pool lets go of it without."""
    try:
        yield
    except Exception:
        connection.close()
        raise


def _begin(connection: Connection) -> None:
    # A transaction that reads and then writes must hold the lock before it reads: SQLite does not
    # wait when one is upgraded.
    if begin := connection.get_execution_options().get(BEGIN, "BEGIN DEFERRED"):
        connection.exec_driver_sql(begin)
