"""Where the log goes: standard error, one line an event, one a minute for a database that is away."""

import logging
import time
from collections.abc import Callable, Iterator

from bot.errors import DatabaseUnavailable

QUIET = (
    "httpx",
    "httpcore",
    "apscheduler",
    "alembic",
    "slack_bolt",
    "slack_sdk",
    "websockets",
    "aiohttp.access",
)
"""Libraries that say more than an operator wants to read."""
OUTAGE_LINES_EVERY = 60.0
"""Seconds between two lines about a database that is away: all that is tried meanwhile fails alike."""
_POOL = "sqlalchemy.pool"


def begin_logging(level: str) -> None:
    """Log what is at least of a level (`debug`, `info`, `warning`, `error`); of libraries, the warnings."""
    logging.basicConfig(level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))
    outages = Outages()
    for handler in logging.getLogger().handlers:
        handler.addFilter(outages)


class Outages(logging.Filter):
    """Makes of all that a database's outage brings one sentence a minute, without tracebacks."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._said_at = float("-inf")

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is logged; one that is about an outage is made short."""
        outage = next((error for error in _errors(record) if isinstance(error, DatabaseUnavailable)), None)
        if outage is None:
            return not (record.name.startswith(_POOL) and record.exc_info)
        if self._now() - self._said_at < OUTAGE_LINES_EVERY:
            return False
        self._said_at = self._now()
        record.msg, record.args = "%s", (str(outage),)
        record.exc_info = record.exc_text = None
        return True


def _errors(record: logging.LogRecord) -> Iterator[BaseException]:
    """What a record is about: its error with all that led to it, and the errors its words name."""
    error = record.exc_info[1] if record.exc_info else None
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
    if isinstance(record.args, tuple):
        yield from (part for part in record.args if isinstance(part, BaseException))
