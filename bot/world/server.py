"""The sample world, answered over real HTTP on loopback in the formats of the real services."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

from aiohttp import web

from bot.clock import Clock
from bot.world.formats.google_news import GoogleNews
from bot.world.formats.hacker_news import HackerNews
from bot.world.formats.page import missing
from bot.world.reply import Asked, Reply, Service
from bot.world.sample import Sample, load
from bot.world.site import sites

SAMPLE = "fictional people, brands and places, written for Veille"
"""What the `X-Sample-Data` header of every answer says."""


class World:
    """Fictional people talking about a fictional brand, served while it is started.

    One server answers for every host by the Host header. Ages are counted from `start`, the clock's
    instant when none is given; what its people are yet to say then comes as the clock goes on. `folder`
    holds what they say.
    """

    sources: Final = ("feeds", "googlenews", "hackernews")
    """The sources whose services it answers for."""

    def __init__(self, clock: Clock, folder: Path | None = None, start: datetime | None = None) -> None:
        self._clock = clock
        self._sample = load(start or clock.now(), folder)
        services: list[Service] = [HackerNews(self._sample), GoogleNews(self._sample), *sites(self._sample)]
        self._services = {host: service for service in services for host in service.hosts}
        self._runner: web.AppRunner | None = None
        self._base = ""

    @property
    def sample(self) -> Sample:
        """What its people say, and where."""
        return self._sample

    @property
    def feeds(self) -> tuple[str, ...]:
        """The addresses of the feeds a demo channel listens to from the start."""
        shared = (place for place in self._sample.places.values() if place.shared)
        return tuple(f"https://{place.host}{place.feed}" for place in shared)

    def routes(self) -> dict[str, str]:
        """Each host the world answers for, with the loopback address to ask instead; none until started."""
        return dict.fromkeys(self._services, self._base) if self._base else {}

    async def start(self) -> None:
        """Listen on a free port of the loopback interface."""
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self._base = f"http://{host}:{port}"

    async def stop(self) -> None:
        """Close the server and its connections; harmless when it was not started."""
        runner, self._runner, self._base = self._runner, None, ""
        if runner:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        host = request.host.rpartition(":")[0] or request.host
        asked = Asked(host=host.lower(), path=request.path, params=dict(request.query), now=self._clock.now())
        service = self._services.get(asked.host)
        reply = service.answer(asked) if service else missing(asked.host)
        return _response(request, reply)


def _response(request: web.Request, reply: Reply) -> web.Response:
    headers = {**reply.headers, "X-Sample-Data": SAMPLE}
    if _unchanged(request, reply):
        del headers["Content-Type"]
        return web.Response(status=304, headers=headers)
    response = web.Response(status=reply.status, body=reply.body, headers=headers)
    response.enable_compression()
    return response


def _unchanged(request: web.Request, reply: Reply) -> bool:
    """RFC 9110, 13.1: an entity tag decides before a date does."""
    known = request.headers.get("If-None-Match")
    if known is not None:
        return bool(reply.etag) and reply.etag.removeprefix("W/") in known
    since = request.headers.get("If-Modified-Since")
    if since is None or reply.changed is None:
        return False
    try:
        return reply.changed <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False
