"""Addresses that are never asked: whatever is not the public internet.

The check is made on the number that is about to be connected to, not on the name, so that a
redirect or a name that changes its address between two look-ups (DNS rebinding) gains nothing.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection, Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpcore

from bot.errors import RefusedAddress

Resolver = Callable[[str, int], Awaitable[list[str]]]
"""Host and port to numeric addresses, best first. Raises `OSError` when there are none."""

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last four bytes are an IPv4 address
_NAT64_LOCAL = IPv6Network("64:ff9b:1::/48")  # RFC 8215


async def resolve(host: str, port: int) -> list[str]:
    """What the machine's own resolver says."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def is_public(number: str) -> bool:
    """Whether a numeric address is of the public internet.

    An IPv4 address inside an IPv6 one (mapped, NAT64, 6to4) is judged for itself.
    """
    address = ip_address(number.partition("%")[0])
    if isinstance(address, IPv6Address):
        inner = _inner(address)
        if inner is not None:
            return is_public(str(inner))
        if address in _NAT64_LOCAL or address.teredo or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def is_own_network(number: str) -> bool:
    """Whether a numeric address is of this machine or a network of its owner's.

    Link-local ones are not: a cloud's machines keep their credentials there.
    """
    address = ip_address(number.partition("%")[0])
    mapped = _inner(address) if isinstance(address, IPv6Address) else None
    if mapped is not None:
        return is_own_network(str(mapped))
    if address.is_link_local or address.is_unspecified:
        return False
    return address.is_loopback or (address.is_private and not address.is_reserved)


def _inner(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


class AddressGuard:
    """Lets through public addresses, and the few that were named as trusted.

    `trusted` are (host, port) pairs that the bot's own settings name, such as a sample world's;
    `allow_private` lets through this machine and its owner's networks, for the console and tests.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        trusted: Collection[tuple[str, int]] = (),
        resolver: Resolver = resolve,
    ) -> None:
        self._allow_private = allow_private
        self._trusted = trusted
        self._resolver = resolver

    async def numbers(self, host: str, port: int, seconds: float | None) -> list[str]:
        """The numeric addresses of a host that may be connected to, best first.

        Raises `RefusedAddress` if there are none, `TimeoutError` after so many seconds, and what the
        resolver raises.
        """
        async with asyncio.timeout(seconds):
            numbers = await self._resolver(host, port)
        if (host, port) not in self._trusted:
            numbers = [number for number in numbers if self._may_be_asked(number)]
        if not numbers:
            raise RefusedAddress(
                "{host} is a private address; only addresses of the public internet are asked.", host=host
            )
        return numbers

    def _may_be_asked(self, number: str) -> bool:
        return is_public(number) or (self._allow_private and is_own_network(number))


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to what the guard lets through. Raises `RefusedAddress` before a single byte is sent."""

    def __init__(self, guard: AddressGuard, inner: httpcore.AsyncNetworkBackend | None = None) -> None:
        self._guard = guard
        self._inner = inner or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the name is httpcore's)
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        numbers = await self._allowed(host, port, timeout)
        for number in numbers[:-1]:
            try:
                return await self._inner.connect_tcp(number, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._inner.connect_tcp(numbers[-1], port, timeout, local_address, socket_options)

    async def _allowed(self, host: str, port: int, seconds: float | None) -> list[str]:
        try:
            return await self._guard.numbers(host, port, seconds)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"{host} could not be looked up in time") from error
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name {host} is not known") from error

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)
