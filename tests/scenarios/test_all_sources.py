"""Ten watches and every source at once, one of them dead, one lying, one slow."""

import asyncio
import re
import socket
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.console.records import Post
from bot.console.workspace import Workspace
from bot.fetching import FetchLimits, fetcher
from bot.runtime.schedule import Schedule
from bot.storage.source_state import SourceState
from bot.world.reply import Reply
from tests.clock import NAP, START, TICK, FakeClock
from tests.jetstream import Jetstream
from tests.jetstream import post as posted
from tests.scenarios.all_sources import FEED, Everywhere
from tests.scenarios.full_bot import Stage, quotes, shown
from tests.sources.cases import lemmy

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAWN = START - 2 * HOUR
"""An hour before all samples are dated; nine o'clock in Paris is at `START`."""
NAMES = (
    "Zibbeto",
    "Quuxor",
    "Fnordia",
    "Grault",
    "Plugh",
    "Wibbly",
    "Xyzzyx",
    "Corgelo",
    "Thudder",
    "Blorpo",
)
DEAD, LYING, SLOW = "hackernews", "lemmy", "telegram"
FRUGAL = "youtube"
"""A hundred searches a day: among ten names each has its turn every 160 minutes."""
CHANNELS = ("veille-demo", "crise")
WORDS = "anvil bright cellar dusk ember fallow gable harvest inkwell juniper kettle lantern meadow nimble"
HTML = Reply(body=b"<!DOCTYPE html><html><title>Hello</title></html>", content_type="text/html")
GARBAGE = Reply(body=b'{"posts": [{"post": ', content_type="application/json")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(DAWN, nap=NAP, tick=TICK)


@pytest.fixture
async def jetstream() -> AsyncIterator[Jetstream]:
    async with Jetstream() as jetstream:
        yield jetstream


@pytest.fixture
async def public(clock: FakeClock, jetstream: Jetstream) -> AsyncIterator[Everywhere]:
    with socket.socket() as probe:  # a port where nobody listens yet
        probe.bind(("127.0.0.1", 0))
        dead_end = f"http://127.0.0.1:{probe.getsockname()[1]}"
    public = Everywhere(clock, dead_end, jetstream.url)
    await public.explore(list(NAMES))
    public.dead |= public.hosts(DEAD)
    await public.start()
    yield public
    await public.stop()


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot waits for no server longer than a moment, and its schedule is the test."""
    limits = FetchLimits(connect=20.0, read=2.0, total=20.0, attempts=1)
    monkeypatch.setattr(fetcher, "FetchLimits", lambda: limits)
    monkeypatch.setattr(Schedule, "start", lambda *_: None)
    monkeypatch.setattr(Schedule, "stop", lambda _: None)


class Town:
    """The stage, with everybody who speaks on it."""

    def __init__(self, stage: Stage, public: Everywhere, jetstream: Jetstream) -> None:
        self.stage = stage
        self.public = public
        self._jetstream = jetstream

    async def settle_in(self) -> None:
        """Ten watches in two channels, before anybody has said anything."""
        if "feeds" in self.public.sources:
            for channel in CHANNELS:
                await self.stage.command(f"feed {FEED}", channel=channel)
        for place, name in enumerate(NAMES):
            await self.stage.command(f"brand {name}", channel=CHANNELS[place % 2])
        await self._bluesky_goes_on("bonjour")

    def speak(self) -> dict[str, str]:
        """Have somebody say something at every service that is asked; the texts by source."""
        said = {}
        for number, (source, case) in enumerate(self.public.cases.items()):
            text = said[source] = text_of(source, number)
            others = [("Nothing of interest.", "nobody")] * number  # the ids of several are alike
            self.public.told[source] = case.write([*others, (text, f"ann{number}")])
        return said

    async def at(self, instant: datetime, on_bluesky: str = "bonjour") -> None:
        """Go on to an instant; Bluesky, which broke off meanwhile, is followed again and says something.

        To wait for the silence to be noticed is not enough: a frame of the time before, read late, ends it.
        """
        self.stage.clock.pass_time(instant - self.stage.clock.now())
        self._jetstream.cut()
        await self._bluesky_goes_on(on_bluesky)

    async def poll(self, *sources: str) -> None:
        """Ask these sources, or all, what the schedule asks them."""
        parts = self.stage.bot.parts
        for question in parts.registry.due:
            if not sources or question.source in sources:
                await parts.poller.poll(question)
        await self.stage.rest()

    def everything(self, channel: str) -> list[Post]:
        """What the bot said in a channel and its threads."""
        return [each for post in self.stage.said(channel) for each in (post, *self.stage.replies(post))]

    def quoted(self) -> Counter[str]:
        """How often each text was quoted, in both channels."""
        posts = (post for channel in CHANNELS for post in self.everything(channel))
        return Counter(quote for post in posts for quote in quotes(post))

    def lines(self, beginning: str, channel: str = "veille-demo") -> list[str]:
        """The lines that begin so, of all that was said in a channel."""
        every = (line for post in self.everything(channel) for line in shown(post).splitlines())
        return [line for line in every if line.startswith(beginning)]

    async def _bluesky_goes_on(self, text: str) -> None:
        now = self.stage.clock.now()
        await self._jetstream.connections(len(self._jetstream.asked) + (now > DAWN + MINUTE))
        await self._jetstream.say(posted(text, f"3key{now:%d%H%M}", at=now))
        states = self.stage.bot.parts.source_states
        while not is_well(await asyncio.to_thread(states.state, "bluesky", " "), now):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def is_well(state: SourceState, since: datetime) -> bool:
    """Whether a stream is connected again, since then."""
    return not state.failures and state.last_success is not None and state.last_success >= since


def text_of(source: str, number: int) -> str:
    """What is said at a source about one of the names, no two alike."""
    known = WORDS.split()
    words = [known[(number * step + step) % len(known)] for step in (1, 3, 5, 9)]
    return f"{NAMES[number % len(NAMES)]} came up at {source}: {' '.join(words)} {number}."


@pytest.fixture
async def town(
    clock: FakeClock, slack: Workspace, public: Everywhere, jetstream: Jetstream, data: Path
) -> AsyncIterator[Town]:
    stage = Stage(clock, slack, public, data)
    await stage.start()
    town = Town(stage, public, jetstream)
    await town.settle_in()
    yield town
    await stage.rest()
    await stage.stop()


@pytest.fixture
def few(public: Everywhere) -> None:
    """Of all sources, those that are ill and some that are not."""
    public.sources = (DEAD, LYING, SLOW, "bluesky", "devto", "mastodon")


@pytest.mark.thorough
async def test_the_others_are_heard_and_it_is_said_who_was_not(town: Town) -> None:
    said = town.speak()
    town.public.ill[LYING] = HTML
    town.public.slow.add(SLOW)
    for minutes in range(0, 8, 2):
        await town.at(DAWN + 90 * MINUTE + minutes * MINUTE)
        await town.poll()
    await town.at(START)
    await town.stage.sweep()
    for source in (DEAD, LYING, SLOW, FRUGAL):
        del said[source]
    assert town.quoted() == Counter(said.values())
    for channel in CHANNELS:
        assert town.lines("Not heard: ", channel) == [
            "Not heard: Hacker News: hn.algolia.com could not be reached.",
            "Not heard: Lemmy: lemmy.example sent a web page where JSON was due.",
            "Not heard: Telegram: t.me did not answer in time.",
        ]
    status = await town.stage.told("status")
    assert "Mastodon: last read 08:3" in status
    assert re.search(r"Hacker News: not read yet; .* reached\. \d times in a row\. Resting until Mon", status)
    assert "Lemmy: last read 07:00; lemmy.example sent a web page" in status
    assert "Telegram: last read 07:00; t.me did not answer in time." in status
    assert "Mastodon: 12 not kept, its words did not match" in status
    sources = await town.stage.told("sources")
    assert "github — GitHub; last heard Mon 23 Nov, 08:30, 1 item in 24 h" in sources
    assert "hackernews — Hacker News; resting until Mon 23 Nov, 09:" in sources


@pytest.mark.thorough
async def test_who_is_not_heard_is_told_once_and_once_when_back_and_nothing_is_said_twice(
    few: None, town: Town
) -> None:
    said = town.speak()
    ill = {DEAD, LYING, SLOW}
    town.public.ill[LYING] = HTML
    town.public.slow.add(SLOW)
    for hours in range(7):
        town.public.ill[LYING] = (HTML, GARBAGE)[hours % 2]
        await town.at(DAWN + 90 * MINUTE + hours * 7 * HOUR)
        await town.poll(*ill)
    for channel in CHANNELS:
        assert len(town.lines("Hacker News could not be heard 5 times in a row: ", channel)) == 1
        assert len(town.lines("Telegram could not be heard 5 times in a row: ", channel)) == 1
        assert len(town.lines("Lemmy could not be heard 5 times in a row: lemmy.example sent ", channel)) == 1
    await town.public.revive()
    town.public.slow.clear()
    del town.public.ill[LYING]
    odd = lemmy.post(1, "Zibbeto, they say, comes from the future.", "eve", published="2999-01-01T00:00:00Z")
    town.public.told[LYING] = lemmy.search([odd])
    said[LYING] = "Zibbeto, they say, comes from the future."
    for hours in range(7, 10):
        await town.at(DAWN + 90 * MINUTE + hours * 7 * HOUR)
        await town.poll(*ill)
        await town.stage.sweep()
    for channel in CHANNELS:
        for title in ("Hacker News", "Lemmy", "Telegram"):
            assert town.lines(f"{title} is heard again.", channel) == [f"{title} is heard again."]
    quoted = town.quoted()
    assert {said[source] for source in ill} <= set(quoted)
    assert set(quoted.values()) == {1}
