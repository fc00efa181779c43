"""Other addresses for some hosts: how a sample world on loopback stands in for the real services."""

from collections.abc import Mapping

import httpx

RESERVED = (".example", ".test", ".invalid", "example.com", "example.net", "example.org")
"""Names that belong to nobody (RFC 2606); `*` in routes stands for the hosts under them."""

_PORTS = {"http": 80, "https": 443}


class Routes:
    """Host to base address. The request keeps its path, query and `Host`; only where it goes differs."""

    def __init__(self, bases: Mapping[str, str]) -> None:
        self._bases = {host.lower(): httpx.URL(base) for host, base in bases.items()}

    def route(self, url: httpx.URL) -> httpx.URL:
        """Where a request for `url` is really sent; `url` itself for a host without a route."""
        base = self._bases.get(url.host) or (self._bases.get("*") if _reserved(url.host) else None)
        if base is None:
            return url
        return url.copy_with(scheme=base.scheme, host=base.host, port=base.port)

    def ends(self) -> set[tuple[str, int]]:
        """The (host, port) pairs that requests may be sent to."""
        return {
            (base.host, base.port or (443 if base.scheme == "https" else 80)) for base in self._bases.values()
        }


def _reserved(host: str) -> bool:
    return any(host == name.lstrip(".") or host.endswith("." + name.lstrip(".")) for name in RESERVED)
