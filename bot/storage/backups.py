"""Copies of the watch list and of the archive as they were before they were moved, and the way back.

A backup is a folder `backups/NUMBER` in the data folder: the watch list, and the archive if that is a file.
Of an archive on a server the copy is a schema `veille_backup_NUMBER` in the same database: it is made in one
transaction and needs nothing installed, and it is no help against the loss of the server itself. Both stay
until somebody deletes them.

1. A backup is made beside its name and checked, and has its name once it is whole.
2. `restore` sets what is there aside (`backups/NUMBER-left`, `veille_left_NUMBER`) and deletes nothing.
3. Whoever is killed at any step begins again; nothing is moved before its copy is on the disk.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import msgspec
from sqlalchemy import URL, Connection, Engine, inspect

from bot.errors import UnreadableFile, UnwritableFile
from bot.storage.database import read_transaction, without_transaction, write_transaction
from bot.storage.database_urls import address_of, is_server, where
from bot.storage.engines import engine_of
from bot.storage.revisions import table_counts, upgrade_to
from bot.storage.watchlists import FOLDER, FORMER

BACKUPS = "backups"
_ARCHIVE = "archive.sqlite"


class Backup(msgspec.Struct, frozen=True):
    """A backup by its number: its folder, and the schema of the archive where that is on a server."""

    number: int
    folder: Path

    @property
    def schema(self) -> str:
        """The schema of the copy, on a server."""
        return f"veille_backup_{self.number}"


def backups(data: Path) -> list[Backup]:
    """The backups in a data folder, oldest first."""
    found = [path for path in (data / BACKUPS).glob("*") if path.name.isdecimal()]
    return sorted((Backup(int(path.name), path) for path in found), key=lambda each: each.number)


def make_backup(data: Path, url: str) -> Backup:
    """Copy the watch list, if there is one, and the archive. Nobody may change either meanwhile.

    Raises `UnwritableFile` where there is no room or it is not permitted; nothing is left of the copy then.
    """
    with _engine(url) as engine:
        backup = _next(data, engine)
        unfinished = backup.folder.with_name(f".{backup.folder.name}.new")
        try:
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(parents=True)
            if (data / FORMER).exists():
                _copy(data / FORMER, unfinished / FORMER)
            if is_server(engine.url):
                _copy_tables(engine, backup.schema)
            else:
                _copy_file(engine, unfinished / _ARCHIVE)
            unfinished.rename(backup.folder)
            _sync(backup.folder.parent)
        except OSError as trouble:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise _no_copy(data / BACKUPS, trouble) from trouble
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        return backup


def restore(data: Path, url: str, backup: Backup) -> Path:
    """Put back what a backup holds; where what stood in its place is now.

    The caller holds the right to use the archive alone. Raises `UnreadableFile` for a backup that lacks
    something, and `UnwritableFile`.
    """
    with _engine(url) as engine:
        left = _next(data, engine)
        aside = left.folder.with_name(f"{left.folder.name}-left")
        try:
            aside.mkdir(parents=True)
            if is_server(engine.url):
                _put_tables_back(engine, backup.schema, f"veille_left_{left.number}")
            else:
                _put_file_back(engine, backup.folder / _ARCHIVE, aside)
            _put_list_back(data, backup.folder / FORMER, aside)
        except OSError as trouble:
            raise _no_copy(data, trouble) from trouble
        return aside


@contextlib.contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = engine_of(address_of(url))
    try:
        yield engine
    finally:
        engine.dispose()


def _next(data: Path, engine: Engine) -> Backup:
    """The first number that neither a folder nor a schema has."""
    taken = {path.name.partition("-")[0] for path in (data / BACKUPS).glob("*")}
    if is_server(engine.url):
        with read_transaction(engine) as connection:
            taken |= {name.rpartition("_")[2] for name in inspect(connection).get_schema_names()}
    number = next(number for number in count(1) if str(number) not in taken)
    return Backup(number, data / BACKUPS / str(number))


# A file


def _copy_file(engine: Engine, copy: Path) -> None:
    """Copy an SQLite database, and see that the copy is whole."""
    with without_transaction(engine) as connection:
        connection.exec_driver_sql("VACUUM INTO ?", (str(copy),))
    shutil.copymode(str(engine.url.database), copy)
    _sync(copy)
    if _looked_at(copy) != _looked_at(Path(str(engine.url.database))):
        raise UnreadableFile(f"{copy} is not what was to be copied: look after the disk, and start again.")


def _looked_at(path: Path) -> dict[str, int]:
    """How many rows each table holds. Raises `UnreadableFile` for a damaged database."""
    with (
        _engine(str(URL.create("sqlite", database=str(path)))) as engine,
        read_transaction(engine) as connection,
    ):
        if (said := connection.exec_driver_sql("PRAGMA integrity_check").scalar()) != "ok":
            raise UnreadableFile(f"{path} is damaged ({said}): restore a copy of it, or move it away.")
        return table_counts(connection)


def _put_file_back(engine: Engine, copy: Path, aside: Path) -> None:
    _require(copy)
    here = Path(str(engine.url.database))
    ready = here.with_name(f".{here.name}.restored")
    _copy(copy, ready)
    if here.exists():
        with without_transaction(engine) as connection:  # what stands in the log ahead goes into the file
            connection.exec_driver_sql("PRAGMA journal_mode = DELETE")
        engine.dispose()
        here.rename(aside / here.name)
    ready.rename(here)
    _sync(here.parent)


# A server


def _copy_tables(engine: Engine, schema: str) -> None:
    try:
        with write_transaction(engine) as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
            for table in inspect(connection).get_table_names():
                connection.exec_driver_sql(f"CREATE TABLE {schema}.{table} AS TABLE {table}")
    except UnwritableFile as refusal:
        raise UnwritableFile(
            f"{refusal} Its backup needs room beside it, and the right to make a schema there: "
            f"GRANT CREATE ON DATABASE {engine.url.database} TO {engine.url.username}."
        ) from refusal


def _put_tables_back(engine: Engine, schema: str, aside: str) -> None:
    """Set the tables aside, make those of the copy's version, and fill them: all or nothing."""
    with write_transaction(engine) as connection:
        held = inspect(connection).get_table_names(schema=schema)
        if "alembic_version" not in held:
            raise UnreadableFile(
                f"{where(engine.url)} has no schema {schema}: the backup of the archive is gone."
            )
        connection.exec_driver_sql(f"CREATE SCHEMA {aside}")
        for table in inspect(connection).get_table_names():
            connection.exec_driver_sql(f"ALTER TABLE {table} SET SCHEMA {aside}")
        version = connection.exec_driver_sql(f"SELECT version_num FROM {schema}.alembic_version").scalar_one()
        upgrade_to(connection, str(version))
        for table in _parents_first(connection):
            _fill(connection, schema, table)


def _parents_first(connection: Connection) -> list[str]:
    ordered = [name for name, _ in inspect(connection).get_sorted_table_and_fkc_names() if name]
    return [name for name in ordered if name != "alembic_version"]


def _fill(connection: Connection, schema: str, table: str) -> None:
    columns = inspect(connection).get_columns(table)
    names = ", ".join(f'"{column["name"]}"' for column in columns)
    connection.exec_driver_sql(f"INSERT INTO {table} ({names}) SELECT {names} FROM {schema}.{table}")
    if any(column["name"] == "seq" for column in columns):
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'seq'), "
            f"(SELECT coalesce(max(seq), 0) + 1 FROM {table}), false)"
        )


# The watch list


def _put_list_back(data: Path, copy: Path, aside: Path) -> None:
    lists, former = data / FOLDER, data / FORMER
    ready = former.with_name(f".{former.name}.restored")
    if copy.exists():
        _copy(copy, ready)
    if lists.exists():
        lists.rename(aside / FOLDER)
    if former.exists():
        former.rename(aside / FORMER)
    if copy.exists():
        ready.rename(former)
    _sync(data)


# What all of them need


def _require(copy: Path) -> None:
    if not copy.exists():
        raise UnreadableFile(f"{copy} is not there: this backup holds no archive that is a file.")
    _looked_at(copy)


def _copy(source: Path, copy: Path) -> None:
    shutil.copy2(source, copy)
    _sync(copy)


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():  # Windows opens no folders
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _no_copy(folder: Path, trouble: OSError) -> UnwritableFile:
    return UnwritableFile(
        f"{folder} cannot take a copy of what is there ({trouble.strerror or trouble}); nothing was changed: "
        "make room, or let this user write there."
    )
