"""Where the log goes: standard error, one line an event, one a minute for a database that cannot be used."""

import logging
import time
from collections.abc import Callable, Iterator

from bot.errors import StorageFailure
from bot.locale import DEFAULT, speaking

TALKATIVE = (
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
"""Seconds between two lines about a database that cannot be used: all that is tried meanwhile fails alike."""
_POOL = "sqlalchemy.pool"


def begin_logging(level: str) -> None:
    """Log what is at least of a level (`debug`, `info`, `warning`, `error`); of libraries, the warnings."""
    written = logging.StreamHandler()
    written.setFormatter(InEnglish("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[written])
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))
    outages = Outages()
    for handler in logging.getLogger().handlers:
        handler.addFilter(outages)


class InEnglish(logging.Formatter):
    """Writes what is logged in English, whoever's question it comes of."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        with speaking(DEFAULT):
            return super().format(record)


class Outages(logging.Filter):
    """Makes of all that comes of a database that is away, full or damaged one sentence a minute."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._said_at: dict[type[StorageFailure], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is logged; one that is about such a failure is made short."""
        failure = next((error for error in _errors(record) if isinstance(error, StorageFailure)), None)
        if failure is None:
            return not (record.name.startswith(_POOL) and record.exc_info)
        said_at = self._said_at.get(type(failure), float("-inf"))
        if self._now() - said_at < OUTAGE_LINES_EVERY:
            return False
        self._said_at[type(failure)] = self._now()
        record.msg, record.args = "%s", (str(failure),)
        record.exc_info = record.exc_text = None
        return True


def _errors(record: logging.LogRecord) -> Iterator[BaseException]:
    """What a record is about: its error with all that led to it, and the errors its words name."""
    if record.exc_info and record.exc_info[1]:
        yield from _led_to(record.exc_info[1])
    if isinstance(record.args, tuple):
        yield from (part for part in record.args if isinstance(part, BaseException))


def _led_to(error: BaseException | None) -> Iterator[BaseException]:
    """An error, those of which it is made, and what each of them came from."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for part in error.exceptions:
                yield from _led_to(part)
        error = error.__cause__ or error.__context__
