"""What the tests of fetching share."""

from collections.abc import AsyncIterator, Iterator

import pytest
import stamina

from bot.fetching import DomainLimiter, Fetcher, Patience
from tests.clock import FakeClock
from tests.fetching.server import Server


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server() as server:
        yield server


@pytest.fixture(autouse=True)
def no_backoff() -> Iterator[None]:
    """Tries follow each other at once."""
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture
async def fetcher(clock: FakeClock) -> AsyncIterator[Fetcher]:
    """A fetcher that may ask loopback, and waits for nobody."""
    patience = Patience(connect=1.0, read=0.3, total=0.6, body=200_000)
    async with Fetcher(
        clock=clock, limiter=DomainLimiter(clock, gap=0.0), patience=patience, allow_private=True
    ) as fetcher:
        yield fetcher
