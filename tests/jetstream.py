"""A Jetstream on loopback: it replays from a cursor, speaks on, and fails as it is told."""

import asyncio
import hashlib
from base64 import b32encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from http import HTTPStatus
from itertools import count
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import msgspec
import zstandard
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from tests.clock import START

POSTS = "app.bsky.feed.post"


def did(name: str) -> str:
    """A number in the shape of an account's, the same for the same name."""
    return f"did:plc:{b32encode(hashlib.sha256(name.encode()).digest())[:24].decode().lower()}"


def micros(moment: datetime) -> int:
    """An instant as Jetstream tells it."""
    return round(moment.timestamp() * 1_000_000)


def uri(name: str, key: str) -> str:
    """The at-uri of somebody's post."""
    return f"at://{did(name)}/{POSTS}/{key}"


def post(
    text: str, key: str, *, by: str = "lea", at: datetime = START, operation: str = "create", **record: object
) -> bytes:
    """An event in which somebody writes; `record` adds to what the post holds."""
    words = {"$type": POSTS, "createdAt": "2026-11-23T08:00:00.000Z", "langs": ["fr"], "text": text}
    commit = {"rev": "3mpt", "operation": operation, "collection": POSTS, "rkey": key, "cid": "bafyrei"}
    return event(by, at, kind="commit", commit={**commit, "record": {**words, **record}})


def deletion(key: str, *, by: str = "lea", at: datetime = START) -> bytes:
    """An event in which somebody takes a post back."""
    commit = {"rev": "3mpt", "operation": "delete", "collection": POSTS, "rkey": key}
    return event(by, at, kind="commit", commit=commit)


def account(by: str, *, active: bool, at: datetime = START) -> bytes:
    """An event that says whether an account is there."""
    return event(by, at, kind="account", account={"active": active, "did": did(by), "seq": 1})


def event(by: str, at: datetime, **rest: object) -> bytes:
    """Any event of somebody's."""
    return msgspec.json.encode({"did": did(by), "time_us": micros(at), **rest})


class Jetstream:
    """Serves `held` and what is said later. Use as an async context manager.

    `asked` are the parameters of each connection so far. With a `dictionary` it compresses for
    whoever asks for that. A `refusal` is the status it answers with in place of a stream.
    """

    def __init__(self, held: Sequence[bytes] = (), *, dictionary: bytes = b"") -> None:
        self.held = list(held)
        self.asked: list[Mapping[str, str]] = []
        self.refusal: HTTPStatus | None = None
        self._changed = asyncio.Condition()
        self._open: set[ServerConnection] = set()
        self._live: dict[ServerConnection, int] = {}
        self._server: Server | None = None
        self._port = 0
        self._zstd = (
            zstandard.ZstdCompressor(dict_data=zstandard.ZstdCompressionDict(dictionary))
            if dictionary
            else None
        )

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """Where it is subscribed to; the same after a restart."""
        return f"ws://127.0.0.1:{self._port}/subscribe"

    async def start(self) -> None:
        """Listen, on the same port as before if there was one."""
        self._server = await serve(
            self._speak, "127.0.0.1", self._port, process_request=self._admit, compression=None
        )
        self._port = next(iter(self._server.sockets)).getsockname()[1]

    async def stop(self) -> None:
        """Cut everybody off, and listen no more."""
        if self._server is not None:
            self.cut()
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def say(self, *frames: bytes) -> None:
        """Send to everybody connected, and hold for those who come."""
        self.held += frames
        await self._notify()

    def cut(self) -> None:
        """Break every connection, in the middle of whatever it says."""
        for connection in list(self._open):
            connection.transport.abort()

    async def connections(self, wanted: int) -> None:
        """Wait until so many have connected since the beginning, refused ones included."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.asked) >= wanted)

    async def alone(self) -> None:
        """Wait until nobody is connected."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._open)

    async def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        query = parse_qs(urlsplit(request.path).query)
        self.asked.append({name: values[0] for name, values in query.items()})
        self._live[connection] = len(self.held)
        await self._notify()
        return connection.respond(self.refusal, "no\n") if self.refusal else None

    async def _speak(self, connection: ServerConnection) -> None:
        query = self._query(connection)
        self._open.add(connection)
        watch = asyncio.create_task(self._tell_of_end(connection))
        begin = int(query.get("cursor", "0"))
        live = self._live.pop(connection)
        try:
            for place in count(0 if begin else live):
                async with self._changed:
                    await self._changed.wait_for(partial(self._may_speak, connection, place))
                if not _is_open(connection):
                    return
                if _time(self.held[place]) >= begin:
                    data, text = self._packed(self.held[place], query)
                    await connection.send(data, text=text)
        except ConnectionClosed:
            return
        finally:
            self._open.discard(connection)
            await watch
            await self._notify()

    async def _tell_of_end(self, connection: ServerConnection) -> None:
        await connection.wait_closed()
        await self._notify()

    def _packed(self, frame: bytes, query: Mapping[str, str]) -> tuple[bytes, bool]:
        """The frame, and whether it goes as text."""
        if self._zstd is not None and query.get("compress") == "true":
            return self._zstd.compress(frame), False
        return frame, True

    def _query(self, connection: ServerConnection) -> Mapping[str, str]:
        path = connection.request.path if connection.request else ""
        return {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}

    def _may_speak(self, connection: ServerConnection, place: int) -> bool:
        return len(self.held) > place or not _is_open(connection)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def _is_open(connection: ServerConnection) -> bool:
    return connection.state.name == "OPEN"


def _time(frame: bytes) -> int:
    """When an event was seen; whatever cannot be read comes to everybody."""
    try:
        told: Any = msgspec.json.decode(frame).get("time_us")
    except (msgspec.DecodeError, AttributeError, RecursionError):
        return 1 << 62
    return told if isinstance(told, int) else 1 << 62
