"""A desk, a database and a clock."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Engine

from bot.fetching import Fetcher
from bot.storage.source_states import SourceStates
from tests.clock import FakeClock
from tests.listening.desk import Desk, Guestbook


@pytest.fixture
def hearing(file_engine: Engine) -> SourceStates:
    return SourceStates(file_engine)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def fetcher(clock: FakeClock) -> AsyncIterator[Fetcher]:
    async with Fetcher(clock=clock) as fetcher:
        yield fetcher


@pytest.fixture
def desk(fetcher: Fetcher, file_engine: Engine, clock: FakeClock) -> Desk:
    return Desk(Guestbook(clock), fetcher, file_engine, clock)
