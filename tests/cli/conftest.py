"""What the command line sets for its process is undone after each test."""

import logging
from collections.abc import Iterator

import pytest

from bot.logs import QUIET


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Restore the levels and handlers that a command sets for the whole process."""
    root = logging.getLogger()
    handlers, loggers = root.handlers[:], [root, *map(logging.getLogger, QUIET)]
    levels = [logger.level for logger in loggers]
    yield
    root.handlers[:] = handlers
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
