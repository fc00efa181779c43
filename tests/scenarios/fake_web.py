"""A small public: people who say what a test has them say, where real services would tell it."""

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import timedelta
from itertools import count
from math import ceil

from aiohttp import web

from bot.world.formats.google_news import GoogleNews
from bot.world.formats.hacker_news import HackerNews
from bot.world.formats.page import missing
from bot.world.item import Item, Place
from bot.world.reply import Asked, Reply, Service
from bot.world.sample import Sample
from bot.world.site import sites
from tests.clock import FakeClock

HN = Place(
    key="hn",
    host="hn.algolia.com",
    name="Hacker News",
    format="hacker_news",
    lang="en",
    address="https://news.ycombinator.com/item?id={id}",
)
BLOG = Place(
    key="blog",
    host="lampes.example",
    name="Lampes & lueurs",
    format="wordpress",
    lang="fr",
    feed="/feed/",
    address="https://lampes.example/{id}/",
)
FORUM = Place(
    key="forum",
    host="forum.example",
    name="Night riders",
    format="discourse",
    lang="en",
    feed="/posts.rss",
    address="https://forum.example/t/{slug}/{thread}/{number}",
)
PRESS = Place(
    key="press",
    host="gazette.example",
    name="The Gazette",
    format="press",
    lang="en",
    address="https://gazette.example/{id}",
)
PLACES = (HN, BLOG, FORUM, PRESS)
FEED = "https://lampes.example/feed/"
NOW = timedelta()
MINUTE = timedelta(minutes=1)
DOWN = Reply(body=b"", content_type="text/html", status=503)


class Public:
    """Answers for every host of `PLACES` on one port of loopback, in the services' own formats.

    `ill` holds what a host answers instead of well; `pages` what stands at an address besides. While
    it is not `open`, nothing is answered, nor by a `hanging` host before its event; `visited` says that
    something was asked.
    """

    sources: Collection[str] = ("hackernews", "googlenews", "feeds")
    """Those that can be asked here."""
    settings: Mapping[str, str] = {}
    """What those need."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._start = clock.now()
        self._ids = count(40_000_001)
        self._items: list[Item] = []
        self._runner: web.AppRunner | None = None
        self.asked: list[Asked] = []
        self.ill: dict[str, Reply] = {}
        self.pages: dict[str, Reply] = {}
        self.hanging: dict[str, asyncio.Event] = {}
        self.base = ""
        self.open = asyncio.Event()
        self.open.set()
        self.visited = asyncio.Event()

    def say(
        self,
        place: Place,
        text: str,
        *,
        by: str = "",
        title: str = "",
        link: str = "",
        under: str = "",
        ago: timedelta = NOW,
    ) -> str:
        """Have somebody write something, now or a while ago; its id. Comments name what they are `under`.

        Services know no fraction of a minute here: what is said now takes until the next one.
        """
        minutes = ceil((self._clock.now() - ago - self._start) / MINUTE)
        if not ago:
            self._clock.pass_time(self._start + (minutes + 1 / 60) * MINUTE - self._clock.now())
        item = Item(
            id=str(next(self._ids)),
            place=place.key,
            ago=-minutes if not ago else 1 - minutes,
            lang=place.lang,
            by=by,
            title=title or ("" if under else f"Untitled {len(self._items)}"),
            text=text,
            link=link,
            under=under,
        )
        self._items.append(item)
        return item.id

    def requests(self) -> Counter[tuple[str, str]]:
        """How often each host was asked each thing."""
        return Counter((asked.host, asked.params.get("query") or asked.path) for asked in self.asked)

    def routes(self) -> dict[str, str]:
        """Every host that a source asks, and every reserved name."""
        hosts = ("hn.algolia.com", "hacker-news.firebaseio.com", "news.google.com", "*")
        return dict.fromkeys(hosts, self.base)

    async def start(self) -> None:
        """Listen on a free port of loopback."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.base = f"http://{host}:{port}"

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        host = (request.host.rpartition(":")[0] or request.host).lower()
        asked = Asked(host=host, path=request.path, params=dict(request.query), now=self._clock.now())
        self.asked.append(asked)
        self.visited.set()
        await self.open.wait()
        if host in self.hanging:
            await self.hanging[host].wait()
        reply = self.ill.get(host) or self.pages.get(f"{host}{asked.path}") or self._told(asked)
        return web.Response(status=reply.status, body=reply.body, headers=reply.headers)

    def _told(self, asked: Asked) -> Reply:
        sample = Sample(self._start, PLACES, self._items)
        services: list[Service] = [HackerNews(sample), GoogleNews(sample), *sites(sample)]
        service = next((each for each in services if asked.host in each.hosts), None)
        return service.answer(asked) if service else missing(asked.host)
