"""Bluesky: every post of the network as it is written, by Jetstream."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import msgspec
import zstandard

from bot.answer import Answer
from bot.bodies import unreadable
from bot.decoding import decode_json, mappings, string, under
from bot.errors import ChangedFailure
from bot.fetching.fetch import Fetch
from bot.models import Mention
from bot.sources.atproto import handle_of
from bot.sources.handles import Handles
from bot.sources.jetstream import POSTS, SOURCE, flow, moment_of
from bot.sources.source import Setting
from bot.sources.stream import Flow, Stream, Wire

LONGEST: Final = 500_000
"""Bytes of one event; longer ones are left out by the server."""
_DICTIONARY: Final = "VEILLE_JETSTREAM_DICTIONARY"
_POSTS_SHOWN: Final = "https://public.api.bsky.app/xrpc/app.bsky.feed.getPosts"
_PACKED: Final = f"it is empty, or not compressed by the dictionary that {_DICTIONARY} names"


class Bluesky(Stream):
    """Follows Jetstream, keyless, up to 36 hours back; authors' handles are looked up for matches alone."""

    name = SOURCE
    title = "Bluesky"
    public_hosts = (
        "wss://jetstream2.us-east.bsky.network/subscribe",
        "wss://jetstream1.us-east.bsky.network/subscribe",
        "wss://jetstream2.us-west.bsky.network/subscribe",
        "wss://jetstream1.us-west.bsky.network/subscribe",
    )
    host_setting = "VEILLE_JETSTREAM_URL"
    keeps = timedelta(hours=36)
    silence = timedelta(seconds=30)
    has_communities = False
    gaps = {"bsky.app": 0.1}  # noqa: RUF012
    settings = (
        Setting(
            "VEILLE_JETSTREAM_URL",
            "other Jetstream servers than Bluesky's own, as wss://host/subscribe, separated by commas",
            "https://github.com/bluesky-social/jetstream",
            required=False,
        ),
        Setting(
            _DICTIONARY,
            "a file with Jetstream's zstd dictionary: the stream then takes half the bandwidth",
            "https://github.com/bluesky-social/jetstream",
            required=False,
        ),
    )

    @cached_property
    def _handles(self) -> Handles:
        return Handles(self.clock)

    async def follow(self, host: str, cursor: str, wire: Wire) -> AsyncGenerator[Flow, None]:
        """Every post, deletion and lost account after the cursor."""
        unpack = await asyncio.to_thread(self._unpacker)
        async with aclosing(wire.frames(self._address(host, cursor))) as frames:
            async for frame in frames:
                plain = frame if unpack is None else unpack.unpacked(frame)
                yield flow(plain) if plain else Flow(unreadable=_PACKED)

    def moment(self, cursor: str) -> datetime | None:
        """A cursor is microseconds since 1970."""
        return moment_of(int(cursor)) if cursor.isdecimal() else None

    def cursor_at(self, moment: datetime) -> str:
        """A cursor is microseconds since 1970."""
        return str(int(moment.timestamp()) * 1_000_000 + moment.microsecond)

    async def taken_back(self, kept: Mapping[str, Collection[str]], fetch: Fetch) -> frozenset[str]:
        """Those that the public view of Bluesky does not show: it leaves out what it does not have."""
        address = f"{_POSTS_SHOWN}?{urlencode({'uris': list(kept)}, doseq=True)}"
        document = decode_json(await fetch.get(address, headers={"cache-control": "no-cache"}))
        if not isinstance(under(document, "posts"), list):
            raise ChangedFailure("Bluesky answers in a new way: it lists no posts.")
        return frozenset(kept) - {string(post, "uri") for post in mappings(document, "posts")}

    async def author_ids(self, names: Collection[str], fetch: Fetch) -> frozenset[str]:
        """The DIDs of those names that are handles; `lea` stands for `lea.bsky.social`."""
        return await self._handles.author_ids({handle_of(name) for name in names} - {""}, fetch)

    async def with_author_names(self, mentions: Sequence[Mention], fetch: Fetch) -> list[Mention]:
        """By handle, or by DID where none was found in time; without authors who hide from the public."""
        accounts = await self._handles.look_up((mention.author for mention in mentions), fetch)
        named = []
        for mention in mentions:
            account = accounts.get(mention.author)
            if account is None:
                named.append(mention)
            elif not account.hidden:
                named.append(msgspec.structs.replace(mention, author=account.handle))
        return named

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The posts in lines of Jetstream's events, of either version."""
        lines = [line for line in answer.body.splitlines() if line.strip()]
        flows = [flow(line) for line in lines]
        if all(each.unreadable for each in flows):
            raise unreadable(answer, "lines of Jetstream")
        found = [each.post.mention(now) for each in flows if each.post]
        return [mention for mention in found if mention]

    def _address(self, host: str, cursor: str) -> str:
        second = "subscribeEvents" in host
        query = {"collections" if second else "wantedCollections": POSTS, "maxMessageSizeBytes": LONGEST}
        if cursor:
            query["cursor"] = cursor
        if self.value(_DICTIONARY) and not second:
            query["compress"] = "true"
        return f"{host}{'&' if '?' in host else '?'}{urlencode(query)}"

    def _unpacker(self) -> "Unpacker | None":
        path = self.value(_DICTIONARY)
        if not path:
            return None
        try:
            return Unpacker(Path(path).read_bytes())
        except OSError as error:
            raise ChangedFailure(
                "{dictionary} names {path}, which cannot be read ({strerror}).",
                dictionary=_DICTIONARY,
                path=path,
                strerror=error.strerror or error,
            ) from error


class Unpacker:
    """Undoes Jetstream's compression: every frame by itself, by a dictionary known to both sides."""

    def __init__(self, dictionary: bytes) -> None:
        self._zstd = zstandard.ZstdDecompressor(dict_data=zstandard.ZstdCompressionDict(dictionary))

    def unpacked(self, frame: bytes) -> bytes:
        """The event; empty for what is broken, or would become too long."""
        if frame.startswith(b"{"):
            return frame
        try:
            if zstandard.frame_content_size(frame) > LONGEST:
                return b""
            return self._zstd.decompress(frame, max_output_size=LONGEST)
        except zstandard.ZstdError:
            return b""
