"""Migrations lead to the tables as declared, on SQLite and on PostgreSQL."""

from importlib import import_module

from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from msgspec.structs import replace
from sqlalchemy import Connection, Engine, inspect

from bot.storage.archive import Archive
from bot.storage.database import MIGRATIONS, reading, writing
from bot.storage.tables import metadata
from tests.storage.samples import HOUR, NOON, hit, mention

VERSIONS = [
    import_module(f"bot.storage.migrations.versions.{name}")
    for name in sorted(path.stem for path in (MIGRATIONS / "versions").glob("0*.py"))
]


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, metadata))


def test_migrations_give_exactly_the_declared_tables(engine: Engine) -> None:
    with reading(engine) as connection:
        assert differences(connection) == []


def test_the_comparison_sees_a_missing_index(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.exec_driver_sql("DROP INDEX ix_hits_mention")
    with reading(engine) as connection:
        assert len(differences(connection)) == 1


def test_primary_and_foreign_keys_are_as_declared(engine: Engine) -> None:
    found = inspect(engine)
    for name, table in metadata.tables.items():
        key = found.get_pk_constraint(name)["constrained_columns"]
        assert set(key) == {column.name for column in table.primary_key}
        declared = [(*key.column_keys, key.ondelete) for key in table.foreign_key_constraints]
        there = [
            (*key["constrained_columns"], key["options"].get("ondelete"))
            for key in found.get_foreign_keys(name)
        ]
        assert there == declared


def test_the_tables_can_be_taken_down_again(engine: Engine) -> None:
    with writing(engine) as connection, Operations.context(MigrationContext.configure(connection)):
        for version in reversed(VERSIONS):
            version.downgrade()
    assert inspect(engine).get_table_names() == ["alembic_version"]


def test_what_was_kept_before_alerts_were_marked_is_still_there(engine: Engine) -> None:
    archive = Archive(engine)
    archive.keep([hit()])
    with writing(engine) as connection, Operations.context(MigrationContext.configure(connection)):
        for version in reversed(VERSIONS[3:]):
            version.downgrade()
        for version in VERSIONS[3:]:
            version.upgrade()
    assert archive.unsaid("C1", NOON + HOUR) == [hit(replace(mention(), network="forum"))]
    assert archive.overdue(NOON) == []
