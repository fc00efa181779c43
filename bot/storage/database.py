"""The SQL database: opened, brought up to date, read and written in transactions."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, Engine, exists, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import Table

from bot.storage.database_urls import address_of
from bot.storage.engines import BEGIN, engine_of
from bot.storage.revisions import is_current, revisions, upgrade_to
from bot.storage.tables.hits import hits
from bot.storage.tables.sources import source_states

_UPGRADING: Final = threading.Lock()
"""Threads open databases one at a time: Alembic's context is one for the whole process, and SQLite waits for
nobody while the journal of a new file is changed."""
_UPGRADE_KEY: Final = 0x7665696C6C65  # "veille": any number that all of our processes agree on


def open_database(url: str, workspace: str = "") -> Engine:
    """The database at an SQLAlchemy URL, its tables as this version wants them.

    `workspace` is the owner given to rows of a version that had no workspaces; without it such a database is
    refused.

    Raises `BadSettings` for a URL that names no database, `UnreadableFile` for a database that is
    corrupt, someone else's, or newer than this version: it is left untouched then.
    """
    address = address_of(url)
    engine = engine_of(address)
    try:
        with _UPGRADING:
            _bring_up_to_date(engine, workspace)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def read_transaction(engine: Engine) -> Iterator[Connection]:
    """A connection to ask with; on SQLite it sees one state of the database throughout."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction: committed at the end, or nothing happened. On SQLite there is one at a time.

    Raises `UnwritableFile` when the disk is full or writing is not permitted.
    """
    with engine.execution_options(**{BEGIN: "BEGIN IMMEDIATE"}).begin() as connection:
        yield connection


@contextmanager
def without_transaction(engine: Engine) -> Iterator[Connection]:
    """A connection for what SQLite does in no transaction."""
    with engine.execution_options(**{BEGIN: ""}).connect() as connection:
        yield connection


def insert_into(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`, for this database."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def is_unused(engine: Engine) -> bool:
    """Whether nothing was ever kept: a new archive, or one that was emptied."""
    with read_transaction(engine) as connection:
        return not any(connection.scalar(select(exists(table.select()))) for table in (hits, source_states))


def _bring_up_to_date(engine: Engine, workspace: str) -> None:
    with read_transaction(engine) as connection:
        found = revisions(connection)
    if engine.dialect.name == "sqlite":
        _log_ahead(engine)
    if not is_current(found):
        with write_transaction(engine) as connection:
            if engine.dialect.name == "postgresql":  # SQLite has let one in already
                connection.execute(select(func.pg_advisory_xact_lock(_UPGRADE_KEY)))
            upgrade_to(connection, "head", workspace)


def _log_ahead(engine: Engine) -> None:
    # The journal's mode cannot change inside a transaction, and stays with the file.
    with without_transaction(engine) as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
