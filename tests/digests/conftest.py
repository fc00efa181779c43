"""One desk a test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.digests.desk import Desk
from tests.watches.conftest import watch_desk

__all__ = ["watch_desk"]


@pytest.fixture
async def desk(file_engine: Engine, tmp_path: Path) -> AsyncIterator[Desk]:
    desk = Desk(file_engine, tmp_path)
    yield desk
    await desk.stop()
