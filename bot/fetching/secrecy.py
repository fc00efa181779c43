"""Keeps keys out of the logs of the libraries that carry them."""

import logging

import httpx


class KeepQueriesSecret(logging.Filter):
    """httpx logs each address in full, and queries carry keys."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                f"{part.scheme}://{part.host}{part.path}" if isinstance(part, httpx.URL) else part
                for part in record.args
            )
        return True


def keep_secrets() -> None:
    """Make httpx log addresses without their queries, and httpcore no headers. May be called again."""
    logger = logging.getLogger("httpx")
    if not any(isinstance(known, KeepQueriesSecret) for known in logger.filters):
        logger.addFilter(KeepQueriesSecret())
    logging.getLogger("httpcore").setLevel(logging.INFO)  # its debug lines hold every header
