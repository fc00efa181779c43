"""Events in the shape of Jetstream's, made of a seed's posts, and a server that sends them at a pace."""

import asyncio
import time
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Self

import msgspec
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from bot.models import Mention

AVERAGE: float = 2_200_000 / 86_400
"""Posts a second on Bluesky, the mean of a day: 2.2 million a day, by one who reads the whole firehose.

Arielle Houlier, "Building real-time Bluesky analytics: ingesting 2.2M posts/day from the firehose",
dev.to, 2026-03-24.
"""
PEAK: float = 130_000 / 3_600
"""Posts a second in the fullest hours: "130K+ posts per hour", ibid."""

_decode = msgspec.json.Decoder(Mention).decode
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


def event(number: int, post: Mention) -> bytes:
    """A commit of a post, with what real ones carry beside the words; its time is put in by `stamped`."""
    author = f"did:plc:{_name(hash(post.author) % 32**6):a<24}"
    record: dict[str, object] = {
        "$type": "app.bsky.feed.post",
        "createdAt": "2026-11-23T08:00:00.000Z",
        "langs": [post.lang],
        "text": post.text,
    }
    if number % 2:
        parent = {"cid": "bafyrei" + "a" * 52, "uri": f"at://{author}/app.bsky.feed.post/3lbhqo2rtys2z"}
        record["reply"] = {"parent": parent, "root": parent}
    elif number % 5 == 0:
        card = {"uri": f"https://news.example/{number}", "title": "A title", "description": "Words. " * 9}
        record["embed"] = {"$type": "app.bsky.embed.external", "external": card}
        record["facets"] = [
            {
                "index": {"byteStart": 0, "byteEnd": 9},
                "features": [{"$type": "app.bsky.richtext.facet#link", "uri": card["uri"]}],
            }
        ]
    commit = {
        "rev": "3mptbypcq372f",
        "operation": "create",
        "collection": "app.bsky.feed.post",
        "rkey": f"3m{_name(number)}",
        "record": record,
        "cid": "bafyrei" + "b" * 52,
    }
    return msgspec.json.encode({"did": author, "time_us": 1 << 50, "kind": "commit", "commit": commit})


def events(posts: Iterable[bytes]) -> Iterator[bytes]:
    """The events of posts, numbered."""
    return (event(number, _decode(raw)) for number, raw in enumerate(posts))


def stamped(frame: bytes, moment: float) -> bytes:
    """The event, seen by its server at that moment (seconds since 1970)."""
    return frame.replace(str(1 << 50).encode(), str(int(moment * 1e6)).encode(), 1)


def _name(number: int) -> str:
    digits: list[str] = []
    while number or not digits:
        number, digit = divmod(number, 32)
        digits.append(_LETTERS[digit])
    return "".join(digits)


class Pacer:
    """Sends events to whoever subscribes, so many a second, or as fast as they are read.

    `sent` is when each was sent, in seconds since 1970.
    """

    def __init__(self, frames: Sequence[bytes], rate: float = 0.0) -> None:
        self._frames = frames
        self._rate = rate
        self._server: Server | None = None
        self.sent: list[float] = []

    async def __aenter__(self) -> Self:
        self._server = await serve(self._speak, "127.0.0.1", 0, compression=None)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    @property
    def url(self) -> str:
        """Where it is subscribed to."""
        port = next(iter(self._server.sockets)).getsockname()[1] if self._server else 0
        return f"ws://127.0.0.1:{port}/subscribe"

    async def _speak(self, connection: ServerConnection) -> None:
        self.sent = []
        start = time.perf_counter()
        try:
            for number, frame in enumerate(self._frames):
                early = start + number / self._rate - time.perf_counter() if self._rate else 0.0
                if early > 0:
                    await asyncio.sleep(early)
                self.sent.append(time.time())
                await connection.send(stamped(frame, self.sent[-1]), text=True)
            await connection.wait_closed()
        except ConnectionClosed:
            return
