"""A PostgreSQL server in a folder of its own, for as long as the tests run."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, delete, text

from bot.storage.database import open_database
from bot.storage.tables import metadata

_OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_DEBIAN = Path("/usr/lib/postgresql")
_numbers = count(1)


def programs() -> Path | None:
    """The folder of the newest server's programs; None where there is none, or nobody to run it as."""
    if not _may_run():
        return None
    debian = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda found: int(found.parts[-3]))
    known = shutil.which("initdb")
    found = debian[-1] if debian else Path(known).resolve() if known else None
    return found.parent if found else None


class Server:
    """A server that keeps nothing safe, and can be stopped and started again."""

    def __init__(self, programs: Path, user: str | None, data: Path) -> None:
        self._programs, self._user, self._data = programs, user, data
        self._port = _free_port()
        self.url = f"postgresql+psycopg://veille@127.0.0.1:{self._port}"

    def start(self) -> None:
        """Let it answer."""
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        self._control("start", "-w", "-l", str(self._data / "log"), "-o", options)

    def stop(self) -> None:
        """End it and all its connections, as a machine that is switched off does."""
        self._control("stop", "-m", "immediate")

    def restart(self) -> None:
        """Stop it, if it runs, and start it."""
        if (self._data / "postmaster.pid").exists():
            self.stop()
        self.start()

    def _control(self, *words: str) -> None:
        _run(self._user, self._programs / "pg_ctl", "-D", self._data, *words)


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """A server that runs; it and its data go with the tests."""
    user = _user()
    with tempfile.TemporaryDirectory(prefix="veille-postgresql-", ignore_cleanup_errors=True) as folder:
        if user is not None:
            shutil.chown(folder, user)
        data = Path(folder, "data")
        _run(user, programs / "initdb", "-D", data, "-U", "veille", "-A", "trust", "-E", "UTF8", "--no-sync")
        server = Server(programs, user, data)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def new_database(server: str) -> str:
    """The URL of an empty database."""
    name = f"veille_{next(_numbers)}"
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} STRATEGY file_copy")
    engine.dispose()
    return f"{server}/{name}"


class Emptied:
    """One database of a server for many tests, one after the other: it is quicker emptied than made."""

    def __init__(self, server: str) -> None:
        self._url = new_database(server)
        self._engine = open_database(self._url)

    def url(self) -> str:
        """Its URL; whatever was in it is gone, and whoever was connected is not any more."""
        with self._engine.begin() as connection:
            connection.execute(_OTHERS)
            for table in reversed(metadata.sorted_tables):
                connection.execute(delete(table))
        self._engine.dispose()  # no test is to find a connection that it did not open
        return self._url

    def close(self) -> None:
        """Let go of it."""
        self._engine.dispose()


def _may_run() -> bool:
    """Whether there is a user to run a server as: it refuses to run as root."""
    try:
        return os.geteuid() != 0 or bool(pwd.getpwnam("postgres"))
    except KeyError:
        return False


def _user() -> str | None:
    """Whom the server runs as: it refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


def _run(user: str | None, *command: str | Path) -> None:
    done = subprocess.run(
        command,
        user=user,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
