"""What the tests of sources share: the server, a fetcher that brings every host to it, and the clock."""

from collections.abc import AsyncIterator

import pytest

from bot.fetching import DomainLimiter, Fetcher, Patience
from tests.clock import FakeClock
from tests.fetching.conftest import no_backoff
from tests.fetching.server import Server

__all__ = ["no_backoff"]

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
async def fetcher(clock: FakeClock, server: Server) -> AsyncIterator[Fetcher]:
    """Every host that a source asks is the server on loopback, by the guarded path."""
    async with Fetcher(
        clock=clock,
        limiter=DomainLimiter(clock, gap=0.0),
        patience=Patience(connect=1.0, read=0.3, total=0.6, attempts=1, body=200_000),
        routes=dict.fromkeys(HOSTS, server.base),
    ) as fetcher:
        yield fetcher
