"""Migrations lead to the tables as declared, on SQLite and on PostgreSQL."""

import io
from importlib import import_module

from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect, make_url
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.storage.database import reading, writing
from bot.storage.tables import metadata

VERSIONS = [
    import_module(f"bot.storage.migrations.versions.{name}")
    for name in ("0001_first_tables", "0002_budgets", "0003_rests")
]


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
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


def statements(sql: str) -> set[str]:
    return {" ".join(statement.split()) for statement in sql.split(";") if statement.strip()}


def test_postgresql_gets_the_same_tables_from_the_migrations_as_from_the_declaration() -> None:
    dialect = make_url("postgresql://").get_dialect()()
    declared = [str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables]
    declared += [
        str(CreateIndex(index).compile(dialect=dialect))
        for table in metadata.sorted_tables
        for index in table.indexes
    ]
    written = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written}
    )
    with Operations.context(context):
        for version in VERSIONS:
            version.upgrade()
    assert statements(written.getvalue()) == statements(";".join(declared))
    assert "TIMESTAMP WITH TIME ZONE" in written.getvalue()
