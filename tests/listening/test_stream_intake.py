"""From a stream to the archive, with real watches: what is kept, named, told, and erased again."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import Engine

from bot.analysis.quotes import quote
from bot.fetching import DomainLimiter, Fetcher
from bot.fetching.websocket import WebSockets
from bot.listening.announcer import Announcer
from bot.listening.backlog import Batch, Candidate
from bot.listening.budgets import Budgets
from bot.listening.intake import Intake
from bot.listening.poll import Poller
from bot.listening.poll_policy import PollPolicy
from bot.listening.request_runner import RequestRunner
from bot.listening.search import SourceSearch
from bot.listening.stream_intake import StreamIntake
from bot.listening.stream_manager import StreamManager
from bot.listening.usage import MemoryLedger
from bot.models import Channel, DropReason, Switch, Watch, WatchKind
from bot.query import LiveIndex, PreparedText, parse
from bot.sources import fediverse
from bot.sources.bluesky import Bluesky
from bot.sources.jetstream import BlueskyPost, flow
from bot.sources.mastodonstream import MastodonStream, Status
from bot.sources.source import Source
from bot.sources.stream import Stream
from bot.storage.archive import Archive
from bot.storage.domain_cooldowns import DomainCooldowns
from bot.storage.hits import Hit, HitRows, Reason
from bot.storage.mentions import MentionRows
from bot.storage.reissues import Reissues
from bot.storage.source_states import SourceStates
from bot.watches.registry import WatchRegistry
from tests.clock import NAP, START, FakeClock
from tests.fetching.server import Server, reply
from tests.jetstream import Jetstream, account, deletion, did, post, uri
from tests.sources.cases.mastodon import status
from tests.sources.cases.mastodonstream import event
from tests.storage.samples import WORKSPACE

BEFORE = START - timedelta(days=1)


def watch(name: str, query: str = "", channel: str = "C1") -> Watch:
    """One whose news is told at once."""
    return Watch(
        workspace=WORKSPACE,
        id=f"W{name}",
        channel=channel,
        name=name,
        kind=WatchKind.BRAND,
        query=query or name,
        created_by="U1",
        created_at=BEFORE,
        since=BEFORE,
        instant=True,
    )


def channel(id_: str = "C1", *, deaf: bool = False) -> Channel:
    switches = (Switch(source="bluesky", on=False, at=BEFORE),) if deaf else ()
    return Channel(
        workspace=WORKSPACE,
        id=id_,
        zone="Europe/Paris",
        set_up_by="U1",
        digest_since=BEFORE,
        switches=switches,
    )


def profiles(*people: dict[str, object]) -> bytes:
    return reply(200, msgspec.json.encode({"profiles": people}), {"content-type": "application/json"})


def profile(name: str, *labels: str) -> dict[str, object]:
    return {"did": did(name), "handle": f"{name}.example", "labels": [{"val": label} for label in labels]}


class Waiting(StreamIntake):
    """Lets a test wait for what was taken in."""

    def __init__(self, *parts: object) -> None:
        super().__init__(*parts)  # type: ignore[arg-type]
        self._changed = asyncio.Condition()

    async def take(self, stream: Stream, batch: Batch) -> int:
        new = await super().take(stream, batch)
        async with self._changed:
            self._changed.notify_all()
        return new

    async def until(self, told: Callable[[], bool]) -> None:
        async with self._changed:
            await self._changed.wait_for(told)


class House:
    """What follows one stream, its archive on the disk."""

    def __init__(
        self, engine: Engine, clock: FakeClock, jetstream: Jetstream, fetcher: Fetcher, *more: Source
    ) -> None:
        self.archive, self.hearing = Archive(engine), SourceStates(engine)
        bluesky = Bluesky(clock, {"VEILLE_JETSTREAM_URL": jetstream.url})
        sources: dict[str, Source] = {each.name: each for each in (bluesky, *more)}
        self.registry = WatchRegistry(sources)
        budgets, self.announcer = Budgets(MemoryLedger(), clock), Announcer.by(clock)
        policy, cooldowns = PollPolicy(sources, budgets, clock), DomainCooldowns(engine)
        runner = RequestRunner(sources, fetcher, budgets, policy, self.hearing, cooldowns, clock)
        self.hits, mentions = HitRows(engine, WORKSPACE), MentionRows(engine)
        intake = Intake(self.archive, mentions, Reissues(engine), self.hearing, self.registry.index)
        self.poller = Poller(self.registry, policy, runner, intake, self.hearing, self.announcer, clock)
        self.search = SourceSearch(sources, runner)
        self.stream_intake = Waiting(
            intake, self.registry, self.archive, mentions, fetcher, self.announcer, clock
        )
        wire = WebSockets(clock=clock, allow_private=True)
        self.stream_manager = StreamManager(
            sources, wire, fetcher, self.stream_intake, self.hearing, self.announcer, clock, {}
        )

    async def renew(self, watches: Sequence[Watch], channels: Sequence[Channel]) -> None:
        await self.registry.reload(watches, channels)
        self.stream_manager.renew(self.registry.streams)

    def kept(self, channel_id: str = "C1") -> list[Hit]:
        return self.hits.written_between(channel_id, BEFORE, START + timedelta(days=9))

    def batch(self, *frames: bytes) -> Batch:
        """What waits after these frames were read."""
        batch = Batch()
        for read in map(flow, frames):
            if read.post and (subject := self.stream_intake.prefilter(read.post)):
                batch.candidates.append(Candidate(read.post, subject, read.at))
            batch.deleted += [read.deleted] * bool(read.deleted)
        return batch

    @property
    def news(self) -> list[Hit]:
        """What is to be told at once."""
        return self.hits.due_instant(BEFORE)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(nap=NAP)


@pytest.fixture
def engine(file_engine: Engine) -> Engine:
    return file_engine


@pytest.fixture
async def jetstream() -> AsyncIterator[Jetstream]:
    async with Jetstream() as jetstream:
        yield jetstream


@pytest.fixture
async def bsky() -> AsyncIterator[Server]:
    """What answers for Bluesky's public API."""
    async with Server() as server:
        server.answer("*", profiles(profile("lea"), profile("bob"), profile("eve", "!no-unauthenticated")))
        yield server


@pytest.fixture
async def house(engine: Engine, clock: FakeClock, jetstream: Jetstream, bsky: Server) -> AsyncIterator[House]:
    async with Fetcher(
        clock=clock, limiter=DomainLimiter(clock, gap=0.0), routes={"public.api.bsky.app": bsky.base}
    ) as fetcher:
        house = House(engine, clock, jetstream, fetcher)
        try:
            yield house
        finally:
            await house.stream_manager.stop()


async def test_a_mention_is_kept_for_those_whose_watch_holds_by_its_authors_handle(
    house: House, jetstream: Jetstream
) -> None:
    await house.renew([watch("Zorblax"), watch("Other")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(post("nothing", "1"), post("Ah, Zorblax !", "2"))
    await house.stream_intake.until(lambda: bool(house.kept()))
    (hit,) = house.kept()
    assert (hit.watch, hit.mention.id, hit.mention.author) == ("WZorblax", uri("lea", "2"), "lea.example")
    assert hit.mention.created_at == START
    assert [each.mention.id for each in house.news] == [uri("lea", "2")]


async def test_handles_are_looked_up_for_matches_alone_and_once(
    house: House, jetstream: Jetstream, bsky: Server
) -> None:
    await house.renew([watch("Zorblax", "zorblax lang:fr")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(
        post("no such word", "1", by="ann"),
        post("zorblax in English", "2", by="bob", langs=["en"]),
        post("zorblax", "3", by="lea"),
    )
    await house.stream_intake.until(lambda: bool(house.kept()))
    await jetstream.say(post("zorblax encore", "4", by="lea"))
    await house.stream_intake.until(lambda: len(house.kept()) == 2)
    (asked,) = bsky.seen
    assert asked.target.endswith(f"?actors={did('lea')}")


async def test_authors_that_cannot_be_named_go_by_number(
    house: House, jetstream: Jetstream, bsky: Server
) -> None:
    bsky.answer("/xrpc/app.bsky.actor.getProfiles", reply(403))
    await house.renew([watch("Zorblax")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(post("Zorblax", "1"))
    await house.stream_intake.until(lambda: bool(house.kept()))
    assert house.kept()[0].mention.author == did("lea")


async def test_authors_who_hide_from_the_public_are_left_alone(house: House, jetstream: Jetstream) -> None:
    hidden = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "!no-unauthenticated"}]}
    await house.renew([watch("Zorblax")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(
        post("Zorblax", "1", by="eve"), post("Zorblax", "2", labels=hidden), post("Zorblax", "3")
    )
    await house.stream_intake.until(lambda: bool(house.kept()))
    assert [hit.mention.id for hit in house.kept()] == [uri("lea", "3")]


async def test_an_author_that_a_query_names_is_known_before_it_is_asked(
    house: House, jetstream: Jetstream
) -> None:
    await house.renew(
        [watch("By", "zorblax author:lea.example"), watch("Not", "zorblax -author:lea.example")], [channel()]
    )
    await jetstream.connections(1)
    await jetstream.say(post("zorblax", "1", by="lea"), post("zorblax", "2", by="bob"))
    await house.stream_intake.until(lambda: len(house.kept()) == 2)
    assert {(hit.watch, hit.mention.id) for hit in house.kept()} == {
        ("WBy", uri("lea", "1")),
        ("WNot", uri("bob", "2")),
    }


async def test_an_author_is_heard_whatever_they_write(
    house: House, jetstream: Jetstream, bsky: Server
) -> None:
    await house.renew([watch("Lea", "author:lea.example"), watch("Zorblax", "zorblax")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(post("not a word about it", "1", by="lea"), post("nor here", "2", by="bob"))
    await house.stream_intake.until(lambda: bool(house.kept()))
    await jetstream.say(post("zorblax", "3", by="bob"))
    await house.stream_intake.until(lambda: len(house.kept()) == 2)
    assert {(hit.watch, hit.mention.id) for hit in house.kept()} == {
        ("WLea", uri("lea", "1")),
        ("WZorblax", uri("bob", "3")),
    }
    assert bsky.seen[0].target.endswith("?actors=lea.example")


async def test_an_author_that_a_query_names_is_known_while_names_cannot_be_looked_up(
    house: House, jetstream: Jetstream, bsky: Server
) -> None:
    await house.renew([watch("By", "zorblax author:lea.example")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(post("something else", "1", by="lea"))
    bsky.answer("/xrpc/app.bsky.actor.getProfiles", reply(403))
    await jetstream.say(post("zorblax", "2", by="lea"), post("zorblax", "3", by="bob"))
    await house.stream_intake.until(lambda: bool(house.kept()))
    assert [hit.mention.id for hit in house.kept()] == [uri("lea", "2")]


@pytest.mark.parametrize("query", ["author:lea", "author:lea@piaille.example", "place:piaille.example"])
async def test_a_post_that_comes_with_names_is_asked_for_them(house: House, query: str) -> None:
    await house.renew([watch("It", query)], [channel()])
    await house.stream_intake.ready()
    known = fediverse.mention_of(status(1, "Bonjour", "ada"), source="x", server="piaille.example", now=START)
    assert known
    named = msgspec.structs.replace(known, author="lea@piaille.example", place="piaille.example")
    assert house.stream_intake.prefilter(Status(named))
    assert not house.stream_intake.prefilter(Status(msgspec.structs.replace(named, author="b@c", place="c")))


async def test_a_reply_under_a_warning_that_names_us_is_wanted_and_quoted_by_its_own_words(
    house: House,
) -> None:
    await house.renew([watch("Zorblax")], [channel()])
    answer = {**status(1, "Pareil ici", "ada"), "in_reply_to_id": "7", "spoiler_text": "re: Zorblax"}
    known = fediverse.mention_of(answer, source="x", server="piaille.example", now=START)
    assert known
    assert house.stream_intake.prefilter(Status(known))
    assert not house.stream_intake.prefilter(Status(msgspec.structs.replace(known, topic="Autre chose")))
    assert quote(known, parse("Zorblax").spots) == "Pareil ici"


async def test_a_link_that_is_not_in_the_words_is_heard(house: House, jetstream: Jetstream) -> None:
    card = {"$type": "app.bsky.embed.external", "external": {"uri": "https://blog.zorblax.example/1"}}
    await house.renew([watch("Site", "site:zorblax.example")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(post("look at that", "1", embed=card))
    await house.stream_intake.until(lambda: bool(house.kept()))
    assert house.kept()[0].mention.links == ("https://blog.zorblax.example/1",)


@pytest.mark.parametrize("words", ["look at that", ""])
async def test_a_post_that_shows_a_page_about_us_is_heard_and_quoted_by_its_own_words_alone(
    house: House, jetstream: Jetstream, words: str
) -> None:
    card = {
        "external": {"uri": "https://news.example/1", "title": "Zorblax closes", "description": "At last"}
    }
    await house.renew([watch("Zorblax")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(post(words, "1", embed=card))
    await house.stream_intake.until(lambda: bool(house.kept()))
    (hit,) = house.kept()
    assert hit.mention.card == "Zorblax closes\n\nAt last"
    assert quote(hit.mention, parse("Zorblax").spots) == words


async def test_a_deleted_post_leaves_the_archive_and_stays_away(house: House, jetstream: Jetstream) -> None:
    await house.renew([watch("Zorblax")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(post("Zorblax, oops", "1"), post("Zorblax", "2"))
    await house.stream_intake.until(lambda: len(house.kept()) == 2)
    await jetstream.say(deletion("1"), deletion("unheard of"))
    await house.stream_intake.until(lambda: len(house.kept()) == 1)
    await jetstream.say(post("Zorblax, oops", "1"), post("Zorblax", "3"))
    await house.stream_intake.until(lambda: len(house.kept()) == 2)
    assert {hit.mention.id for hit in house.kept()} == {uri("lea", "2"), uri("lea", "3")}


async def test_one_that_is_said_and_taken_back_at_once_is_not_kept(
    house: House, jetstream: Jetstream
) -> None:
    await house.renew([watch("Zorblax")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(post("Zorblax, oops", "1"), deletion("1"), post("Zorblax", "2"))
    await house.stream_intake.until(lambda: uri("lea", "2") in {hit.mention.id for hit in house.kept()})
    await house.stream_intake.until(lambda: len(house.kept()) == 1)


async def test_one_that_is_taken_back_before_it_is_taken_in_is_not_told(
    house: House, clock: FakeClock
) -> None:
    await house.renew([watch("Zorblax")], [channel()])
    batch = house.batch(post("Zorblax, oops", "1"), post("Zorblax", "2"), deletion("1"))
    assert await house.stream_intake.take(Bluesky(clock), batch) == 1
    assert [hit.mention.id for hit in house.news] == [uri("lea", "2")]


async def test_an_edited_post_is_quoted_in_its_last_words(house: House, jetstream: Jetstream) -> None:
    await house.renew([watch("Zorblax")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(post("Zorblax is bad", "1"))
    await house.stream_intake.until(lambda: bool(house.kept()))
    await jetstream.say(post("I take that back", "1", operation="update"))
    await house.stream_intake.until(lambda: house.kept()[0].mention.text == "I take that back")
    await jetstream.say(post("Zorblax is good", "1", operation="update"))
    await house.stream_intake.until(lambda: house.kept()[0].mention.text == "Zorblax is good")
    assert len(house.kept()) == len(house.news) == 1


async def test_an_edited_post_is_found_by_its_new_words(house: House, jetstream: Jetstream) -> None:
    await house.renew([watch("Zorblax")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(post("nothing", "1"), post("Zorblax, after all", "1", operation="update"))
    await house.stream_intake.until(lambda: bool(house.kept()))
    assert [hit.mention.text for hit in house.news] == ["Zorblax, after all"]


async def test_a_post_that_is_hidden_by_an_edit_is_erased(house: House, jetstream: Jetstream) -> None:
    hidden = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "!no-unauthenticated"}]}
    await house.renew([watch("Zorblax")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(post("Zorblax", "1"))
    await house.stream_intake.until(lambda: bool(house.kept()))
    await jetstream.say(post("Zorblax", "1", operation="update", labels=hidden))
    await house.stream_intake.until(lambda: not house.kept())


@pytest.mark.parametrize(
    ("owner", "part"),
    [
        (StreamIntake, "prefilter"),
        (BlueskyPost, "mention"),
        (LiveIndex, "possible"),
        (LiveIndex, "matches"),
        (Archive, "keep"),
    ],
)
async def test_a_post_that_breaks_something_spoils_none_of_the_others(
    house: House, jetstream: Jetstream, monkeypatch: pytest.MonkeyPatch, owner: type, part: str
) -> None:
    sound = getattr(owner, part)

    def breaks(*given: object) -> object:
        if any("poison" in repr(_shown(each)) for each in given):
            raise ValueError("nobody thought of that")
        return sound(*given)

    monkeypatch.setattr(owner, part, breaks)
    await house.renew([watch("Zorblax")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(post("Zorblax 1", "1"), post("Zorblax poison", "2"), post("Zorblax 3", "3"))
    await house.stream_intake.until(lambda: len(house.kept()) == 2)
    await jetstream.say(post("Zorblax 4", "4", at=START + timedelta(seconds=1)))
    await house.stream_intake.until(lambda: len(house.kept()) == 3)
    assert {hit.mention.text for hit in house.news} == {"Zorblax 1", "Zorblax 3", "Zorblax 4"}
    assert len(jetstream.asked) == 1


def _shown(value: object) -> object:
    """What a test can read of what is passed about."""
    if isinstance(value, PreparedText):
        return value.folded
    return value.text if isinstance(value, BlueskyPost) else value


async def test_authors_that_nobody_thought_of_are_named_as_they_came(
    house: House, jetstream: Jetstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object) -> object:
        raise KeyError("nobody thought of that")

    monkeypatch.setattr(Bluesky, "with_author_names", breaks)
    await house.renew([watch("Zorblax")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(post("Zorblax", "1"))
    await house.stream_intake.until(lambda: bool(house.kept()))
    assert house.kept()[0].mention.author == did("lea")


async def test_whoever_tells_what_is_news_or_changed_is_woken_for_it(
    house: House, jetstream: Jetstream
) -> None:
    await house.renew([watch("Zorblax")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(post("Zorblax", "1"))
    await house.stream_intake.until(lambda: bool(house.kept()))
    assert await house.announcer.alerts.wait(0.0)
    assert not await house.announcer.redelivery.wait(0.0), "nothing changed"
    await jetstream.say(deletion("1"))
    await house.stream_intake.until(lambda: not house.kept())
    assert await house.announcer.redelivery.wait(0.0)
    assert not await house.announcer.alerts.wait(0.0), "nothing is news"


async def test_all_that_a_lost_account_wrote_is_erased(house: House, jetstream: Jetstream) -> None:
    await house.renew([watch("Zorblax")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(post("Zorblax", "1"), post("Zorblax", "2"), post("Zorblax", "3", by="bob"))
    await house.stream_intake.until(lambda: len(house.kept()) == 3)
    await jetstream.say(account("bob", active=True), account("lea", active=False))
    await house.stream_intake.until(lambda: len(house.kept()) == 1)
    assert house.kept()[0].mention.author == "bob.example"


async def test_of_what_is_caught_up_on_only_what_was_written_lately_is_told_at_once(
    house: House, jetstream: Jetstream
) -> None:
    await house.renew([watch("Zorblax")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(
        post("Zorblax long ago", "1", at=START - timedelta(minutes=61)),
        post("Zorblax lately", "2", at=START - timedelta(minutes=59)),
        post("Zorblax now", "3"),
    )
    await house.stream_intake.until(lambda: len(house.kept()) == 3)
    assert {hit.mention.text for hit in house.news} == {"Zorblax lately", "Zorblax now"}


async def test_the_same_post_twice_is_one_mention(house: House, jetstream: Jetstream) -> None:
    await house.renew([watch("Zorblax")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(post("Zorblax", "1"), post("Zorblax", "1"))
    await house.stream_intake.until(lambda: bool(house.kept()))
    jetstream.cut()
    await jetstream.connections(2)
    await jetstream.say(post("Zorblax", "2", at=START + timedelta(seconds=1)))
    await house.stream_intake.until(lambda: len(house.kept()) == 2)
    assert len(house.news) == 2


async def test_a_channel_that_turned_the_source_off_hears_nothing(house: House, jetstream: Jetstream) -> None:
    deaf = watch("Deaf", "zorblax", "C2")
    await house.renew([watch("Zorblax"), deaf], [channel(), channel("C2", deaf=True)])
    await jetstream.connections(1)
    await jetstream.say(post("Zorblax", "1"))
    await house.stream_intake.until(lambda: bool(house.kept()))
    assert house.kept("C2") == []


async def test_a_stream_that_nobody_hears_is_not_connected(house: House, jetstream: Jetstream) -> None:
    await house.renew([watch("Zorblax")], [channel(deaf=True)])
    assert house.stream_manager.followed == {}
    await house.renew([watch("Zorblax")], [channel()])
    await jetstream.connections(1)
    await house.renew([watch("Zorblax")], [channel(deaf=True)])
    await jetstream.alone()
    assert len(jetstream.asked) == 1


async def test_a_stream_is_asked_no_questions(house: House, jetstream: Jetstream, clock: FakeClock) -> None:
    await house.renew([watch("Zorblax")], [channel()])
    assert house.registry.due == []
    assert await house.poller.look_back(watch("Zorblax"), channel()) == []
    found, unheard = await house.search.search(house.registry.query(watch("Zorblax")), channel(), BEFORE)
    assert (found, unheard) == ([], [])
    assert house.registry.asked_by("C1") == [Bluesky(clock).whole]


async def test_a_watch_made_meanwhile_is_heard_from_then_on(house: House, jetstream: Jetstream) -> None:
    await house.renew([watch("Zorblax")], [channel()])
    await jetstream.connections(1)
    await house.renew([watch("Zorblax"), watch("Kralium")], [channel()])
    await jetstream.say(post("Kralium", "1"))
    await house.stream_intake.until(lambda: bool(house.kept()))
    assert house.kept()[0].watch == "WKralium"
    assert len(jetstream.asked) == 1


async def test_a_watch_of_a_channel_that_nobody_set_up_stops_no_other_and_is_named(
    house: House, jetstream: Jetstream, caplog: pytest.LogCaptureFixture
) -> None:
    await house.renew([watch("Zorblax"), watch("Stray", "zorblax", "C9")], [channel()])
    assert "Nothing is listened for in ['C9']" in caplog.text
    await jetstream.connections(1)
    await jetstream.say(post("Zorblax", "1"))
    await house.stream_intake.until(lambda: bool(house.kept()))
    assert house.kept("C9") == []


async def test_a_query_that_cannot_be_read_any_more_hears_nothing_and_is_named(
    house: House, jetstream: Jetstream, caplog: pytest.LogCaptureFixture
) -> None:
    old = watch("Old", "zorblax (")
    await house.renew([old, watch("Zorblax")], [channel()])
    assert "Old of C1 hears nothing: 'zorblax ('. This bracket is never closed" in caplog.text
    assert house.registry.query(old).matches_nothing
    assert house.registry.query(old).spots("zorblax") == []
    await jetstream.connections(1)
    await jetstream.say(post("Zorblax", "1"))
    await house.stream_intake.until(lambda: bool(house.kept()))
    assert {hit.watch for hit in house.kept()} == {"WZorblax"}


async def test_what_its_author_keeps_from_searches_is_counted_where_it_is_wanted_and_not_kept(
    house: House, clock: FakeClock
) -> None:
    await house.renew([watch("Zorblax"), watch("Kralium", channel="C2")], [channel(), channel("C2")])
    said = fediverse.mention_of(status(1, "Zorblax", "ada"), source="bluesky", server="x.example", now=START)
    assert said is not None
    withheld, open_ = Status(said, DropReason.UNSEARCHABLE), Status(msgspec.structs.replace(said, id="2"))
    batch = Batch(candidates=[Candidate(each, PreparedText.of(said)) for each in (withheld, withheld, open_)])
    await house.stream_intake.take(Bluesky(clock), batch)
    assert [hit.mention.id for hit in house.kept()] == ["2"]
    (drop,) = house.hearing.drops(WORKSPACE, "C1", START.date())
    assert (drop.reason, drop.count) == (DropReason.UNSEARCHABLE, 1)
    assert house.hearing.drops(WORKSPACE, "C2", START.date()) == []


def reply_to(key: str, above: str, text: str) -> bytes:
    """Bob's post under one of Lea's."""
    strong = {"uri": uri("lea", above), "cid": "x"}
    return post(text, key, by="bob", reply={"parent": strong, "root": strong})


async def test_a_reply_to_a_kept_post_is_in_its_thread_and_not_told_at_once(
    house: House, jetstream: Jetstream
) -> None:
    await house.renew([watch("Zorblax")], [channel()])
    await jetstream.connections(1)
    await jetstream.say(post("Zorblax is dark", "1"), post("Rain again", "2"))
    await house.stream_intake.until(lambda: len(house.kept()) == 1)
    await jetstream.say(reply_to("3", "2", "Here too"), reply_to("4", "1", "Mine as well"))
    await house.stream_intake.until(lambda: len(house.kept()) == 2)
    assert {(hit.mention.id, hit.reason, hit.via) for hit in house.kept()} == {
        (uri("lea", "1"), Reason.NAMED, ""),
        (uri("bob", "4"), Reason.THREAD, uri("lea", "1")),
    }
    assert [hit.mention.id for hit in house.news] == [uri("lea", "1")]


class Timeline:
    """What a server of Mastodon's API streams, taken in by a bot that may be started again."""

    def __init__(self, engine: Engine, clock: FakeClock, jetstream: Jetstream, fetcher: Fetcher) -> None:
        self._parts = (engine, clock, jetstream, fetcher)
        settings = {"VEILLE_MASTODON_SERVER": "mastodon.example", "VEILLE_MASTODON_TOKEN": "t"}
        self._stream = MastodonStream(clock, settings)
        self.house = House(*self._parts, self._stream)

    async def start(self) -> None:
        self.house = House(*self._parts, self._stream)
        await self.house.registry.reload([watch("Zorblax")], [channel()])
        await self.house.stream_intake.ready()

    async def take(self, *frames: bytes) -> int:
        batch = Batch()
        for read in (self._stream.flow(frame, START) for frame in frames):
            if read.post and (subject := self.house.stream_intake.prefilter(read.post)):
                batch.candidates.append(Candidate(read.post, subject, read.at))
            batch.deleted += [read.deleted] * bool(read.deleted)
        return await self.house.stream_intake.take(self._stream, batch)


@pytest.fixture
async def timeline(engine: Engine, clock: FakeClock, jetstream: Jetstream, fetcher: Fetcher) -> Timeline:
    timeline = Timeline(engine, clock, jetstream, fetcher)
    await timeline.start()
    return timeline


async def test_an_answer_finds_what_it_answers_after_a_restart_and_so_does_an_answer_to_that(
    timeline: Timeline,
) -> None:
    said = status(1, "Zorblax leaks", "lea")
    answer = status(2, "Mine too", "bob", in_reply_to_id=said["id"])
    deeper = status(3, "Which one?", "ada", in_reply_to_id=answer["id"])
    assert await timeline.take(event("update", said)) == 1
    for each in (answer, deeper):
        await timeline.start()
        assert await timeline.take(event("update", each)) == 1
    kept = timeline.house.kept()
    assert {(hit.mention.text, hit.reason, hit.via) for hit in kept} == {
        ("Zorblax leaks", Reason.NAMED, ""),
        ("Mine too", Reason.THREAD, said["uri"]),
        ("Which one?", Reason.THREAD, said["uri"]),
    }
    assert {hit.mention.thread for hit in kept} == {"", said["uri"], answer["uri"]}


async def test_an_answer_that_names_it_too_stands_in_the_thread_of_what_it_answers(
    timeline: Timeline,
) -> None:
    said = status(1, "Zorblax leaks", "lea")
    answer = status(2, "My Zorblax leaks too", "bob", in_reply_to_id=said["id"])
    assert await timeline.take(event("update", answer), event("update", said)) == 2
    assert {hit.mention.thread for hit in timeline.house.kept()} == {"", said["uri"]}


async def test_a_deletion_by_the_server_s_own_number_erases_what_was_kept_before_a_restart(
    timeline: Timeline,
) -> None:
    said, other = status(1, "Zorblax, oops", "lea"), status(2, "Zorblax", "bob")
    await timeline.take(event("update", said), event("update", other))
    await timeline.start()
    await timeline.take(event("delete", said["id"]), event("delete", "404"))
    assert [hit.mention.id for hit in timeline.house.kept()] == [other["uri"]]
    await timeline.take(event("update", said))
    assert [hit.mention.id for hit in timeline.house.kept()] == [other["uri"]], "it stays away"


async def test_what_a_server_takes_back_before_it_is_taken_in_is_not_told(timeline: Timeline) -> None:
    said = status(1, "Zorblax, oops", "lea")
    assert await timeline.take(event("update", said), event("delete", said["id"])) == 0
    assert timeline.house.kept() == []
