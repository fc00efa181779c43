"""Answers to commands: whole and within every limit, however much there is to tell."""

import json
from collections.abc import Sequence

import msgspec
import pytest

from bot.console.limits import violations
from bot.messages.feeds import feed_messages
from bot.messages.message import Message
from bot.messages.paging import MESSAGES
from bot.messages.status import status_messages
from bot.messages.watch_list import list_messages
from bot.models import Channel, Feed, Watch
from bot.query import parse
from bot.watches.reach import Reach
from bot.watches.results import ChannelStatus, Reaching, SourceLine
from tests.analysis.mentions import NOON
from tests.digests.test_digest import ACME
from tests.storage.samples import WORKSPACE

HERE = Channel(id="C1", workspace=WORKSPACE, zone="Europe/Paris", set_up_by="U1", digest_since=NOON)
QUERY = '("orange money" OR @orange_france) -jus ' * 30


def watches(number: int, name: str = "Acme", query: str = "") -> list[Watch]:
    return [
        msgspec.structs.replace(ACME, id=f"w{i}", name=f"{name} {i}", query=query or f"{name} {i}")
        for i in range(number)
    ]


def text(messages: Sequence[Message]) -> str:
    return json.dumps([message.blocks for message in messages], ensure_ascii=False)


def status(
    watched: Sequence[Watch], lines: Sequence[SourceLine] = (), *, crosses_languages: bool = True
) -> list[Message]:
    heard = Reach(hearing=("Wall",))
    reaching = tuple(Reaching(watch, parse(watch.query), heard) for watch in watched)
    held = ChannelStatus(
        channel=HERE,
        reaching=reaching,
        lines=lines,
        dropped={},
        troubles={},
        token_refused="",
        crosses_languages=crosses_languages,
    )
    return status_messages(held, NOON)


@pytest.mark.parametrize("number", [0, 1, 20, 21, 50, 200])
@pytest.mark.parametrize(
    ("name", "query"), [("Acme", ""), ("Nom à rallonge " * 5, QUERY), ("🍊" * 70, QUERY)]
)
def test_a_list_keeps_within_the_limits_however_long(number: int, name: str, query: str) -> None:
    messages = list_messages(watches(number, name, query), HERE)
    assert [violations(message.payload()) for message in messages] == [[]] * len(messages)
    assert len(messages) <= MESSAGES


def test_two_hundred_short_names_are_all_listed() -> None:
    shown = text(list_messages(watches(200), HERE))
    assert [n for n in range(200) if f'Acme {n}"' not in shown and f"Acme {n} —" not in shown] == []
    assert "The first 20 have buttons" in shown


def test_what_finds_no_room_in_a_list_is_counted() -> None:
    messages = list_messages(watches(200, "Nom à rallonge " * 5, QUERY), HERE)
    rows = sum(text([message]).count(" — brand") for message in messages)
    assert f"{200 - rows} more are not shown." in text(messages[-1:])


def test_a_status_of_a_hundred_ailing_feeds_keeps_within_the_limits() -> None:
    reason = "blog.example could not be reached, and this is a long reason for it."
    lines = [
        SourceLine(f"Feeds: blog {n} {'of many words ' * 9}", None, NOON, NOON, reason, 4) for n in range(110)
    ]
    messages = status(watches(1), lines)
    assert [violations(message.payload()) for message in messages] == [[]] * len(messages)
    assert all(f"blog {n} " in text(messages) for n in range(110))
    assert "Next digest" in text(messages[:1])


@pytest.mark.parametrize(
    ("watched", "why"),
    [
        ([], "nothing is watched"),
        ([msgspec.structs.replace(ACME, paused=True)], "everything watched here is paused"),
        ([ACME], "none that is on here"),
    ],
)
def test_a_status_says_why_no_source_is_asked(watched: list[Watch], why: str) -> None:
    assert f"No source is asked: {why}" in text(status(watched))


def test_a_status_promises_no_digest_where_nothing_is_listened_for() -> None:
    assert "Next digest" in text(status([ACME]))
    assert "No digest comes while nothing is watched." in text(status([]))
    assert "Next digest" not in text(status([msgspec.structs.replace(ACME, paused=True)]))


@pytest.mark.parametrize(("crosses", "is_said"), [(True, False), (False, True)])
def test_a_status_says_what_is_not_possible_without_the_encoder(crosses: bool, is_said: bool) -> None:
    assert ("“reading”" in text(status(watches(1), crosses_languages=crosses))) is is_said


def test_a_hundred_feeds_are_listed_within_the_limits() -> None:
    feeds = tuple(
        Feed(url=f"https://blog{n}.example/feed", title=f"Blog {n}", added_at=NOON) for n in range(100)
    )
    messages = feed_messages(msgspec.structs.replace(HERE, feeds=feeds))
    assert [violations(message.payload()) for message in messages] == [[]] * len(messages)
    assert all(f"Blog {n}: https://blog{n}.example/feed" in text(messages) for n in range(100))
