"""Bluesky: every post of the network as it is written, by Jetstream."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
import zstandard

from bot.answer import Answer
from bot.atproto import is_hidden, links_of, mention_of
from bot.errors import ChangedFailure
from bot.fetching.failures import unreadable
from bot.models import Mention
from bot.sources.handles import Handles
from bot.sources.reading import under
from bot.sources.source import Fetch, Setting
from bot.sources.stream import Flow, Stream, Wire

log = logging.getLogger(__name__)

POSTS: Final = "app.bsky.feed.post"
LONGEST: Final = 500_000
"""Bytes of one event; longer ones are left out by the server."""
_DICTIONARY: Final = "VEILLE_JETSTREAM_DICTIONARY"
_DID: Final = re.compile(r"did:[a-z]+:[\w.:%-]{1,200}", re.ASCII)
_KEY: Final = re.compile(r"[\w.~:-]{1,512}", re.ASCII)
_NONE: Final = msgspec.Raw(b"")


class _Record(msgspec.Struct, frozen=True, gc=False):
    """A post as its author wrote it; what points elsewhere stays undecoded."""

    text: str = ""
    facets: msgspec.Raw = _NONE
    embed: msgspec.Raw = _NONE


class _Commit(msgspec.Struct, frozen=True, gc=False):
    operation: str
    collection: str
    rkey: str
    record: _Record | None = None


class _Account(msgspec.Struct, frozen=True, gc=False):
    active: bool = True


class _Payload(msgspec.Struct, frozen=True, gc=False, rename={"kind": "$type", "seen": "witnessedAt"}):
    """An event of the second version: the commit's fields beside the event's own."""

    kind: str = ""
    did: str = ""
    time: datetime | None = None
    seen: datetime | None = None
    operation: str = ""
    collection: str = ""
    rkey: str = ""
    record: _Record | None = None
    account: _Account | None = None


class _Event(msgspec.Struct, frozen=True, gc=False):
    """A frame of either version: the second has nothing but a payload."""

    did: str = ""
    time_us: int = 0
    commit: _Commit | None = None
    account: _Account | None = None
    payload: _Payload | None = None


_decode = msgspec.json.Decoder(_Event).decode


class BlueskyPost:
    """A post of Jetstream: the rest of its frame is decoded only when somebody may want it."""

    __slots__ = ("_frame", "_linking", "_time_us", "_uri", "text")

    def __init__(self, uri: str, record: _Record, time_us: int, frame: bytes) -> None:
        self._uri = uri
        self._linking = bool(record.facets) or bool(record.embed)
        self._time_us = time_us
        self._frame = frame
        self.text = record.text

    @property
    def links(self) -> tuple[str, ...]:
        """What its words and its card point to; little of that stands in the text."""
        return links_of(self._record()) if self._linking else ()

    def mention(self, now: datetime) -> Mention | None:
        """The mention, its author by DID; None for a post that not everybody may see.

        Its instant is when Jetstream saw it: its own date is whatever its writer's program says.
        """
        record = self._record()
        if is_hidden(record):
            return None
        return mention_of(
            self._uri,
            {**record, "createdAt": None},
            source=Bluesky.name,
            author=self._uri.removeprefix("at://").partition("/")[0],
            seen=moment_of(self._time_us),
            now=now,
        )

    def _record(self) -> Mapping[str, Any]:
        frame = msgspec.json.decode(self._frame)
        record = under(frame, "commit", "record") or under(frame, "payload", "record")
        return record if isinstance(record, Mapping) else {}


class Bluesky(Stream):
    """Follows Jetstream, keyless, up to 36 hours back; authors' handles are looked up for matches alone."""

    name = "bluesky"
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
                yield flow(frame if unpack is None else unpack.unpacked(frame))

    def moment(self, cursor: str) -> datetime | None:
        """A cursor is microseconds since 1970."""
        return moment_of(int(cursor)) if cursor.isdecimal() else None

    def cursor_at(self, moment: datetime) -> str:
        """A cursor is microseconds since 1970."""
        return str(int(moment.timestamp()) * 1_000_000 + moment.microsecond)

    async def named(self, mentions: Sequence[Mention], fetch: Fetch) -> list[Mention]:
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
        if all(each.odd for each in flows):
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

    def _unpacker(self) -> "_Unpacker | None":
        path = self.value(_DICTIONARY)
        if not path:
            return None
        try:
            return _Unpacker(Path(path).read_bytes())
        except OSError as error:
            raise ChangedFailure(
                f"{_DICTIONARY} names {path}, which cannot be read ({error.strerror or error})."
            ) from error


class _Unpacker:
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


def flow(frame: bytes) -> Flow:
    """What a frame of either version says; `odd` when it is none."""
    try:
        event = _decode(frame)
    except msgspec.ValidationError as error:
        return Flow(odd=f"it has another shape: {error}")
    except (msgspec.DecodeError, RecursionError) as error:
        mended = _mended(frame)
        return flow(mended) if mended else Flow(odd=f"it cannot be decoded: {error}")
    if event.payload is not None:
        event = _first_version(event.payload)
    commit, time_us = event.commit, event.time_us
    cursor, at = (str(time_us), time_us / 1_000_000) if time_us > 0 else ("", 0.0)
    if commit is None:
        return _of_account(event, cursor, at)
    if commit.collection != POSTS:
        return Flow(cursor, at)
    did, rkey = event.did, commit.rkey
    if not _DID.fullmatch(did) or not _KEY.fullmatch(rkey):
        return Flow(odd="its address is malformed")
    if commit.operation == "delete":
        return Flow(cursor, at, deleted=f"at://{did}/{POSTS}/{rkey}")
    if commit.record is None:
        return Flow(odd="it has no record")
    return Flow(cursor, at, BlueskyPost(f"at://{did}/{POSTS}/{rkey}", commit.record, time_us, frame))


def _mended(frame: bytes) -> bytes:
    """The same JSON without lone surrogates, which strict decoders refuse; empty if it is none."""
    try:
        document = json.loads(frame, strict=False)
        mended = json.dumps(document, ensure_ascii=False).encode("utf-8", "ignore")
    except (ValueError, RecursionError):
        return b""
    return mended if mended != frame and isinstance(document, dict) else b""


def _of_account(event: _Event, cursor: str, at: float) -> Flow:
    if not event.time_us:
        return Flow(odd="it is no event of Jetstream")
    if event.account is not None and not event.account.active and _DID.fullmatch(event.did):
        return Flow(cursor, at, silenced=f"at://{event.did}/")
    return Flow(cursor, at)


def _first_version(payload: _Payload) -> _Event:
    """The same event as the first version tells it."""
    seen = payload.seen or payload.time
    commit = None
    if payload.kind.endswith("#commit"):
        commit = _Commit(payload.operation, payload.collection, payload.rkey, payload.record)
    time_us = int(seen.timestamp() * 1_000_000) if seen and seen.tzinfo else 0
    return _Event(payload.did, time_us, commit, payload.account)


def moment_of(time_us: int) -> datetime | None:
    """The instant so many microseconds after 1970; None for what is no instant."""
    try:
        return datetime.fromtimestamp(time_us / 1_000_000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
