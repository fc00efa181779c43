"""One desk a test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.watches.desk import WatchDesk


@pytest.fixture
async def watch_desk(file_engine: Engine, tmp_path: Path) -> AsyncIterator[WatchDesk]:
    desk = WatchDesk(file_engine, tmp_path)
    await desk.open()
    yield desk
    await desk.shut()


@pytest.fixture
def desk(watch_desk: WatchDesk) -> WatchDesk:
    return watch_desk
