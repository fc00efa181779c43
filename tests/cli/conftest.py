"""What the command line sets for its process is undone after each test."""

import logging
from collections.abc import Iterator

import pytest

from bot.logs import TALKATIVE


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Restore the levels, handlers and filters that a command sets for the whole process."""
    root = logging.getLogger()
    handlers, loggers = root.handlers[:], [root, *map(logging.getLogger, TALKATIVE)]
    levels, filters = [logger.level for logger in loggers], [handler.filters[:] for handler in handlers]
    yield
    root.handlers[:] = handlers
    for handler, held in zip(handlers, filters, strict=True):
        handler.filters[:] = held
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
