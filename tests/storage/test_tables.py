"""Migrations lead to the tables as declared, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from msgspec.structs import replace
from sqlalchemy import Connection, DateTime, Engine, bindparam, inspect
from sqlalchemy import text as sql

from bot.models import Asked, DropReason, MentionKind
from bot.storage import tables
from bot.storage.archive import Archive
from bot.storage.database import read_transaction, write_transaction
from bot.storage.deliveries import Deliveries
from bot.storage.delivery import DeliveryKind
from bot.storage.hits import HitRows
from bot.storage.mentions import MentionRows
from bot.storage.questions import Questions
from bot.storage.revisions import MIGRATIONS
from bot.storage.sendqueue import SendQueue
from bot.storage.source_states import Drop, SourceStates
from bot.storage.tables import metadata
from tests.storage.samples import HOUR, NOON, WORKSPACE, delivery, hit, mention

VERSIONS = [
    import_module(f"bot.storage.migrations.versions.{name}")
    for name in sorted(path.stem for path in (MIGRATIONS / "versions").glob("0*.py"))
]


@pytest.fixture
def url(new_url: str) -> str:
    """Made by the migrations, and by nobody before: tables are taken down here."""
    return new_url


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """A transaction in which migrations can be run; what is there is the workspace's."""
    opts = {"workspace": WORKSPACE}
    with write_transaction(engine) as connection:
        context = MigrationContext.configure(connection, opts=opts)
        with Operations.context(context):
            yield connection


def differences(connection: Connection) -> list[object]:
    opts = {"compare_type": True, "compare_server_default": True, "include_name": is_declared}
    context = MigrationContext.configure(connection, opts=opts)
    found = list(compare_metadata(context, metadata))
    if connection.dialect.name == "postgresql":
        return found
    return [each for each in found if each[0] != "add_index" or each[1].name != "ix_search_rows_words"]


def is_declared(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a name is compared: FTS5 keeps in tables of its own what PostgreSQL keeps as an index."""
    return kind != "table" or not str(name).startswith("search_words")


def test_every_module_of_tables_is_imported_with_the_package() -> None:
    modules = {path.stem for path in Path(tables.__path__[0]).glob("[!_]*.py")}
    assert modules - {"base"} == set(tables.__all__) - {"metadata"}


def test_migrations_give_exactly_the_declared_tables(engine: Engine) -> None:
    with read_transaction(engine) as connection:
        assert differences(connection) == []


def test_the_comparison_sees_a_missing_index(engine: Engine) -> None:
    with write_transaction(engine) as connection:
        connection.exec_driver_sql("DROP INDEX ix_hits_mention")
    with read_transaction(engine) as connection:
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
    with migrating(engine):
        for version in reversed(VERSIONS):
            version.downgrade()
    assert inspect(engine).get_table_names() == ["alembic_version"]


def test_what_was_kept_before_alerts_were_marked_is_still_there(engine: Engine) -> None:
    archive = Archive(engine)
    archive.keep([hit()])
    with migrating(engine):
        for version in reversed(VERSIONS[3:]):
            version.downgrade()
        for version in VERSIONS[3:]:
            version.upgrade()
    assert HitRows(engine, WORKSPACE).pending("C1", NOON + HOUR) == [
        hit(replace(mention(), network="forum", card=""))
    ]
    assert HitRows(engine, WORKSPACE).due_instant(NOON) == []


def test_a_warning_that_an_older_version_kept_as_an_answers_title_is_its_topic(engine: Engine) -> None:
    archive = Archive(engine)
    post = replace(mention("post"), source="mastodon", title="Acme", card="")
    answer = replace(
        mention("answer"), source="mastodonstream", kind=MentionKind.COMMENT, title="Acme", card=""
    )
    archive.keep([hit(post), hit(answer)])
    with migrating(engine):
        after = [version for version in VERSIONS if version.revision >= "0014"]
        for version in reversed(after):
            version.downgrade()
        for version in after:
            version.upgrade()
    assert MentionRows(engine).stored(["post", "answer"]) == {
        "post": post,
        "answer": replace(answer, title="", topic="Acme"),
    }


def test_drops_that_an_older_version_counted_under_a_sentence_are_counted_under_its_code(
    engine: Engine,
) -> None:
    states = SourceStates(engine)
    sentences = ("its words did not match", "its author does not let posts be searched", "it was Tuesday")
    drops = [
        Drop(
            workspace=WORKSPACE,
            day=NOON.date(),
            channel="C1",
            watch="w",
            source="forum",
            reason=each,
            count=2,
        )
        for each in sentences
    ]
    states.count_drops(drops)
    with migrating(engine):
        after = [version for version in VERSIONS if version.revision >= "0015"]
        for version in reversed(after):
            version.downgrade()
        for version in after:
            version.upgrade()
    kept = {drop.reason: drop.count for drop in states.drops(WORKSPACE, "C1", NOON.date())}
    assert kept == {DropReason.NO_MATCH: 2, DropReason.UNSEARCHABLE: 2, "it was Tuesday": 2}


def test_an_answer_that_an_older_version_owed_names_its_question(engine: Engine) -> None:
    deliveries, questions = Deliveries(engine, WORKSPACE), Questions(engine, WORKSPACE)
    asked = Asked(channel="C1", ts="100.000001", user="U1", text="Acme?")
    questions.receive("Ev1", asked, NOON)
    deliveries.owe([delivery("answer:C1:100.000001:0", kind=DeliveryKind.ANSWER)])
    with migrating(engine):
        after = [version for version in VERSIONS if version.revision >= "0016"]
        for version in reversed(after):
            version.downgrade()
        for version in after:
            version.upgrade()
    questions.answered(asked, "about Acme")
    assert questions.owed_an_answer("C1", asked.ts) == replace(asked, read_as="about Acme")


def test_what_an_older_version_owed_had_under_way_and_gave_up_is_taken_over(engine: Engine) -> None:
    archive, deliveries, queue = (
        Archive(engine),
        Deliveries(engine, WORKSPACE),
        SendQueue(engine, WORKSPACE),
    )
    archive.keep([hit(mention(id_)) for id_ in ("given up", "long ago", "sent")])
    for id_ in ("sent", "owed", "under way", "given up", "long ago"):
        deliveries.owe([delivery(id_)], [id_])
    queue.claim("sent", NOON)
    queue.sent("sent", "1.0", NOON, 0)
    queue.claim("under way", NOON)
    with migrating(engine) as connection:
        after = [version for version in VERSIONS if version.revision >= "0007"]
        for version in reversed(after):
            version.downgrade()
        for id_, days in (("given up", 1), ("long ago", 30)):
            refused = sql("UPDATE deliveries SET state = 'refused', refused_at = :at WHERE id = :id")
            when = bindparam("at", datetime.now(UTC) - timedelta(days=days), DateTime(timezone=True))
            connection.execute(refused.bindparams(when, id=id_))
        for version in after:
            version.upgrade()
    assert [each.mention.id for each in HitRows(engine, WORKSPACE).pending("C1", NOON + HOUR)] == ["given up"]
    queue.sent("owed", "2.0", NOON, 0)
    found = queue.next_due("C1", NOON)
    assert found is not None
    assert (found.id, found.sending_at) == ("under way", NOON), "it is looked for before it is sent"
    queue.sent("under way", "3.0", NOON, 0)
    assert queue.channels_due(NOON) == [], "what was sent or given up is not sent again"


def test_of_what_an_older_version_owed_it_is_known_what_it_quotes(engine: Engine) -> None:
    archive, deliveries, questions = (
        Archive(engine),
        Deliveries(engine, WORKSPACE),
        Questions(engine, WORKSPACE),
    )
    archive.keep([hit(mention(id_)) for id_ in ("m1", "m2")])
    link = [{"type": "link", "url": mention("m2").url}]
    rest = replace(delivery("rest", root="d1"), payload={"text": "more", "blocks": link})
    deliveries.owe([delivery("d1"), rest], ["m1", "m2"])
    asked = Asked(channel="C1", ts="1.0", user="U1", text="Acme?")
    waits = replace(asked, ts="2.0")
    for question in (asked, waits):
        questions.receive(question.ts, question, NOON)
    questions.answered(asked, "about Acme")
    after = [version for version in VERSIONS if version.revision >= "0012"]
    with migrating(engine):
        for version in reversed(after):
            version.downgrade()
        for version in after:
            version.upgrade()
    assert questions.all_waiting() == [waits]
    queue = SendQueue(engine, WORKSPACE)
    queue.claim("d1", NOON)
    queue.sent("d1", "1.0", NOON, 0)
    queue.give_up("rest", "late", NOON)
    assert [each.mention.id for each in HitRows(engine, WORKSPACE).pending("C1", NOON + HOUR)] == ["m2"]
