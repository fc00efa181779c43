"""The network under HTTP: public addresses alone, and the certificates that are trusted."""

import functools
import os
import ssl

import httpcore
import httpx

from bot.fetching.guard import GuardedBackend


@functools.lru_cache(maxsize=1)
def _trust(_file: str | None, _folder: str | None) -> ssl.SSLContext:
    """The certificates that are trusted: read once, which takes a while, and anew where others are named."""
    context: ssl.SSLContext = httpx.create_ssl_context(trust_env=True)
    return context


class Transport(httpx.AsyncHTTPTransport):
    """httpx's own transport, over a network that keeps to public addresses."""

    def __init__(self, backend: GuardedBackend) -> None:
        context = _trust(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
        super().__init__(verify=context)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context, max_connections=100, keepalive_expiry=15.0, network_backend=backend
        )
