"""Where the log goes: standard error, one line an event."""

import logging

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


def begin_logging(level: str) -> None:
    """Log what is at least of a level (`debug`, `info`, `warning`, `error`); of libraries, the warnings."""
    logging.basicConfig(level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))
