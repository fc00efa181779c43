"""What a database says of itself, its disk or its server, put in sentences."""

import re
import sqlite3
from collections.abc import Callable
from typing import Final

from sqlalchemy import URL, Engine, ExceptionContext, event

from bot.errors import (
    DatabaseUnavailable,
    FileInUse,
    StorageFailure,
    UnreadableFile,
    UnwritableFile,
    VeilleError,
)
from bot.storage.database_urls import where

BUSY_SECONDS: Final = 30
"""How long a writer waits for another one."""
_NO_DATABASE: Final = re.compile(r'database ".*" does not exist')
_NOT_ADMITTED: Final = re.compile(
    r"authentication failed|no password supplied|role .* does not exist|no pg_hba.conf"
)


def on_failure(engine: Engine, notice: Callable[[], None]) -> None:
    """Have it noticed whenever the database is away, full or damaged, in the thread that meets that."""

    def look(context: ExceptionContext) -> None:
        if isinstance(
            getattr(context, "chained_exception", None), StorageFailure
        ):  # what `explain` made of it
            notice()

    event.listen(engine, "handle_error", look)


def explain(context: ExceptionContext) -> VeilleError | None:
    """The sentence for what a database says of itself, its disk or its server: raised in its place."""
    trouble = context.original_exception
    url = context.engine.url if context.engine else None
    if url is None or context.is_pre_ping:  # SQLAlchemy asks whether a connection lives, and makes another
        return None
    if isinstance(trouble, sqlite3.Error):
        return _sentence(str(url.database), trouble)
    return _of_a_server(url, trouble)


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
