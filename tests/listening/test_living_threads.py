"""Threads that are asked for: while they live, for those who want them, and no more than a few."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine

from bot.listening.budgets import Budgets
from bot.listening.living_threads import MOST_ASKED_FOR, LivingThreads
from bot.listening.poll_policy import PollPolicy
from bot.listening.usage import MemoryLedger
from bot.models import Mention, MentionKind
from bot.query import LiveIndex, parse
from bot.sources.hackernews import HackerNews
from bot.sources.lobsters import Lobsters
from bot.sources.source import THREAD, SourceRequest
from bot.storage.archive import Archive
from bot.storage.hits import Hit
from bot.storage.kept_threads import KeptThreads
from bot.storage.mentions import MentionRows
from bot.storage.source_state import SourceState
from bot.watches.subscriptions import Subscriber, Subscriptions
from tests.clock import START, FakeClock
from tests.storage.samples import WORKSPACE, watch

ACME = SourceRequest("hackernews", "acme")
SOURCES = {"hackernews": HackerNews(), "lobsters": Lobsters()}


class Desk:
    """What one watch has, and what is asked because of it."""

    def __init__(self, engine: Engine) -> None:
        self.archive = Archive(engine)
        self.index = LiveIndex({"w1": parse("acme")})
        self.living = LivingThreads(KeptThreads(MentionRows(engine)), self.index, SOURCES)

    def keep(self, key: int, hours: int = 0, source: str = "hackernews", **more: Any) -> None:
        at, url = START - timedelta(hours=hours), f"https://hn.example/{key}"
        said = Mention(
            id=f"hn:{key}", source=source, kind=MentionKind.POST, url=url, text="acme", created_at=at, **more
        )
        self.archive.keep([Hit(workspace=WORKSPACE, watch="w1", channel="C1", mention=said, matched_at=at)])

    def asked(self, *, listening: bool = True) -> list[str]:
        wanted = {"w1": {ACME: Subscriber(msgspec.structs.replace(watch(), id="w1"), START)}}
        who = Subscriptions(wanted if listening else {}, SOURCES)
        found = self.living.requests(who, START)
        assert {(each.source, each.edition) for each in found} <= {("hackernews", THREAD)}
        return [question.text for question in found]


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    desk = Desk(engine)
    yield desk
    desk.index.settle()


def test_a_thread_is_asked_for_while_it_lives(desk: Desk) -> None:
    desk.keep(1, 1)
    desk.keep(2, 47)
    desk.keep(3, 49)
    assert desk.asked() == ["1", "2"]


def test_an_answer_keeps_its_thread_alive_and_both_are_one_question(desk: Desk) -> None:
    desk.keep(1, 90)
    assert desk.asked() == []
    desk.keep(5, 3, answers=("hn:4", "hn:1"))
    desk.keep(6, 2, answers=("hn:1",))
    assert desk.asked() == ["1"]


def test_those_with_the_latest_posts_are_asked_for_and_no_more_than_a_few(desk: Desk) -> None:
    for number in range(MOST_ASKED_FOR + 5):
        desk.keep(100 + number, 40 - number)
    assert desk.asked() == [str(100 + MOST_ASKED_FOR + 4 - number) for number in range(MOST_ASKED_FOR)]


def test_a_watch_that_does_not_listen_or_wants_no_threads_asks_for_none(desk: Desk) -> None:
    desk.keep(1)
    assert desk.asked(listening=False) == []
    desk.index.put("w1", parse("acme threads:no"))
    assert desk.asked() == []


def test_a_source_that_brings_answers_anyway_is_asked_for_none(desk: Desk) -> None:
    desk.keep(1, source="lobsters")
    assert desk.asked() == []


def test_what_a_thread_brings_first_was_not_missed_before() -> None:
    clock = FakeClock()
    pace = PollPolicy(SOURCES, Budgets(MemoryLedger(), clock), clock)
    state = SourceState(source="hackernews", request="1")
    assert not pace.missed_polls(SourceRequest("hackernews", "1", THREAD), state)
    assert pace.missed_polls(ACME, state)
