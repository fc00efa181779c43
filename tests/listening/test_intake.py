"""From candidates to mentions."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine

from bot.listening.intake import Intake
from bot.listening.request_runner import Fetched
from bot.models import Mention, MentionKind
from bot.query import LiveIndex, parse
from bot.sources.hackernews import HackerNews
from bot.sources.source import SourceRequest
from bot.storage.archive import Archive
from bot.storage.hits import Hit
from bot.storage.mentions import MentionRows
from bot.storage.reissues import Reissues
from bot.storage.source_states import SourceStates
from bot.storage.types import LONGEST
from bot.watches.subscriptions import Subscriber, Subscriptions
from tests.clock import START
from tests.storage.samples import watch

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
ACME = SourceRequest("hackernews", "Acme")
Take = Callable[..., list[Hit]]


@pytest.fixture
def take(engine: Engine) -> Iterator[Take]:
    """Takes in what a question brought, for one watch that listens since some instant."""
    index = LiveIndex({"w1": parse("acme")})
    intake = Intake(Archive(engine), MentionRows(engine), Reissues(engine), SourceStates(engine), index)

    def taken(*mentions: Mention, since: datetime = START, **how: Any) -> list[Hit]:
        wanted = {"w1": {ACME: Subscriber(watch(), since)}}
        who = Subscriptions(wanted, {"hackernews": HackerNews()})
        return intake.keep(Fetched(ACME, mentions, **how), who, START + MINUTE).hits

    yield taken
    index.settle()


@pytest.fixture
def instant(engine: Engine) -> Iterator[Take]:
    """Takes in what a question brought two hours later, for a watch that wants its mentions at once."""
    index = LiveIndex({"w1": parse("acme")})
    intake = Intake(Archive(engine), MentionRows(engine), Reissues(engine), SourceStates(engine), index)

    def taken(*mentions: Mention, **how: Any) -> list[Hit]:
        its = msgspec.structs.replace(watch(), instant=True)
        who = Subscriptions({"w1": {ACME: Subscriber(its, START)}}, {"hackernews": HackerNews()})
        return intake.keep(Fetched(ACME, mentions, **how), who, START + 2 * HOUR).hits

    yield taken
    index.settle()


def said(id_: str = "m1", author: str = "ann", **more: Any) -> Mention:
    min_interval = {
        "source": "hackernews",
        "kind": MentionKind.COMMENT,
        "url": "https://x.example/",
        "text": "Acme",
    }
    return Mention(id=id_, author=author, **{"created_at": START, **min_interval, **more})


def test_a_name_that_goes_on_and_on_is_kept_by_every_database(take: Take) -> None:
    [hit] = take(said("https://x.example/" + "é" * 4_000, author="a\u0301" * 2_000))
    assert len(hit.mention.id) <= LONGEST
    assert len(hit.mention.author) == LONGEST
    assert take(said("https://x.example/" + "é" * 4_000)) == []


def test_long_ids_that_differ_in_the_end_are_different_mentions(take: Take) -> None:
    assert len(take(said("x" * 4_000), said("x" * 3_999 + "y"))) == 2


def test_what_was_written_before_the_watch_listened_is_history(take: Take) -> None:
    hits = take(said("old", created_at=START - MINUTE), said("new", created_at=START + MINUTE))
    assert {hit.mention.id: hit.look_back for hit in hits} == {"old": True, "new": False}


@pytest.mark.parametrize(("days", "history"), [(0, False), (-1, True), (-2, True)])
def test_a_day_without_an_hour_is_no_history_on_the_day_the_watch_was_made(
    take: Take, days: int, history: bool
) -> None:
    day = START.replace(hour=0) + timedelta(days=days)
    [hit] = take(said(created_at=day, day_only=True))
    assert hit.look_back is history


@pytest.mark.parametrize(
    ("last", "history"),
    [(None, False), (START - MINUTE, True), (START + MINUTE, False)],
    ids=["never answered", "answered before there was the watch", "answered since"],
)
def test_what_has_no_date_is_history_to_a_watch_that_hears_it_the_first_time(
    take: Take, last: datetime | None, history: bool
) -> None:
    [hit] = take(said(dated=False), last=last, first=last is None)
    assert hit.look_back is (history or last is None)


def test_what_nobody_wants_is_not_kept(take: Take) -> None:
    assert take(said(text="Zorblax")) == []


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"last": START + HOUR}, {"old", "recent", "of a day", "undated"}),
        ({"last": START, "catching_up": True}, {"recent"}),
        ({"first": True, "catching_up": True}, set()),
    ],
    ids=["in time", "after a pause", "for the first time"],
)
def test_after_a_pause_only_what_was_certainly_written_lately_is_told_at_once(
    instant: Take, how: dict[str, Any], told: set[str]
) -> None:
    hits = instant(
        said("old", created_at=START + HOUR - MINUTE),
        said("recent", created_at=START + HOUR + MINUTE),
        said("of a day", created_at=START + HOUR + MINUTE, day_only=True),
        said("undated", created_at=START + 2 * HOUR, dated=False),
        **how,
    )
    assert {hit.mention.id for hit in hits if hit.at_once} == told
    assert len(hits) == 4
