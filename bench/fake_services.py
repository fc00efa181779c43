"""Where the crowd writes: services on loopback in their own formats, and a Slack, in a process of its own."""

import asyncio
import multiprocessing
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized, SynchronizedArray
from typing import Final

import msgspec
from aiohttp import web

from bench.traffic import START, Crowd
from bot.console.directory import BOT_USER
from bot.console.workspace import Workspace
from bot.world.formats.google_news import GoogleNews
from bot.world.formats.hacker_news import HackerNews
from bot.world.formats.page import missing
from bot.world.item import Item
from bot.world.reply import Asked, Reply, Service
from bot.world.sample import Sample
from bot.world.site import Site

SOURCES: Final = ("hackernews", "googlenews", "feeds")
SHORT: Final = 20.0
"""Seconds; what waits longer waits until the day has come so far."""
_SEARCHED: Final = {"hn.algolia.com": ("hackernews", "query"), "news.google.com": ("googlenews", "q")}
_NAME: Final = re.compile(r'"([^"]+)"')
_THREAD: Final = re.compile(r"\bstory_(\d+)\b")


class SharedClock:
    """A simulated clock that several processes look at, and that one of them moves.

    Short waits pass that time; long ones last until the day has come so far: who waits until there is
    something to do would else let the days fly by.
    """

    def __init__(self, seconds: "Synchronized[float]") -> None:
        self._seconds = seconds
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        return START + timedelta(seconds=self._seconds.value)

    def monotonic(self) -> float:
        return self._seconds.value

    def go_on_to(self, instant: datetime) -> None:
        """Never back: what waited may have passed it already."""
        self._seconds.value = max(self._seconds.value, (instant - START).total_seconds())
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        if seconds < SHORT:
            self._seconds.value += seconds
            await asyncio.sleep(0)
            return
        end = self._seconds.value + seconds
        while self._seconds.value < end:
            await self._moved.wait()


class Load(msgspec.Struct, frozen=True):
    """What one source was asked: requests, how many of them found nothing new (304), bytes sent."""

    requests: int
    unchanged: int
    size: int

    def since(self, before: "Load") -> "Load":
        """What came after."""
        return Load(
            self.requests - before.requests, self.unchanged - before.unchanged, self.size - before.size
        )


class Town:
    """A town that stands, seen from outside its process."""

    def __init__(
        self, clock: SharedClock, base: str, api_url: str, counted: "SynchronizedArray[int]"
    ) -> None:
        self.clock = clock
        self.api_url = api_url
        self._base = base
        self._counted = counted

    def routes(self) -> dict[str, str]:
        """Where the hosts of all sources are to be found."""
        return dict.fromkeys((*_SEARCHED, "*"), self._base)

    def loads(self) -> dict[str, Load]:
        """What was asked so far, by source."""
        held = self._counted[:]
        return {source: Load(*held[3 * n : 3 * n + 3]) for n, source in enumerate(SOURCES)}


@contextmanager
def open_town(crowd: Crowd) -> Iterator[Town]:
    """A town for this crowd, at the day's first minute."""
    context = multiprocessing.get_context("spawn")
    seconds, counted = context.Value("d", 0.0), context.Array("q", 3 * len(SOURCES))
    here, there = context.Pipe()
    process = context.Process(target=_run, args=(crowd, seconds, counted, there), daemon=True)
    process.start()
    base, api_url = here.recv()
    try:
        yield Town(SharedClock(seconds), base, api_url, counted)
    finally:
        here.send("end")
        process.join()


def _run(
    crowd: Crowd, seconds: "Synchronized[float]", counted: "SynchronizedArray[int]", there: Connection
) -> None:
    asyncio.run(_serve(crowd, SharedClock(seconds), counted, there))


async def _serve(
    crowd: Crowd, clock: SharedClock, counted: "SynchronizedArray[int]", there: Connection
) -> None:
    async with Workspace(clock) as slack:
        slack.add_user("U1", "Camille")
        for channel in crowd.channels:
            slack.add_channel(channel.id, channel.id.lower(), ["Camille", BOT_USER])
        app = web.Application()
        app.router.add_get("/{path:.*}", partial(_answered, _Streets(crowd), clock, counted))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        there.send((f"http://{host}:{port}", slack.api_url))
        await asyncio.to_thread(there.recv)
        await runner.cleanup()


class _Streets:
    """Every service of the town; searches look through what is said of one name alone."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        by_place: dict[str, list[Item]] = {}
        for items in crowd.items.values():
            for item in items:
                by_place.setdefault(item.place, []).append(item)
        self._sites: dict[str, Service] = {
            blog.host: Site(Sample(START, [blog], by_place[blog.key]), blog.host) for blog in crowd.blogs
        }
        self._searches: dict[tuple[str, str], Service] = {}
        self._spoken_of = {item.id: name for name in crowd.names for item in crowd.items[name]}
        for name in crowd.names:
            sample = Sample(START, crowd.places, crowd.items[name])
            self._searches["hackernews", name] = HackerNews(sample)
            self._searches["googlenews", name] = GoogleNews(sample)

    def answer(self, asked: Asked) -> tuple[str, Reply]:
        """The source that was asked, and its answer."""
        source, parameter = _SEARCHED.get(asked.host, ("feeds", ""))
        if source == "feeds":
            service = self._sites.get(asked.host)
        else:
            service = self._searches.get((source, self._name(asked, parameter)))
        return source, service.answer(asked) if service else missing(asked.host)

    def _name(self, asked: Asked, parameter: str) -> str:
        """The name that a search is for, or of which the thread speaks whose comments are asked for."""
        if named := _NAME.search(asked.params.get(parameter, "")):
            return named[1]
        thread = _THREAD.search(asked.params.get("tags", ""))
        return self._spoken_of.get(thread[1], "") if thread else ""


async def _answered(
    streets: _Streets, clock: SharedClock, counted: "SynchronizedArray[int]", request: web.Request
) -> web.Response:
    host = request.host.partition(":")[0]
    asked = Asked(host=host, path=request.path, params=dict(request.query), now=clock.now())
    source, reply = streets.answer(asked)
    known = bool(reply.etag) and request.headers.get("If-None-Match") == reply.etag
    place = 3 * SOURCES.index(source)
    counted[place] += 1
    counted[place + 1] += known
    counted[place + 2] += 0 if known else len(reply.body)
    if known:
        return web.Response(status=304, headers={"ETag": reply.etag})
    return web.Response(status=reply.status, body=reply.body, headers=reply.headers)
