"""Following a stream over cuts, dead hosts, lies and restarts, against a Jetstream on loopback."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.errors import DatabaseUnavailable
from bot.fetching import Fetcher
from bot.fetching.websocket import LONGEST_FRAME, WebSockets
from bot.listening.announcer import Announcer
from bot.listening.backlog import Batch
from bot.listening.stream_follower import BACKLOG, SAVED_EVERY, StreamFollower
from bot.listening.stream_reader import UNREADABLE_IN_A_ROW
from bot.locale import restored
from bot.models import Mention
from bot.query import PreparedText
from bot.sources.bluesky import Bluesky
from bot.sources.stream import Post, Stream
from bot.storage.gaps import Gap
from bot.storage.listings import Listing
from bot.storage.source_state import OUTAGE, SourceState
from bot.storage.source_states import SourceStates
from tests.clock import NAP, START, FakeClock
from tests.jetstream import Jetstream, account, deletion, event, micros, post, uri
from tests.processes import PATIENCE
from tests.scenarios.waiting import eventually

SECOND = timedelta(seconds=1)
DICTIONARY = b"".join(post(f"some words that come often {n}", f"key{n}") for n in range(200))


class Ear:
    """Takes in everything, and lets a test wait for it. `deaf` keeps it from taking in anything more."""

    def __init__(self, clock: FakeClock) -> None:
        self.mentions: list[Mention] = []
        self.deleted: list[str] = []
        self.gone_prefixes: list[str] = []
        self.batches: list[int] = []
        self.wanted: Callable[[str], bool] = lambda _text: True
        self.failure: Exception | None = None
        self.hearing = asyncio.Event()
        self.hearing.set()
        self._once = False
        self._clock = clock
        self._changed = asyncio.Condition()

    async def ready(self) -> None:
        """At once."""

    async def refresh_followed_authors(self, stream: Stream) -> None:
        """To everybody."""

    def prefilter(self, post: Post) -> PreparedText | None:
        return PreparedText.glimpsed(post.text, post.links) if self.wanted(post.text) else None

    async def take(self, stream: Stream, batch: Batch) -> int:
        await self.hearing.wait()
        if self._once:
            self._once = False
            self.hearing.clear()
        if self.failure:
            raise self.failure
        found = [candidate.post.mention(self._clock.now()) for candidate in batch.candidates]
        async with self._changed:
            self.batches.append(len(batch))
            self.mentions += [mention for mention in found if mention]
            self.deleted += batch.deleted
            self.gone_prefixes += batch.gone_prefixes
            self._changed.notify_all()
        return len(found)

    def take_one(self) -> None:
        """Take in what waits, and be deaf to what comes after it."""
        self._once = True
        self.hearing.set()

    @property
    def texts(self) -> list[str]:
        return [mention.text for mention in self.mentions]

    async def until(self, told: Callable[[], bool]) -> None:
        """Wait for what taking in will bring about."""
        async with self._changed:
            await self._changed.wait_for(told)


class HeededStates(SourceStates):
    """Says to a test when a state is written."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._wake: Callable[[], object] = lambda: None

    def put(self, state: SourceState, gap: Gap | None = None, listing: Listing | None = None) -> None:
        super().put(state, gap, listing)
        self._wake()

    async def until(self, come: Callable[[], bool]) -> None:
        """Wait for what writing will bring about."""
        loop, written = asyncio.get_running_loop(), asyncio.Event()
        self._wake = partial(loop.call_soon_threadsafe, written.set)
        async with asyncio.timeout(PATIENCE):
            while not come():
                await written.wait()
                written.clear()


class Reports:
    """What people were told of how the stream fares: looked for, and marked, whenever a test looks."""

    def __init__(self, states: SourceStates, clock: FakeClock) -> None:
        self._states = states
        self._clock = clock
        self._seen: list[SourceState] = []

    @property
    def states(self) -> list[SourceState]:
        for state in self._states.to_report(self._clock.now()):
            self._states.mark_reported(state)
            self._seen.append(state)
        return self._seen


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(nap=NAP)


@pytest.fixture
def ear(clock: FakeClock) -> Ear:
    return Ear(clock)


@pytest.fixture
def reports(hearing: HeededStates, clock: FakeClock) -> Reports:
    return Reports(hearing, clock)


@pytest.fixture
def engine(file_engine: Engine) -> Engine:
    return file_engine


@pytest.fixture
def hearing(engine: Engine) -> HeededStates:
    return HeededStates(engine)


@pytest.fixture
async def server() -> AsyncIterator[Jetstream]:
    async with Jetstream() as server:
        yield server


class Bench:
    """Follows servers, as often as a test likes, with what was kept from one time to the next."""

    def __init__(self, clock: FakeClock, ear: Ear, hearing: HeededStates) -> None:
        self._clock = clock
        self._ear = ear
        self._hearing = hearing
        self.announcer = Announcer.by(clock)

    @asynccontextmanager
    async def following(
        self, *hosts: str, backlog: int = BACKLOG, dictionary: str = ""
    ) -> AsyncIterator[StreamFollower]:
        values = {"VEILLE_JETSTREAM_URL": ",".join(hosts), "VEILLE_JETSTREAM_DICTIONARY": dictionary}
        following = StreamFollower(
            Bluesky(self._clock, values),
            WebSockets(clock=self._clock, allow_private=True),
            Fetcher(clock=self._clock),
            self._ear,
            self._hearing,
            self.announcer,
            self._clock,
            backlog=backlog,
            chance=lambda: 0.0,
        )
        self.running = asyncio.create_task(following.run())
        try:
            yield following
        finally:
            following.stop()
            await self.running

    def state(self) -> SourceState:
        return self._hearing.state("bluesky", Bluesky(self._clock).whole.key)

    async def illness(self) -> SourceState:
        """The state, once it is recorded as failing."""
        return await self.recorded(lambda state: state.failures > 0)

    async def recorded(self, come: Callable[[SourceState], bool]) -> SourceState:
        """The state, once one is recorded that is so."""
        await self._hearing.until(lambda: come(self.state()))
        return self.state()


async def passing(
    clock: FakeClock, until: Callable[[], bool], span: timedelta = timedelta(minutes=10)
) -> None:
    """Let time go by until something has come about."""
    while not until():
        clock.pass_time(span)
        await asyncio.sleep(0.01)


@pytest.fixture
def bench(clock: FakeClock, ear: Ear, hearing: HeededStates) -> Bench:
    return Bench(clock, ear, hearing)


async def test_what_is_said_is_taken_in(bench: Bench, server: Jetstream, ear: Ear) -> None:
    async with bench.following(server.url) as following:
        await server.connections(1)
        await server.say(post("Bonjour Zorblax", "a"), deletion("b"), account("eve", active=False))
        await ear.until(lambda: bool(ear.gone_prefixes))
        assert following.connected
    assert ear.texts == ["Bonjour Zorblax"]
    assert ear.deleted == [uri("lea", "b")]
    assert ear.gone_prefixes == [uri("eve", "").removesuffix("app.bsky.feed.post/")]


async def test_only_posts_are_asked_for_and_live_at_first(bench: Bench, server: Jetstream) -> None:
    async with bench.following(server.url):
        await server.connections(1)
    assert server.asked[0]["wantedCollections"] == "app.bsky.feed.post"
    assert "cursor" not in server.asked[0]


async def test_what_nobody_wants_is_dropped_at_a_glance(bench: Bench, server: Jetstream, ear: Ear) -> None:
    ear.wanted = lambda text: "Zorblax" in text
    async with bench.following(server.url) as following:
        await server.connections(1)
        await server.say(*(post(f"nothing {n}", f"n{n}") for n in range(50)), post("Zorblax", "z"))
        await ear.until(lambda: bool(ear.mentions))
        assert following.events == 51
    assert ear.texts == ["Zorblax"]


async def test_after_a_cut_it_goes_on_where_it_was(bench: Bench, server: Jetstream, ear: Ear) -> None:
    async with bench.following(server.url):
        await server.connections(1)
        await server.say(post("one", "1"))
        await ear.until(lambda: "one" in ear.texts)
        server.cut()
        server.held.append(post("two", "2", at=START + SECOND))
        await ear.until(lambda: "two" in ear.texts)
    begun = int(server.asked[1]["cursor"])
    assert micros(START - timedelta(minutes=1)) < begun <= micros(START)


async def test_after_a_restart_it_goes_on_where_it_was(bench: Bench, server: Jetstream, ear: Ear) -> None:
    async with bench.following(server.url):
        await server.connections(1)
        await server.say(post("one", "1"))
        await ear.until(lambda: "one" in ear.texts)
    server.held.append(post("meanwhile", "2", at=START + SECOND))
    async with bench.following(server.url):
        await ear.until(lambda: "meanwhile" in ear.texts)
    assert bench.state().cursor == str(micros(START + SECOND))


async def test_the_cursor_is_kept_every_few_seconds_though_nothing_is_wanted(
    bench: Bench, server: Jetstream, ear: Ear, clock: FakeClock
) -> None:
    ear.wanted = lambda text: text == "last"
    async with bench.following(server.url):
        await server.connections(1)
        await server.say(post("unwanted", "1", at=START + SECOND))
        clock.pass_time(6 * SECOND)
        await server.say(post("last", "2", at=START + 6 * SECOND))
        await ear.until(lambda: bool(ear.mentions))
        clock.pass_time(6 * SECOND)
        await server.say(post("last", "3", at=START + 12 * SECOND))
        await ear.until(lambda: len(ear.mentions) == 2)
        assert int(bench.state().cursor) >= micros(START + 6 * SECOND)


async def test_what_was_not_taken_in_is_read_again(bench: Bench, server: Jetstream, ear: Ear) -> None:
    ear.failure = OSError("the disk is full")
    with pytest.raises(ExceptionGroup, match="unhandled errors"):
        await _told_to_a_full_disk(bench, server)
    ear.failure = None
    assert not ear.mentions
    assert bench.state().cursor == ""


async def _told_to_a_full_disk(bench: Bench, server: Jetstream) -> None:
    async with bench.following(server.url):
        await server.connections(1)
        await server.say(post("precious", "1"))
        await server.alone()


async def test_a_dead_host_is_left_for_the_next(bench: Bench, server: Jetstream, ear: Ear) -> None:
    async with Jetstream() as dead:
        url = dead.url
    async with bench.following(url, server.url):
        await server.connections(1)
        await server.say(post("heard", "1"))
        await ear.until(lambda: bool(ear.mentions))
    assert bench.state().failures == 0


async def test_waits_grow_while_all_hosts_are_dead(bench: Bench, clock: FakeClock, reports: Reports) -> None:
    async with Jetstream() as dead:
        url = dead.url
    async with bench.following(url):
        state = await bench.recorded(lambda state: state.failures > 6)
    assert clock.naps[:6] == sorted(clock.naps[:6])
    assert clock.naps[0] < clock.naps[5]
    assert state.label == "temporary"
    assert "127.0.0.1" in state.reason
    assert reports.states == [], "five tries in half a minute are no outage that people are told of"


async def test_an_outage_of_ten_minutes_is_told(bench: Bench, clock: FakeClock, reports: Reports) -> None:
    async with Jetstream() as dead:
        url = dead.url
    async with bench.following(url) as following:
        await bench.recorded(lambda state: state.failures > 5)
        await passing(clock, lambda: bool(reports.states), span=timedelta(seconds=10))
        assert not following.connected
        assert clock.now() - START >= OUTAGE
    assert len(reports.states) == 1


async def test_it_is_told_once_that_it_is_heard_again(
    bench: Bench, server: Jetstream, ear: Ear, clock: FakeClock, reports: Reports
) -> None:
    server.refusal = HTTPStatus.SERVICE_UNAVAILABLE
    async with bench.following(server.url):
        await passing(clock, lambda: bool(reports.states))
        server.refusal = None
        before = len(server.asked)
        await passing(clock, lambda: len(server.asked) > before, span=timedelta(seconds=1))
        await server.say(post("back", "1"))
        await ear.until(lambda: bool(ear.mentions))
    assert [bool(state.failures) for state in reports.states] == [True, False]
    assert bench.state().last_new == clock.now()


@pytest.mark.parametrize(
    ("status", "label"),
    [
        (HTTPStatus.UNAUTHORIZED, "auth"),
        (HTTPStatus.FORBIDDEN, "blocked"),
        (HTTPStatus.TOO_MANY_REQUESTS, "rate"),
        (HTTPStatus.NOT_FOUND, "gone"),
        (HTTPStatus.BAD_REQUEST, "changed"),
    ],
)
async def test_a_refusal_is_called_by_its_name_and_not_pressed(
    bench: Bench, server: Jetstream, clock: FakeClock, status: HTTPStatus, label: str
) -> None:
    server.refusal = status
    async with bench.following(server.url):
        await server.connections(1)
        state = await bench.illness()
        assert state.resting_until is not None
        assert state.resting_until >= START + timedelta(minutes=5)
        assert len(server.asked) == 1
    assert state.label == label


async def test_the_same_post_said_twice_is_read_twice_and_has_one_id(
    bench: Bench, server: Jetstream, ear: Ear
) -> None:
    async with bench.following(server.url):
        await server.connections(1)
        await server.say(post("twice", "1"), post("twice", "1"))
        await ear.until(lambda: len(ear.mentions) == 2)
    assert {mention.id for mention in ear.mentions} == {uri("lea", "1")}


async def test_garbage_is_counted_and_skipped(bench: Bench, server: Jetstream, ear: Ear) -> None:
    garbage = [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe" * 9,
        b"[" * 100_000,
        b'{"did":"did:plc:x","time_us":"soon","kind":"commit"}',
        post("bad key", "../../etc/passwd"),
        event(
            "lea", START, kind="commit", commit={"operation": "create", "collection": "app.bsky.feed.post"}
        ),
        post("x", "y").replace(b'"text":"x"', b'"text":{"a":1}'),
    ]
    async with bench.following(server.url) as following:
        await server.connections(1)
        await server.say(*garbage, post("good", "1"))
        await ear.until(lambda: bool(ear.mentions))
        assert following.unreadable == len(garbage)
    assert ear.texts == ["good"]


async def test_a_slow_taker_stops_the_reading_and_memory_stays_bounded(
    bench: Bench, server: Jetstream, ear: Ear
) -> None:
    ear.hearing.clear()
    async with bench.following(server.url, backlog=10) as following:
        await server.connections(1)
        await server.say(*(post(f"{n} " + "long " * 200, f"k{n}") for n in range(600)))
        await eventually(lambda: following.waiting == 10)
        for _ in range(200):
            await asyncio.sleep(0)
        assert following.waiting == 10
        assert following.events < 30
        ear.hearing.set()
        await ear.until(lambda: len(ear.mentions) == 600)
    assert max(ear.batches) <= 10
    assert [mention.text.split()[0] for mention in ear.mentions] == [str(n) for n in range(600)]


async def test_silence_is_a_dead_connection(
    bench: Bench, server: Jetstream, ear: Ear, clock: FakeClock
) -> None:
    async with bench.following(server.url):
        await server.connections(1)
        await server.say(post("a word", "1"))
        await ear.until(lambda: bool(ear.mentions))
        clock.pass_time(timedelta(seconds=31))
        await server.connections(2)
        await server.say(post("another", "2", at=START + 31 * SECOND))
        await ear.until(lambda: "another" in ear.texts)


async def test_a_clock_in_the_future_moves_neither_cursor_nor_dates(
    bench: Bench, server: Jetstream, ear: Ear
) -> None:
    future = START + timedelta(days=4_000)
    async with bench.following(server.url) as following:
        await server.connections(1)
        await server.say(post("now", "1"), post("in eleven years", "2", at=future))
        await ear.until(lambda: len(ear.mentions) == 2)
        assert following.lag == timedelta(0)
    assert [(mention.created_at, mention.dated) for mention in ear.mentions] == [
        (START, True),
        (START, False),
    ]
    assert bench.state().cursor in ("", str(micros(START)))


async def test_an_absence_longer_than_is_kept_leaves_a_gap_that_is_known(
    bench: Bench, server: Jetstream, ear: Ear, clock: FakeClock
) -> None:
    async with bench.following(server.url):
        await server.connections(1)
        await server.say(post("long ago", "1"))
        await ear.until(lambda: bool(ear.mentions))
    clock.pass_time(timedelta(days=3))
    async with bench.following(server.url) as following:
        await server.connections(2)
        await server.say(post("now", "2", at=clock.now()))
        await ear.until(lambda: "now" in ear.texts)
        assert following.gap is not None
        assert following.gap.since == START
        assert following.gap.until == START + timedelta(hours=36)
    assert int(server.asked[1]["cursor"]) == micros(START + timedelta(hours=36))


async def test_a_short_gap_is_told_to_nobody(
    bench: Bench, server: Jetstream, ear: Ear, clock: FakeClock
) -> None:
    async with bench.following(server.url):
        await server.connections(1)
        await server.say(post("long ago", "1"))
        await ear.until(lambda: bool(ear.mentions))
    clock.pass_time(timedelta(hours=36, minutes=9))
    async with bench.following(server.url) as following:
        await server.connections(2)
        await server.say(post("now", "2", at=clock.now()))
        await ear.until(lambda: "now" in ear.texts)
        assert following.gap is None


async def test_an_outage_of_days_ends_though_the_tries_are_far_apart(
    bench: Bench, server: Jetstream, ear: Ear, clock: FakeClock
) -> None:
    """Silence is counted from the connection at hand: the one before it ended longer ago than that lasts."""
    async with bench.following(server.url) as following:
        await server.connections(1)
        await server.say(post("before", "1"))
        await ear.until(lambda: bool(ear.mentions))
        server.refusal = HTTPStatus.SERVICE_UNAVAILABLE
        server.cut()
        await passing(clock, lambda: clock.now() > START + timedelta(hours=40) and len(server.asked) > 7)
        server.refusal = None
        server.held.append(post("after", "2", at=clock.now()))
        await passing(clock, lambda: "after" in ear.texts, span=timedelta(seconds=1))
        assert following.gap is not None
        assert following.gap.since == START
    assert bench.state().failures == 0


async def test_a_cursor_from_the_future_stands_for_now(
    bench: Bench, server: Jetstream, ear: Ear, clock: FakeClock
) -> None:
    async with bench.following(server.url):
        await server.connections(1)
        await server.say(post("now", "1"), post("in eleven years", "2", at=START + timedelta(days=4_000)))
        await ear.until(lambda: len(ear.mentions) == 2)
        server.cut()
        server.held.append(post("during the cut", "3", at=START + SECOND))
        await ear.until(lambda: "during the cut" in ear.texts)
    assert int(server.asked[1]["cursor"]) <= micros(START)


async def test_a_cursor_from_long_ago_does_not_lead_back(
    bench: Bench, server: Jetstream, ear: Ear, clock: FakeClock
) -> None:
    async with bench.following(server.url) as following:
        await server.connections(1)
        await server.say(post("now", "1"), post("in 1972", "2", at=START - timedelta(days=20_000)))
        await ear.until(lambda: len(ear.mentions) == 2)
        assert following.lag == timedelta(0)
        server.cut()
        await server.connections(2)
        assert following.gap is None
    assert micros(START) - 10_000_000 == int(server.asked[1]["cursor"])


async def test_a_connection_on_which_nothing_can_be_read_is_no_connection(
    bench: Bench, server: Jetstream
) -> None:
    async with bench.following(server.url) as following:
        await server.connections(1)
        await server.say(*[b"{"] * UNREADABLE_IN_A_ROW)
        state = await bench.illness()
        assert not following.connected
    assert state.label == "changed"
    assert "Bluesky sends what cannot be read" in str(restored(state.reason))


async def test_another_dictionary_than_the_servers_is_said(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "other.zdict"
    path.write_bytes(DICTIONARY[: len(DICTIONARY) // 2][::-1])
    async with Jetstream(dictionary=DICTIONARY) as server, bench.following(server.url, dictionary=str(path)):
        await server.connections(1)
        await server.say(
            *(post(f"some words that come often {n}", f"k{n}") for n in range(UNREADABLE_IN_A_ROW))
        )
        assert "VEILLE_JETSTREAM_DICTIONARY" in (await bench.illness()).reason


async def test_how_far_behind_it_is_can_be_read(
    bench: Bench, server: Jetstream, ear: Ear, clock: FakeClock
) -> None:
    async with bench.following(server.url) as following:
        assert following.lag is None
        await server.connections(1)
        await server.say(post("old news", "1", at=START - timedelta(minutes=3)))
        await ear.until(lambda: bool(ear.mentions))
        assert following.lag == timedelta(minutes=3)


async def test_compressed_frames_are_read_with_the_dictionary_that_a_setting_names(
    bench: Bench, ear: Ear, tmp_path: Path
) -> None:
    path = tmp_path / "words.zdict"
    path.write_bytes(DICTIONARY)
    async with (
        Jetstream(dictionary=DICTIONARY) as server,
        bench.following(server.url, dictionary=str(path)) as following,
    ):
        await server.connections(1)
        assert server.asked[0]["compress"] == "true"
        await server.say(post("squeezed", "1"), b"\x28\xb5\x2f\xfd broken", post("and more", "2"))
        await ear.until(lambda: len(ear.mentions) == 2)
        assert following.unreadable == 1
    assert ear.texts == ["squeezed", "and more"]


async def test_a_dictionary_that_is_missing_is_said(bench: Bench, server: Jetstream) -> None:
    async with bench.following(server.url, dictionary="/nowhere/words.zdict"):
        state = await bench.illness()
    assert "VEILLE_JETSTREAM_DICTIONARY" in state.reason


async def test_stopping_takes_in_what_was_read(bench: Bench, server: Jetstream, ear: Ear) -> None:
    ear.hearing.clear()
    async with bench.following(server.url) as following:
        await server.connections(1)
        await server.say(post("one", "1"), post("two", "2", at=START + SECOND))
        await eventually(lambda: following.events == 2)
        following.stop()
        ear.hearing.set()
    await server.alone()
    assert ear.texts == ["one", "two"]
    assert bench.state().cursor == str(micros(START + SECOND))


async def test_one_that_is_left_begins_live_when_it_is_heard_again(
    bench: Bench, server: Jetstream, ear: Ear
) -> None:
    async with bench.following(server.url) as following:
        await server.connections(1)
        await server.say(post("one", "1"))
        await ear.until(lambda: bool(ear.mentions))
        following.leave()
    async with bench.following(server.url):
        await server.connections(2)
    assert "cursor" not in server.asked[1]


async def test_one_that_is_left_before_it_spoke_begins_live_all_the_same(
    bench: Bench, server: Jetstream, ear: Ear, clock: FakeClock
) -> None:
    async with bench.following(server.url):
        await server.connections(1)
        await server.say(post("one", "1"))
        await ear.until(lambda: bool(ear.mentions))
    async with bench.following(server.url) as following:
        await server.connections(2)
        following.leave()
    clock.pass_time(timedelta(days=9))
    async with bench.following(server.url) as following:
        await server.connections(3)
        await server.say(post("anew", "2", at=clock.now()))
        await ear.until(lambda: "anew" in ear.texts)
        assert following.gap is None
    assert "cursor" not in server.asked[2]


async def test_the_cursor_that_is_kept_is_never_ahead_of_what_was_taken_in(
    bench: Bench, server: Jetstream, ear: Ear, clock: FakeClock
) -> None:
    """A process that is killed has nothing but the cursor: what it is behind is read again."""
    async with bench.following(server.url) as following:
        await server.connections(1)
        ear.hearing.clear()
        await server.say(post("taken in", "1"))
        await eventually(lambda: following.events == 1 and not following.waiting)
        await server.say(post("read alone", "2", at=START + SECOND))
        await eventually(lambda: following.waiting == 1)
        clock.pass_time(timedelta(seconds=SAVED_EVERY))
        ear.take_one()
        await ear.until(lambda: ear.texts == ["taken in"])
        state = await bench.recorded(lambda state: bool(state.cursor))
        assert state.cursor == str(micros(START))
        ear.hearing.set()


async def test_a_frame_over_the_limit_is_stepped_over(
    bench: Bench, server: Jetstream, ear: Ear, clock: FakeClock
) -> None:
    server.held += [
        post("before", "1"),
        post("x" * LONGEST_FRAME, "2", at=START + timedelta(milliseconds=40)),
        post("after", "3", at=START + SECOND),
    ]
    async with bench.following(server.url) as following:
        await server.connections(1)
        await server.say(post("live", "4"))
        await ear.until(lambda: "live" in ear.texts)
        server.cut()
        await ear.until(lambda: "after" in ear.texts)
        assert following.unreadable >= 1
    assert "before" in ear.texts


async def test_what_fails_in_our_own_database_is_never_laid_at_the_streams_door(
    bench: Bench, server: Jetstream, hearing: HeededStates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends, to be followed anew: called faulty itself, the stream would be left alone for an hour."""

    def put(*_: object) -> None:
        raise DatabaseUnavailable("nobody answers")

    monkeypatch.setattr(hearing, "put", put)
    with pytest.RaisesGroup(DatabaseUnavailable, flatten_subgroups=True):
        async with bench.following(server.url):
            await server.connections(1)
            await server.say(post("one", "1"))
            await asyncio.wait([bench.running])


@pytest.mark.parametrize("passes", range(6))
async def test_a_stop_beside_a_failure_ends_it_all_the_same(
    bench: Bench, server: Jetstream, ear: Ear, clock: FakeClock, passes: int
) -> None:
    """On Python 3.11 a task group whose task fails swallows the cancel that comes in the same moment."""
    async with bench.following(server.url) as following:
        await server.connections(1)
        await server.say(post("one", "1"))
        await ear.until(lambda: bool(ear.mentions))
        clock.pass_time(timedelta(seconds=31))
        for _ in range(passes):  # the watchdog wakes and fails; its group cancels the reading
            await asyncio.sleep(0)
        following.stop()
    assert len(server.asked) == 1
