"""The revisions of a database's tables, and the migrations between them."""

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Final, NoReturn

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, inspect, select
from sqlalchemy.sql.expression import table as sql_table

from bot.errors import UnreadableFile
from bot.storage.database_urls import where

MIGRATIONS: Final = Path(__file__).parent / "migrations"


def upgrade_to(connection: Connection, revision: str, workspace: str = "") -> None:
    """Run the migrations up to a revision, within a transaction; the workspace gets rows without an owner."""
    config = _config()
    config.attributes |= {"connection": connection, "workspace": workspace}
    command.upgrade(config, revision)


def table_counts(connection: Connection) -> dict[str, int]:
    """How many rows each table holds."""
    names = inspect(connection).get_table_names()
    counted = {name: select(func.count()).select_from(sql_table(name)) for name in names}
    return {name: connection.execute(wanted).scalar_one() for name, wanted in counted.items()}


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
