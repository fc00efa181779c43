"""What the tests of fetching share."""

from collections.abc import AsyncIterator, Iterator

import pytest
import stamina

from bot.fetching import DomainLimiter, Fetcher, Patience
from tests.clock import FakeClock
from tests.fetching.server import Server

PATIENT = Patience(body=200_000)
"""A machine that is busy with something else is no server that does not answer."""
HASTY = Patience(read=0.2, total=0.4, body=200_000)
"""For a server that never answers: `@pytest.mark.parametrize("patience", [HASTY])`."""


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
def patience() -> Patience:
    return PATIENT


@pytest.fixture
async def fetcher(clock: FakeClock, patience: Patience) -> AsyncIterator[Fetcher]:
    """A fetcher that may ask loopback, and takes no turns."""
    async with Fetcher(
        clock=clock, limiter=DomainLimiter(clock, gap=0.0), patience=patience, allow_private=True
    ) as fetcher:
        yield fetcher
