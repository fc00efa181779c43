"""How far queries reach: which sources of a channel can hear them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.models import Channel, Feed, Switch
from bot.query import parse
from bot.sources import discover
from bot.watches.reach import Reach, reach_of
from tests.clock import FakeClock
from tests.storage.samples import WORKSPACE

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FEED = Feed(url="https://blog.example/feed", title="Un blog", added_at=NOON)
SOURCES = discover(FakeClock(), {})


def channel(*on: str, **fields: Any) -> Channel:
    """A channel that listens to these sources and no others."""
    switches = tuple(Switch(source=name, on=name in on, at=NOON) for name in SOURCES)
    return Channel(
        workspace=WORKSPACE,
        id="C1",
        zone="UTC",
        set_up_by="U1",
        digest_since=NOON,
        switches=switches,
        **fields,
    )


def reach(query: str, *on: str, **fields: Any) -> Reach:
    return reach_of(parse(query), channel(*on, **fields), SOURCES)


def test_a_whole_word_is_heard_by_all() -> None:
    found = reach("zorblax", "hackernews", "googlenews", "bluesky", "lobsters")
    assert found.hearing == ("Bluesky", "Google News", "Hacker News", "Lobsters")
    assert found.deaf == found.partly == found.terms == ()


def test_a_prefix_is_not_heard_where_whole_words_alone_are_searched() -> None:
    found = reach("zorbl*", "hackernews", "googlenews", "bluesky", "lobsters")
    assert found.hearing == ("Bluesky", "Hacker News", "Lobsters")
    assert found.deaf == ("Google News",)
    assert found.terms == ("zorbl*",)


def test_of_several_words_a_source_may_hear_some() -> None:
    found = reach("zorbl* OR brimeo", "googlenews", "bluesky")
    assert found.hearing == ("Bluesky",)
    assert found.partly == ("Google News",)
    assert found.terms == ("zorbl*",)
    assert not found.is_empty


@pytest.mark.parametrize("query", ["/zorb.ax/", "author:lea.example"])
def test_what_holds_no_word_is_heard_where_all_is_read(query: str) -> None:
    found = reach(query, "hackernews", "googlenews", "bluesky", "feeds", feeds=(FEED,))
    assert found.hearing == ("Bluesky", "Feeds")
    assert found.deaf == ("Google News", "Hacker News")


def test_feeds_where_none_was_added_are_neither_deaf_nor_hearing() -> None:
    found = reach("zorbl*", "feeds", "googlenews")
    assert found.hearing == ()
    assert found.deaf == ("Google News",)
    assert found.is_empty


def test_a_source_that_the_query_leaves_out_is_neither() -> None:
    assert reach("zorblax -source:googlenews", "googlenews", "hackernews").hearing == ("Hacker News",)
    assert reach("zorblax source:hackernews", "googlenews", "hackernews").hearing == ("Hacker News",)


def test_a_source_that_is_asked_for_and_off_is_named() -> None:
    found = reach("zorblax source:lobsters", "googlenews")
    assert found.is_empty
    assert found.off == ("Lobsters",)
    assert reach("zorblax -source:lobsters", "googlenews").off == ()


def test_where_everything_is_off_nobody_hears() -> None:
    assert reach("zorblax").is_empty


def test_a_source_that_asks_nothing_in_a_language_does_not_hear_it_and_is_not_deaf() -> None:
    found = reach("zorblax lang:fr", "hackernews", "googlenews")
    assert found.hearing == ("Google News",)
    assert found.deaf == ()
    assert reach("zorblax lang:fr", "hackernews").is_empty
