"""What the tests of sources share: the server, a fetcher that brings every host to it, and the clock."""

from collections.abc import AsyncIterator

import msgspec
import pytest

from bot.fetching import DomainLimiter, Fetcher, FetchLimits
from tests.clock import FakeClock
from tests.fetching.conftest import limits, no_backoff
from tests.fetching.server import Server

__all__ = ["limits", "no_backoff"]

HOSTS = (
    "*",
    "api.github.com",
    "api.podcastindex.org",
    "api.producthunt.com",
    "api.stackexchange.com",
    "api.x.com",
    "blog.example",
    "bsky.social",
    "dev.to",
    "graph.threads.net",
    "hn.algolia.com",
    "itunes.apple.com",
    "lemmy.world",
    "lobste.rs",
    "mastodon.social",
    "news.google.com",
    "oauth.reddit.com",
    "t.me",
    "www.bing.com",
    "www.googleapis.com",
    "www.reddit.com",
    "www.youtube.com",
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server() as server:
        yield server


@pytest.fixture
async def fetcher(clock: FakeClock, server: Server, limits: FetchLimits) -> AsyncIterator[Fetcher]:
    """Every host that a source asks is the server on loopback, by the guarded path."""
    async with Fetcher(
        clock=clock,
        limiter=DomainLimiter(clock, gap=0.0),
        limits=msgspec.structs.replace(limits, attempts=1),
        routes=dict.fromkeys(HOSTS, server.base),
    ) as fetcher:
        yield fetcher
