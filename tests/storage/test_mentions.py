"""Mentions are known by what they are called."""

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.storage.archive import Archive
from bot.storage.mentions import MentionRows
from bot.storage.retention import Retention
from tests.storage.samples import NOON, WORKSPACE, hit, mention


@pytest.fixture
def archive(engine: Engine) -> Archive:
    return Archive(engine)


def test_what_is_known_is_what_was_kept(archive: Archive, engine: Engine) -> None:
    archive.keep([hit()])
    assert MentionRows(engine).known(["m1", "m2"]) == {"m1"}
    assert MentionRows(engine).known([]) == set()


def test_a_mention_is_known_by_its_aliases_for_as_long_as_it_is_here(
    archive: Archive, engine: Engine
) -> None:
    first = replace(mention("m1"), aliases=("server:1", "other:7"))
    archive.keep([hit(first), hit(replace(mention("m2"), aliases=("server:2",)))])
    names = ["server:1", "other:7", "server:2", "server:3"]
    assert MentionRows(engine).by_alias(names) == {"server:1": "m1", "other:7": "m1", "server:2": "m2"}
    archive.keep([hit(replace(mention("m2"), aliases=("server:3", "other:7")))])
    assert MentionRows(engine).by_alias(names) == dict(zip(names, ("m1", "m2", "m2", "m2"), strict=True))
    Retention(engine, WORKSPACE).forget_watch("w1")
    assert MentionRows(engine).by_alias(names) == {}
    archive.keep([hit(first)])
    archive.delete("m1", NOON)
    archive.keep([hit(first)])
    assert MentionRows(engine).by_alias(names) == {}, "what was taken back is nothing that can be answered"
