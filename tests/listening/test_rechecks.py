"""What a stream said is looked for again before it is told: its deletion may have gone by unheard."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import cast

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.errors import TemporaryFailure
from bot.fetching.fetch import Fetch
from bot.listening.announcer import Announcer
from bot.listening.rechecks import AT_ONCE, FRESH, SETTLED, Rechecks
from bot.models import Mention
from bot.sources.bluesky import Bluesky
from bot.sources.hackernews import HackerNews
from bot.storage.amendments import Amendments
from bot.storage.archive import Archive
from bot.storage.hits import HitRows
from bot.storage.mentions import MentionRows
from tests.clock import START, FakeClock
from tests.storage.samples import WORKSPACE, hit, mention

OLD = START - SETTLED


class Forgetful(Bluesky):
    """Shows all but what is `gone`; what it was asked for."""

    rechecked = 60

    def __init__(self) -> None:
        super().__init__(FakeClock())
        self.gone: set[str] = set()
        self.asked: list[dict[str, Collection[str]]] = []
        self.failure: Exception | None = None

    async def taken_back(self, kept: Mapping[str, Collection[str]], fetch: Fetch) -> frozenset[str]:
        self.asked.append(dict(kept))
        if self.failure:
            raise self.failure
        return frozenset(self.gone)


class Room:
    """A channel's pending mentions, and who is told that some are gone."""

    def __init__(self, engine: Engine) -> None:
        self.clock = FakeClock()
        self.archive, self.stream = Archive(engine), Forgetful()
        self.amendments, self.announcer = Amendments(engine), Announcer.by(self.clock)
        sources = {"bluesky": self.stream, "hackernews": HackerNews()}
        self.hits = HitRows(engine, WORKSPACE)
        kept = self.archive, self.hits, MentionRows(engine)
        self.rechecks = Rechecks(sources, *kept, cast(Fetch, None), self.announcer, self.clock)

    @property
    def amended(self) -> list[str]:
        return [each.mention for each in self.amendments.standing()]

    def keep(self, *mentions: Mention, channel: str = "C1") -> None:
        self.archive.keep([hit(each, channel=channel, matched_at=each.created_at) for each in mentions])

    def pending(self) -> set[str]:
        return {each.mention.id for each in self.hits.pending("C1", START + timedelta(days=1))}

    @property
    def asked(self) -> list[str]:
        return [id_ for each in self.stream.asked for id_ in each]


@pytest.fixture
def room(file_engine: Engine) -> Room:
    return Room(file_engine)


def post(id_: str, **more: object) -> Mention:
    fields = {"source": "bluesky", "created_at": OLD, **more}
    return replace(mention(id_), **fields)


async def test_what_was_taken_back_unheard_is_erased_and_the_rest_is_told(room: Room) -> None:
    room.keep(post("p1"), post("p2", aliases=("server:2",)), post("elsewhere", source="hackernews"))
    room.stream.gone = {"p1", "of others"}
    await room.rechecks.look_again("C1")
    assert room.stream.asked == [{"p1": (), "p2": ("server:2",)}]
    assert room.pending() == {"p2", "elsewhere"}
    assert room.amended == ["p1"]
    room.keep(post("p1"))
    assert "p1" not in room.pending(), "it stays away"


async def test_what_was_told_and_what_is_another_channel_s_is_not_looked_for(room: Room) -> None:
    room.keep(post("p1"))
    room.keep(post("p2"), channel="C2")
    await room.rechecks.look_again("C3")
    assert room.asked == []


async def test_what_was_written_lately_is_left_alone(room: Room) -> None:
    room.keep(post("old"), post("young", created_at=OLD + timedelta(seconds=1)))
    await room.rechecks.look_again("C1")
    assert room.asked == ["old"]


async def test_what_was_seen_to_stand_is_not_asked_for_again_at_once(room: Room) -> None:
    room.keep(post("p1"))
    for _ in range(3):
        await room.rechecks.look_again("C1")
    assert room.asked == ["p1"]
    room.clock.pass_time(FRESH)
    await room.rechecks.look_again("C1")
    assert room.asked == ["p1", "p1"]


async def test_the_latest_are_looked_for_so_many_at_once_and_no_more_than_the_stream_bears(
    room: Room,
) -> None:
    minute = timedelta(minutes=1)
    room.keep(*(post(f"p{n}", created_at=OLD - n * minute) for n in range(70)))
    room.stream.gone = {"p3"}
    await room.rechecks.look_again("C1")
    assert [len(each) for each in room.stream.asked] == [AT_ONCE, AT_ONCE, 10]
    assert set(room.asked) == {f"p{n}" for n in range(60)}
    assert room.amended == ["p3"]


async def test_that_none_of_several_stands_is_not_believed_but_of_one_it_is(room: Room) -> None:
    room.keep(post("p1"), post("p2"))
    room.stream.gone = {"p1", "p2"}
    await room.rechecks.look_again("C1")
    assert room.pending() == {"p1", "p2"}
    assert room.amended == []
    room.clock.pass_time(FRESH)
    room.archive.delete("p2", START)
    await room.rechecks.look_again("C1")
    assert room.pending() == set()


@pytest.mark.parametrize("failure", [TemporaryFailure("it is down"), ValueError("a stranger's fault")])
async def test_where_it_cannot_be_asked_all_is_told_as_it_was_heard(room: Room, failure: Exception) -> None:
    room.keep(post("p1"))
    room.stream.failure = failure
    await room.rechecks.look_again("C1")
    assert room.pending() == {"p1"}
