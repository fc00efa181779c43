"""A thread speaks of the watches whose mentions the bot told in it, or above it."""

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, update

from bot.storage.archive import Archive
from bot.storage.deliveries import Deliveries
from bot.storage.tables.outbox import deliveries
from bot.storage.thread_watches import ThreadWatches
from tests.storage.samples import WORKSPACE, delivery, hit, mention


@pytest.fixture
def threads(engine: Engine) -> ThreadWatches:
    """A digest of one watch with a page in its thread of another, and an answer in a person's thread."""
    Archive(engine).keep(
        [hit(mention(name), watch) for name, watch in (("m1", "w1"), ("m2", "w2"), ("m3", "w3"))]
    )
    rows = Deliveries(engine, WORKSPACE)
    rows.owe(
        [
            replace(delivery("digest:0"), mentions=("m1",)),
            replace(delivery("digest:1", root="digest:0"), mentions=("m2",)),
        ]
    )
    rows.owe([replace(delivery("answer:0"), mentions=("m3",), thread_ts="77.7")])
    with engine.begin() as connection:
        connection.execute(update(deliveries).where(deliveries.c.id == "digest:0").values(ts="11.1"))
    return ThreadWatches(engine, WORKSPACE)


def test_under_a_digest_it_is_what_the_digest_tells(threads: ThreadWatches) -> None:
    assert threads.of("C1", "11.1") == {"w1", "w2"}


def test_in_a_persons_thread_it_is_what_was_answered_there(threads: ThreadWatches) -> None:
    assert threads.of("C1", "77.7") == {"w3"}


def test_a_mention_that_two_watches_got_makes_no_thread_of_one_of_them_of_both(
    threads: ThreadWatches, engine: Engine
) -> None:
    Archive(engine).keep([hit(mention("m4"), "w3"), hit(mention("m4"), "w1")])
    more = replace(delivery("answer:1"), mentions=("m3", "m4"), thread_ts="77.7")
    Deliveries(engine, WORKSPACE).owe([more])
    assert threads.of("C1", "77.7") == {"w3"}


def test_of_another_thread_or_channel_nothing_is_known(threads: ThreadWatches, engine: Engine) -> None:
    assert threads.of("C1", "99.9") == set()
    assert threads.of("C2", "11.1") == set()
    assert ThreadWatches(engine, "T2").of("C1", "11.1") == set()
