"""One desk a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.digests.desk import Desk


@pytest.fixture
def desk(file_engine: Engine, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(file_engine, tmp_path)
    yield desk
    desk.close()
