"""One process at a time on one database: two would each take what the other was to hear.

On PostgreSQL an advisory lock says so, held by a connection of its own for as long as that lives; on SQLite
a lock file beside the database. A lock whose connection was lost is taken again before anything else is done
there; if another process has it by then, this one must end.
"""

import contextlib
import threading

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, NullPool, event, func, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection

from bot.errors import DatabaseUnavailable, FileInUse, UnwritableFile, VeilleError
from bot.storage.database_urls import address_of, file_of, is_server, where
from bot.storage.engines import closed_unless_well, engine_of

_KEY = 0x7665696C6C65_01
"""For `pg_advisory_lock`: any number that all of our processes agree on, and not the one of migrations."""


class SoleUse:
    """The right to use the database at an SQLAlchemy URL alone, from `take` to `close`.

    Raises `BadSettings` for a URL that names no database.
    """

    def __init__(self, url: str) -> None:
        address = address_of(url)
        self._held = _ServerLock(address) if is_server(address) else _LockFile(address)

    def take(self) -> None:
        """Raises `FileInUse` where another process has it, `DatabaseUnavailable` where nobody answers."""
        self._held.take()

    def guard(self, engine: Engine) -> None:
        """Let an engine make no connection without a look whether the right is still ours."""
        event.listen(engine, "connect", self._before_use)

    def look(self) -> None:
        """See that we still have it. Raises `FileInUse` where another process has it by now,
        `DatabaseUnavailable` where the database cannot be asked."""
        self._held.look()

    def close(self) -> None:
        """Let another process have it."""
        self._held.close()

    def _before_use(self, connection: DBAPIConnection, _: object) -> None:
        with closed_unless_well(connection):
            self.look()  # a new connection, since the old ones are gone: the lock's may be, too


class _LockFile:
    """The system holds it for as long as the process lives."""

    def __init__(self, address: URL) -> None:
        self._path = file_of(address)
        self._lock = FileLock(f"{self._path}.lock", timeout=0, thread_local=False)

    def take(self) -> None:
        try:
            self._lock.acquire()
        except Timeout as held:
            raise _in_use(str(self._path)) from held
        except OSError as trouble:
            raise UnwritableFile(
                f"{self._path.parent} cannot be written ({trouble.strerror}): let this user write there."
            ) from trouble

    def look(self) -> None:
        """It cannot be lost."""

    def close(self) -> None:
        self._lock.release()


class _ServerLock:
    """The server holds it for as long as the connection lives."""

    def __init__(self, address: URL) -> None:
        self._engine = engine_of(address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None
        self._one_at_a_time = threading.Lock()

    def take(self) -> None:
        self.look()

    def look(self) -> None:
        with self._one_at_a_time:
            if self._connection is None or not _lives(self._connection):
                self._drop()
                self._connection = self._locked()

    def close(self) -> None:
        with self._one_at_a_time:
            self._give_back()
            self._drop()
        self._engine.dispose()

    def _locked(self) -> Connection:
        connection = self._engine.connect()
        try:
            if not connection.scalar(select(func.pg_try_advisory_lock(_KEY))):
                raise _in_use(where(self._engine.url))
        except VeilleError:
            connection.close()
            raise
        return connection

    def _give_back(self) -> None:
        """Without this a server gives it back only once it notices that the connection is gone."""
        if self._connection is not None:
            with contextlib.suppress(DatabaseUnavailable):
                self._connection.execute(select(func.pg_advisory_unlock(_KEY)))

    def _drop(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(VeilleError):
                self._connection.close()
            self._connection = None


def _lives(connection: Connection) -> bool:
    try:
        connection.execute(text("SELECT 1"))
    except DatabaseUnavailable:
        return False
    return True


def _in_use(name: str) -> FileInUse:
    return FileInUse(
        f"{name} is used by another running Veille: stop that one first, or give this one another database."
    )
