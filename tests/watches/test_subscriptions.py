"""Who may hear what a question brings."""

from datetime import timedelta

from msgspec.structs import replace

from bot.models import Channel, Feed
from bot.query import parse
from bot.sources.feeds import Feeds
from bot.sources.hackernews import HackerNews
from bot.sources.source import Question
from bot.watches.subscriptions import Subscriptions, wants
from tests.storage.samples import NOON, channel, watch

SOURCES = {"feeds": Feeds(), "hackernews": HackerNews()}
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
    assert who.hearers(Question("feeds", ONE)).keys() == {"C1", "C3"}
    assert who.hearers(Question("feeds", OTHER)).keys() == {"C2", "C3"}
    assert who.channels(Question("feeds", ONE)) == {"C1", "C3"}


def test_what_a_feed_held_before_it_was_added_is_history_to_that_channel() -> None:
    who = subscriptions(reading("C1", ONE))
    assert who.hearers(Question("feeds", ONE))["C1"].since == NOON
    assert who.hearers(Question("hackernews", '"acme"'))["C1"].since == NOON - timedelta(days=1)


def test_what_is_public_is_heard_by_all_who_listen_to_its_source() -> None:
    who = subscriptions(reading("C1", ONE), reading("C2"))
    assert who.hearers(Question("hackernews", "anything")).keys() == {"C1", "C2"}
