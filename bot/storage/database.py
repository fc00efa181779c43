"""The SQL database: opened, brought up to date, and its failures put in sentences.

SQLite runs with `synchronous=FULL`: a commit is on the disk when it returns, so that what was
acknowledged survives SIGKILL and a power cut alike. A commit costs under a millisecond then;
`NORMAL` would win little and may lose the last seconds in a power cut.
"""

import re
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    ExceptionContext,
    create_engine,
    event,
    exists,
    func,
    inspect,
    make_url,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.schema import Table

from bot.errors import (
    BadSettings,
    DatabaseUnavailable,
    FileInUse,
    StorageFailure,
    UnreadableFile,
    UnwritableFile,
    VeilleError,
)
from bot.storage.tables import hits, source_states

MIGRATIONS = Path(__file__).parent / "migrations"

BUSY_SECONDS = 30
"""How long a writer waits for another one."""

CONNECT_SECONDS = 10
"""How long a server may take to let us in."""

_NO_DATABASE = re.compile(r'database ".*" does not exist')
_NOT_ADMITTED = re.compile(
    r"authentication failed|no password supplied|role .* does not exist|no pg_hba.conf"
)
_BEGIN = "veille_begin"
_UPGRADING = threading.Lock()
"""Threads open databases one at a time: Alembic's context is one for the whole process, and SQLite waits for
nobody while the journal of a new file is changed."""
_UPGRADE_KEY = 0x7665696C6C65  # "veille": any number that all of our processes agree on


def open_database(url: str) -> Engine:
    """The database at an SQLAlchemy URL, its tables as this version wants them.

    Raises `BadSettings` for a URL that names no database, `UnreadableFile` for a database that is
    corrupt, someone else's, or newer than this version: it is left untouched then.
    """
    address = address_of(url)
    engine = engine_of(address)
    try:
        with _UPGRADING:
            _bring_up_to_date(engine)
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
    with engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"}).begin() as connection:
        yield connection


def insert_into(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`, for this database."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def address_of(url: str) -> URL:
    """The parts of an SQLAlchemy URL. Raises `BadSettings` for one that names no database of ours."""
    try:
        address = make_url(url)
        address.get_dialect()
    except (ArgumentError, NoSuchModuleError) as mistake:
        raise BadSettings(
            "VEILLE_DATABASE_URL is not one Veille can use: it reads sqlite:///data/veille.db, or postgresql://…"
        ) from mistake
    if address.get_backend_name() not in {"sqlite", "postgresql"}:
        raise BadSettings(
            f"Veille keeps its archive in SQLite or PostgreSQL, not {address.drivername}: "
            "VEILLE_DATABASE_URL names one of them, or is left empty."
        )
    if address.get_backend_name() == "sqlite" and address.database in {None, "", ":memory:"}:
        raise BadSettings("VEILLE_DATABASE_URL names no file: it reads sqlite:///data/veille.db.")
    return address


def is_server(address: URL) -> bool:
    """Whether the database is a server's; else it is a file."""
    return address.get_backend_name() != "sqlite"


def file_of(address: URL) -> Path:
    """The file of an SQLite database; its folder is there. Raises `UnwritableFile` if it cannot be made."""
    path = Path(str(address.database))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise UnwritableFile(
            f"{path.parent} cannot be made ({trouble.strerror}): make it by hand."
        ) from trouble
    return path


def engine_of(address: URL, **options: Any) -> Engine:
    """An engine whose failures are sentences; `options` are SQLAlchemy's.

    What a failed statement was to store is not repeated: an address of a feed may hold a secret.
    """
    options = {"hide_parameters": True, **options}
    engine = _server(address, options) if is_server(address) else _file(address, options)
    event.listen(engine, "handle_error", _explain, retval=True)
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
    if begin := connection.get_execution_options().get(_BEGIN, "BEGIN DEFERRED"):
        connection.exec_driver_sql(begin)


def on_failure(engine: Engine, notice: Callable[[], None]) -> None:
    """Have it noticed whenever the database is away, full or damaged, in the thread that meets that."""

    def look(context: ExceptionContext) -> None:
        if isinstance(
            getattr(context, "chained_exception", None), StorageFailure
        ):  # what `_explain` made of it
            notice()

    event.listen(engine, "handle_error", look)


def _explain(context: ExceptionContext) -> VeilleError | None:
    """The sentence for what a database says of itself, its disk or its server: raised in its place."""
    trouble = context.original_exception
    url = context.engine.url if context.engine else None
    if url is None or context.is_pre_ping:  # SQLAlchemy asks whether a connection lives, and makes another
        return None
    if isinstance(trouble, sqlite3.Error):
        return _sentence(str(url.database), trouble)
    return _of_a_server(url, trouble)


def where(address: URL) -> str:
    """What people call a database: its URL without the password and without options."""
    return address.set(query={}).render_as_string(hide_password=True)


def _of_a_server(address: URL, trouble: BaseException) -> VeilleError | None:
    """The sentence for an error of PostgreSQL's driver (DB-API: by the names of its classes and SQLSTATE)."""
    code, said = getattr(trouble, "sqlstate", None) or "", str(trouble)
    if code == "3D000" or (not code and _NO_DATABASE.search(said)):
        return DatabaseUnavailable(
            f"{where(address)}: there is no database of that name on that server. Create it (createdb "
            f"{address.database}), or correct VEILLE_DATABASE_URL."
        )
    if code.startswith("28") or (not code and _NOT_ADMITTED.search(said)):
        return DatabaseUnavailable(
            f"{where(address)} does not admit this user: correct name and password in VEILLE_DATABASE_URL."
        )
    if code in {"53100", "25006", "42501"}:  # disk full, read-only, not permitted
        return UnwritableFile(f"{where(address)} was not changed ({_first_line(said)}).")
    kinds = {kind.__name__ for kind in type(trouble).__mro__} if not code else set()
    if kinds & {"OperationalError", "InterfaceError"} or code[:2] in {"08", "53", "57"}:
        return DatabaseUnavailable(
            f"{where(address)} cannot be reached ({_first_line(said)}): see that its server runs, and that "
            "VEILLE_DATABASE_URL is right."
        )
    return None


def _first_line(said: str) -> str:
    return next(iter(said.strip().splitlines()), "it does not say why").strip()


def _sentence(path: str, trouble: sqlite3.Error) -> VeilleError | None:
    code = getattr(trouble, "sqlite_errorcode", 0) & 0xFF  # without the extended part
    match code:
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return UnreadableFile(f"{path} is damaged or no database: restore a copy of it, or move it away.")
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR:
            return UnwritableFile(f"{path} was not changed ({trouble}): make room on its disk.")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return UnwritableFile(f"{path} cannot be written ({trouble}): let this user write there.")
        case sqlite3.SQLITE_CANTOPEN:
            return UnreadableFile(f"{path} cannot be opened: make it a file this user may read and write.")
        case sqlite3.SQLITE_BUSY:
            return FileInUse(f"{path} was held by another process for {BUSY_SECONDS} s: end that one.")
        case _:
            return None


def is_unused(engine: Engine) -> bool:
    """Whether nothing was ever kept: a new archive, or one that was emptied."""
    with read_transaction(engine) as connection:
        return not any(connection.scalar(select(exists(table.select()))) for table in (hits, source_states))


def _bring_up_to_date(engine: Engine) -> None:
    with read_transaction(engine) as connection:
        found = revisions(connection)
    if engine.dialect.name == "sqlite":
        _log_ahead(engine)
    if not is_current(found):
        with write_transaction(engine) as connection:
            if engine.dialect.name == "postgresql":  # SQLite has let one in already
                connection.execute(select(func.pg_advisory_xact_lock(_UPGRADE_KEY)))
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


@cache
def _scripts() -> ScriptDirectory:
    """The migrations, each read once: they do not change while a process runs."""
    scripts = ScriptDirectory.from_config(_config())
    scripts.get_heads()  # reads them, before threads share them
    return scripts


def revisions(connection: Connection) -> tuple[str, ...]:
    """The revisions a database is at; none for a new one. Raises `UnreadableFile` for one we must not use."""
    found = MigrationContext.configure(connection).get_current_heads()
    name = where(connection.engine.url)
    if not found and inspect(connection).get_table_names():
        _refuse(f"{name} holds tables that are not Veille's: give Veille a database of its own.")
    known = {script.revision for script in _scripts().walk_revisions()}
    if set(found) - known:
        _refuse(f"{name} was written by a newer Veille (revision {found[0]}): run that one.")
    if connection.dialect.name == "postgresql":
        _require_unicode(connection, name)
    return found


def is_current(found: Collection[str]) -> bool:
    """Whether a database at these revisions is as this version wants it."""
    return set(found) == set(_scripts().get_heads())


def _require_unicode(connection: Connection, name: str) -> None:
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if encoding != "UTF8":
        _refuse(
            f"{name} keeps texts in {encoding}, which cannot hold what people write: create the database "
            "anew with ENCODING 'UTF8' TEMPLATE template0."
        )


def _refuse(sentence: str) -> NoReturn:
    raise UnreadableFile(sentence)


def _log_ahead(engine: Engine) -> None:
    # The journal's mode cannot change inside a transaction, and stays with the file.
    with engine.execution_options(**{_BEGIN: ""}).connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
