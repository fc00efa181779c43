"""A desk, a database and a clock."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.fetching import Fetcher
from bot.storage.database import open_database
from bot.storage.source_states import SourceStates
from tests.clock import FakeClock
from tests.listening.desk import Desk, Guestbook


@pytest.fixture
def hearing(tmp_path: Path) -> Iterator[SourceStates]:
    engine = open_database(f"sqlite:///{tmp_path / 'archive.sqlite'}")
    yield SourceStates(engine)
    engine.dispose()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def fetcher(clock: FakeClock) -> AsyncIterator[Fetcher]:
    async with Fetcher(clock=clock) as fetcher:
        yield fetcher


@pytest.fixture
def desk(fetcher: Fetcher, hearing: SourceStates, clock: FakeClock) -> Desk:
    return Desk(Guestbook(clock), fetcher, hearing, clock)
