"""Every service that is asked, at once, each with what its samples hold, well or ill as a test wants it."""

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import web

from bot.answer import Answer
from bot.fetching.fetch import HttpRequest
from bot.query import Needle
from bot.sources import discover
from bot.sources.source import Ask, Counted, Source
from bot.sources.stream import Stream
from bot.world.reply import Asked, Reply
from tests.clock import START, FakeClock
from tests.scenarios.fake_web import Public
from tests.sources.case import Case, case_of

FEED = "https://blog.example/feed"
_PROFILES = ("public.api.bsky.app", "/xrpc/app.bsky.actor.getProfiles")


class Everywhere(Public):
    """Answers for every source that can be asked, by the host and path it asks; Bluesky speaks at `stream`.

    `told` is what a service says, by its source; `ill` what it answers instead; a `slow` one answers
    never; `dead` are the hosts where nobody listens.
    """

    def __init__(self, clock: FakeClock, dead_end: str, stream: str) -> None:
        super().__init__(clock)
        kinds = {name: source for name, source in discover().items() if not isinstance(source, Stream)}
        self.cases = {name: case_of(name) for name in kinds}
        self.settings = {
            variable: value for case in self.cases.values() for variable, value in case.settings.items()
        } | {"VEILLE_JETSTREAM_URL": stream}
        self.sources = (*self.cases, "bluesky")
        self.asked_sources = {
            name: source for name, source in discover(clock, self.settings).items() if name in kinds
        }
        self.told: dict[str, bytes] = {name: case.write([]) for name, case in self.cases.items()}
        self.slow: set[str] = set()
        self.dead: set[str] = set()
        self._dead_end = dead_end
        self._owners: dict[tuple[str, str], str] = {_PROFILES: "bluesky"}

    async def explore(self, names: list[str]) -> None:
        """Find out where each source goes to ask for these names."""
        ask = Ask(tuple(Needle(name) for name in names), feeds=(FEED,))
        for name, source in self.asked_sources.items():
            for place in await _asked_of(source, self.cases[name], ask):
                owner = self._owners.setdefault(place, name)
                assert owner == name, f"{owner} and {name} both ask {place}"

    def hosts(self, source: str) -> set[str]:
        """The hosts that a source asks."""
        return {host for (host, _), owner in self._owners.items() if owner == source}

    def routes(self) -> dict[str, str]:
        """Every host, to where it is answered for; the dead ones to where nobody listens."""
        every = {host for host, _ in self._owners}
        return {host: self._dead_end if host in self.dead else self.base for host in every}

    async def revive(self) -> None:
        """Answer where nobody listened."""
        assert self._runner
        parts = urlsplit(self._dead_end)
        await web.TCPSite(self._runner, parts.hostname, parts.port).start()

    async def _answer(self, request: web.Request) -> web.Response:
        host = request.host.partition(":")[0].lower()
        self.asked.append(
            Asked(host=host, path=request.path, params=dict(request.query), now=self._clock.now())
        )
        source = self._owner(host, request.path)
        if source in self.slow:
            await asyncio.Event().wait()
        reply = self.ill.get(source) or self._well(source, host, request.path)
        return web.Response(status=reply.status, body=reply.body, headers=reply.headers)

    def _owner(self, host: str, path: str) -> str:
        """The source that asks there; where it goes once it has found something is on the same host."""
        near = {owner for (other, _), owner in self._owners.items() if other == host}
        return self._owners.get((host, path)) or min(near)

    def _well(self, source: str, host: str, path: str) -> Reply:
        """What it says; nothing more on the pages that follow."""
        if source == "bluesky":
            return Reply(body=b'{"profiles":[]}', content_type="application/json")
        case = self.cases[source]
        return _reply(case, path, self.told[source] if (host, path) in self._owners else case.write([]))


async def _asked_of(source: Source, case: Case, ask: Ask) -> set[tuple[str, str]]:
    """The (host, path) pairs that a source asks, when all it finds is nothing."""
    scout = _Scout(case)
    for question in source.requests(ask):
        async for _ in source.search(question, START, scout):
            raise AssertionError(f"{source.name} finds something in nothing")
    return scout.seen


class _Scout(Counted):
    """Sees where a source goes with its questions; nobody is asked."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self.seen: set[tuple[str, str]] = set()

    async def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        return self._answered(url)

    async def send(self, request: HttpRequest) -> Answer:
        return self._answered(request.url)

    def _answered(self, url: str) -> Answer:
        parts = urlsplit(url)
        self.seen.add((parts.hostname or "", parts.path or "/"))
        reply = _reply(self._case, parts.path, self._case.write([]))
        headers = {name.lower(): value for name, value in reply.headers.items()}
        return Answer(url=url, headers=headers, body=reply.body)


def _reply(case: Case, path: str, body: bytes) -> Reply:
    door = case.doors.get(path)
    kind = "application/json" if door else case.content_type
    return Reply(body=door or body, content_type=kind)
