"""Sockets that stay open: the way out for streams."""

from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol
from urllib.parse import urlsplit

from websockets.asyncio.client import connect
from websockets.exceptions import (
    ConnectionClosed,
    ConnectionClosedOK,
    InvalidHandshake,
    InvalidMessage,
    InvalidStatus,
    InvalidURI,
)
from websockets.http11 import Response

from bot.answer import Answer
from bot.clock import Clock, SystemClock
from bot.errors import ChangedFailure, OversizedFrame, RefusedAddress, SourceFailure, TemporaryFailure
from bot.fetching.failures import failure_of
from bot.fetching.guard import AddressGuard, Resolver, resolve
from bot.fetching.identity import HOME, user_agent
from bot.html import line

LONGEST_FRAME = 1 << 20
"""Bytes of one message; a longer one ends the connection."""
_TOO_BIG = 1009  # RFC 6455, 7.4.1: the code with which this side ends a connection over such a message
_WAITING = (256, 64)  # frames: past the first the socket is not read, below the second it is again
_OPENING = 15.0  # seconds
_PORTS = {"ws": 80, "wss": 443}


class Socket(Protocol):
    """An open connection."""

    async def recv(self, decode: bool | None = None) -> Any:
        """The next message. Raises `ConnectionClosed`."""


class Connect(Protocol):
    """Opens a connection, as `websockets.connect` does."""

    def __call__(self, uri: str, **options: Any) -> AbstractAsyncContextManager[Socket]:
        """A connection for as long as the context lasts."""


class WebSockets:
    """Connects to public addresses, and to the few (host, port) pairs that were named as `trusted`.

    A host is looked up once and connected to by number, so that neither a redirect nor a name that
    changes its address leads elsewhere. `allow_private` is for the console and tests.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        allow_private: bool = False,
        trusted: Collection[tuple[str, int]] = (),
        contact: str = HOME,
        resolver: Resolver = resolve,
        connect: Connect = connect,
    ) -> None:
        self._clock = clock or SystemClock()
        self._guard = AddressGuard(allow_private=allow_private, trusted=trusted, resolver=resolver)
        self._agent = user_agent(contact)
        self._connect = connect

    async def frames(self, url: str, headers: Mapping[str, str] | None = None) -> AsyncGenerator[bytes, None]:
        """What a WebSocket sends, frame by frame, until the other side ends it in order.

        Raises a `SourceFailure`: for a refusal to open as for any other answer, `TemporaryFailure`
        for a connection that breaks.
        """
        host, port = end_of(url)
        try:
            number, *_ = await self._guard.numbers(host, port, _OPENING)
            async with self._open(url, number, headers) as socket:
                while True:
                    yield await socket.recv(decode=False)
        except ConnectionClosedOK:
            return
        except ConnectionClosed as closed:
            raise _broken_off(host, closed) from closed
        except InvalidStatus as refusal:
            raise self._refused(url, refusal.response) from refusal
        except TimeoutError as error:
            raise TemporaryFailure("{host} did not answer in time.", host=host) from error
        except (OSError, EOFError) as error:
            raise TemporaryFailure("{host} could not be reached.", host=host) from error
        except ValueError as error:  # all that websockets has for a redirect to another host
            raise ChangedFailure("{host} sends to an address elsewhere.", host=host) from error
        except InvalidMessage as error:  # the connection was lost over the handshake
            raise TemporaryFailure("{host} broke off.", host=host) from error
        except (InvalidHandshake, InvalidURI) as error:
            raise ChangedFailure("{host} does not speak WebSocket at this address.", host=host) from error

    def _open(
        self, url: str, number: str, headers: Mapping[str, str] | None
    ) -> AbstractAsyncContextManager[Socket]:
        return self._connect(
            url,
            host=number,
            additional_headers=dict(headers or {}),
            user_agent_header=self._agent,
            compression=None,
            proxy=None,
            open_timeout=_OPENING,
            close_timeout=2,
            max_size=LONGEST_FRAME,
            max_queue=_WAITING,
        )

    def _refused(self, url: str, response: Response) -> SourceFailure:
        headers = {name.lower(): value for name, value in response.headers.raw_items()}
        answer = Answer(
            url=url, status=response.status_code, headers=headers, body=bytes(response.body or b"")
        )
        failure = failure_of(answer, self._clock.now())
        return failure or ChangedFailure(
            "{host} answers, but opens no stream.", answer=answer, host=end_of(url)[0]
        )


def _broken_off(host: str, closed: ConnectionClosed) -> TemporaryFailure:
    if closed.sent is not None and closed.sent.code == _TOO_BIG:
        return OversizedFrame(
            "{host} sent a message of more than {n} bytes.",
            host=host,
            n=LONGEST_FRAME,
        )
    return TemporaryFailure("{host} broke off ({said}).", host=host, said=line(str(closed)))


def end_of(url: str) -> tuple[str, int]:
    """The host and port that a WebSocket address leads to. Raises `RefusedAddress` if it is none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError) as error:
        raise RefusedAddress(
            "A stream's address begins with wss:// (or ws:// on a machine of yours)."
        ) from error
    if not host:
        raise RefusedAddress("A stream's address names a host, as in wss://example.org/subscribe.")
    return host, port
