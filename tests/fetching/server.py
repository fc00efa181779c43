"""A server on loopback that says exactly what a test tells it to, byte for byte."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import msgspec

HANG = b"HANG"
"""A reply that never comes."""
CUT = b""
"""A reply that is a closed connection."""


class Seen(msgspec.Struct, frozen=True):
    """A request as it arrived; header names in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


def reply(status: int = 200, body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
    """A whole answer, after which the connection is closed."""
    fields = {"content-length": str(len(body)), "connection": "close", **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode() + body


class Server:
    """Answers each path with what was queued for it, the last again and again.

    What was queued for `*` answers every other path; without that they are a 404.
    """

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.open = 0
        self.most_open = 0
        self._replies: dict[str, list[bytes]] = defaultdict(list)
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def base(self) -> str:
        """The address of the server, without a path."""
        return f"http://127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        """The address of a path here."""
        return self.base + path

    def answer(self, path: str, *replies: bytes) -> str:
        """Queue replies for a path (without its query); the path's address."""
        self._replies[path] = list(replies)
        return self.url(path)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            seen = await _request(reader)
            self.seen.append(seen)
            data = self._next(seen.target.partition("?")[0])
            if data == HANG:
                await asyncio.Event().wait()
            writer.write(data)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self.open -= 1
            self._tasks.discard(task)
            writer.close()

    def _next(self, path: str) -> bytes:
        replies = self._replies.get(path) or self._replies.get("*")
        if not replies:
            return reply(404, b"nothing here", {"content-type": "text/plain"})
        return replies.pop(0) if len(replies) > 1 else replies[0]


async def _request(reader: asyncio.StreamReader) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {}
    for field in head[1:]:
        name, _, value = field.partition(":")
        if name:
            headers[name.lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Seen(method, target, headers, body)
