"""Who may hear what a question brings."""

from datetime import timedelta

from msgspec.structs import replace

from bot.models import Channel, Feed, Switch, Watch
from bot.query import parse
from bot.sources.feeds import Feeds
from bot.sources.hackernews import HackerNews
from bot.sources.mastodonstream import MastodonStream
from bot.sources.source import Source, SourceRequest
from bot.watches.subscriptions import Sources, Subscriptions, wants
from tests.storage.samples import NOON, channel, watch

SOURCES: dict[str, Source] = {"feeds": Feeds(), "hackernews": HackerNews()}
ONE, OTHER = "https://one.example/feed", "https://other.example/feed"


def reading(id_: str, *addresses: str) -> Channel:
    """A channel that reads these feeds."""
    return replace(channel(id_), feeds=tuple(Feed(url=url, title=url, added_at=NOON) for url in addresses))


def subscriptions(*channels: Channel) -> Subscriptions:
    """One watch for Acme in each channel, named as the channel is."""
    wanted = {}
    for each in channels:
        its = replace(watch(each.id, channel=each.id), since=NOON - timedelta(days=1))
        wanted[each.id] = wants(its, each, parse("acme"), SOURCES)
    return Subscriptions(wanted, SOURCES)


def test_a_feed_is_heard_by_the_channels_that_added_it_alone_though_others_read_feeds_too() -> None:
    who = subscriptions(reading("C1", ONE), reading("C2", OTHER), reading("C3", ONE, OTHER), reading("C4"))
    assert who.hearers(SourceRequest("feeds", ONE)).keys() == {"C1", "C3"}
    assert who.hearers(SourceRequest("feeds", OTHER)).keys() == {"C2", "C3"}
    assert who.channels(SourceRequest("feeds", ONE)) == {"C1", "C3"}


def test_what_a_feed_held_before_it_was_added_is_history_to_that_channel() -> None:
    who = subscriptions(reading("C1", ONE))
    assert who.hearers(SourceRequest("feeds", ONE))["C1"].since == NOON
    assert who.hearers(SourceRequest("hackernews", '"acme"'))["C1"].since == NOON - timedelta(days=1)


def test_what_is_public_is_heard_by_all_who_listen_to_its_source() -> None:
    who = subscriptions(reading("C1", ONE), reading("C2"))
    assert who.hearers(SourceRequest("hackernews", "anything")).keys() == {"C1", "C2"}


def asked(its: Channel, of_watch: Watch | None = None, sources: Sources = SOURCES) -> set[str]:
    """The sources that a watch for Acme asks in a channel."""
    return {question.source for question in wants(of_watch or watch(), its, parse("acme"), sources)}


def test_a_paused_watch_asks_nothing_and_neither_does_one_whose_channel_takes_no_messages() -> None:
    assert asked(reading("C1", ONE)) == {"feeds", "hackernews"}
    assert asked(reading("C1", ONE), replace(watch(), paused=True)) == set()
    assert asked(replace(reading("C1", ONE), stopped="it is archived")) == set()


def test_a_source_that_was_turned_off_or_lacks_its_key_is_not_asked() -> None:
    def turned(*, on: bool) -> Channel:
        switches = (Switch(source="hackernews", on=on, at=NOON + timedelta(hours=1)),)
        return replace(channel(), switches=switches)

    assert asked(turned(on=True)) == {"hackernews"}
    assert asked(turned(on=False)) == set()
    stream = MastodonStream()
    assert stream.missing
    assert asked(channel(), sources={"mastodonstream": stream}) == set()
    switched = replace(channel(), switches=(Switch(source="mastodonstream", on=True, at=NOON),))
    assert asked(switched, sources={"mastodonstream": stream}) == set(), "nobody can turn on what has no key"


def test_what_was_said_before_a_source_was_turned_on_is_history() -> None:
    at = NOON + timedelta(hours=1)
    its = replace(channel(), switches=(Switch(source="hackernews", on=True, at=at),))
    assert [each.since for each in wants(watch(), its, parse("acme"), SOURCES).values()] == [at]


def test_of_a_channel_s_questions_those_of_one_source_can_be_had() -> None:
    who = subscriptions(reading("C1", ONE, OTHER), reading("C2"))
    assert {question.text for question in who.asked_of("C1", "feeds")} == {ONE, OTHER}
    assert [question.source for question in who.asked_of("C2", "hackernews")] == ["hackernews"]
    assert who.asked_of("C2", "feeds") == []
