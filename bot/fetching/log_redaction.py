"""Keeps keys out of the logs of the libraries that carry them, and reasons in."""

import logging

import httpx
import stamina
from stamina.instrumentation import RetryDetails

log = logging.getLogger(__name__)


class KeepAddressesSecret(logging.Filter):
    """httpx logs each address in full, and queries carry keys; so do the paths of private feeds."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                f"{part.scheme}://{part.host}" if isinstance(part, httpx.URL) else part
                for part in record.args
            )
        return True


def keep_secrets() -> None:
    """Make httpx log hosts alone, httpcore no headers, and each further try its reason. Harmless twice."""
    logger = logging.getLogger("httpx")
    if not any(isinstance(known, KeepAddressesSecret) for known in logger.filters):
        logger.addFilter(KeepAddressesSecret())
    logging.getLogger("httpcore").setLevel(logging.INFO)  # its debug lines hold every header
    stamina.instrumentation.set_on_retry_hooks([_log_retry])


def _log_retry(details: RetryDetails) -> None:
    """The reason of a failure names its host, and nothing else of the address."""
    log.warning("%s It is tried again in %.1f s.", details.caused_by, details.wait_for)
