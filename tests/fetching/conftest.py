"""What the tests of fetching share."""

from collections.abc import AsyncIterator, Iterator

import pytest
import stamina

from bot.fetching import DomainLimiter, Fetcher, FetchLimits
from tests.clock import FakeClock
from tests.fetching.server import Server

PATIENT = FetchLimits(body=200_000)
"""A machine that is busy with something else is no server that does not answer."""
HASTY = FetchLimits(read=0.2, total=0.4, body=200_000)
"""For a server that never answers: `@pytest.mark.parametrize("limits", [HASTY])`."""


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
def limits() -> FetchLimits:
    return PATIENT


@pytest.fixture
async def fetcher(clock: FakeClock, limits: FetchLimits) -> AsyncIterator[Fetcher]:
    """A fetcher that may ask loopback, and takes no turns."""
    async with Fetcher(
        clock=clock, limiter=DomainLimiter(clock, gap=0.0), limits=limits, allow_private=True
    ) as fetcher:
        yield fetcher
