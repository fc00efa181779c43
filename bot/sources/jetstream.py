"""Jetstream's events, of both versions: posts, deletions and accounts of Bluesky, a frame each."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from bot.decoding import under
from bot.models import Mention
from bot.sources.atproto import author_of, is_hidden, links_of, mention_of
from bot.sources.post_parts import page_card, with_hashtags
from bot.sources.stream import Flow
from bot.text import FIELD

SOURCE: Final = "bluesky"
"""The source that its posts are mentions of."""
POSTS: Final = "app.bsky.feed.post"
_DID: Final = re.compile(r"did:[a-z]+:[\w.:%-]{1,200}", re.ASCII)
_KEY: Final = re.compile(r"[\w.~:-]{1,512}", re.ASCII)
_NONE: Final = msgspec.Raw(b"")


class _Record(msgspec.Struct, frozen=True, gc=False):
    """A post as its author wrote it; what points elsewhere stays undecoded."""

    text: str = ""
    facets: msgspec.Raw = _NONE
    embed: msgspec.Raw = _NONE
    reply: msgspec.Raw = _NONE
    tags: msgspec.Raw = _NONE


class _Page(msgspec.Struct, frozen=True, gc=False):
    """What a card says of the page it leads to."""

    uri: str = ""
    title: str = ""
    description: str = ""


class _Media(msgspec.Struct, frozen=True, gc=False):
    """What a post that quotes another shows beside it."""

    external: _Page | None = None


class _Embed(msgspec.Struct, frozen=True, gc=False):
    """What a post shows below its words."""

    external: _Page | None = None
    media: _Media | None = None


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


class _Strong(msgspec.Struct, frozen=True, gc=False):
    """A post that is pointed to."""

    uri: str = ""


class _Reply(msgspec.Struct, frozen=True, gc=False):
    """What a post answers, and what opened the thread."""

    parent: _Strong = _Strong()
    root: _Strong = _Strong()


_decode_tags = msgspec.json.Decoder(list[str]).decode
_decode_embed = msgspec.json.Decoder(_Embed).decode
_decode_reply = msgspec.json.Decoder(_Reply).decode
_ENDLESS: Final = 10**18  # microseconds: some thirty thousand years
_decode = msgspec.json.Decoder(_Event).decode


class BlueskyPost:
    """A post of Jetstream: the rest of its frame is decoded only when somebody may want it."""

    __slots__ = ("_frame", "_linking", "_reply", "_time_us", "id", "text")

    def __init__(self, uri: str, record: _Record, time_us: int, frame: bytes) -> None:
        self.id = uri
        self._linking = bool(record.facets) or bool(record.embed)
        self._reply = record.reply
        self._time_us = time_us
        self._frame = frame
        said = with_hashtags(record.text, _tags(record.tags)) if record.tags else record.text
        card = _card(record.embed) if record.embed else ""
        self.text = f"{said}{FIELD}{card}" if card else said

    @property
    def author(self) -> str:
        """Their DID."""
        return author_of(self.id)

    @property
    def withheld(self) -> str:
        """Nothing: what hides is no mention."""
        return ""

    @property
    def known(self) -> None:
        """Nothing: nobody goes by name here."""
        return None

    @property
    def links(self) -> tuple[str, ...]:
        """What its words and its card point to; little of that stands in the text."""
        return links_of(self._record()) if self._linking else ()

    @property
    def answers(self) -> tuple[str, ...]:
        """The posts above it: the one it answers, and the one that opened the thread."""
        if not self._reply:
            return ()
        try:
            reply = _decode_reply(self._reply)
        except msgspec.MsgspecError:  # its writer's program is odd: it answers nothing that can be found
            return ()
        return (reply.parent.uri, reply.root.uri)

    def mention(self, now: datetime) -> Mention | None:
        """The mention, its author by DID; None for a post that not everybody may see.

        Its instant is when Jetstream saw it: its own date is whatever its writer's program says.
        """
        record = self._record()
        if is_hidden(record):
            return None
        return mention_of(
            self.id,
            {**record, "createdAt": None},
            source=SOURCE,
            author=self.author,
            seen=moment_of(self._time_us),
            now=now,
        )

    def _record(self) -> Mapping[str, Any]:
        frame = msgspec.json.decode(self._frame.decode("utf-8", "replace"))
        record = under(frame, "commit", "record") or under(frame, "payload", "record")
        return record if isinstance(record, Mapping) else {}


def _tags(written: msgspec.Raw) -> list[str]:
    """The hashtags beside the words of a post."""
    try:
        return _decode_tags(written)
    except (msgspec.MsgspecError, UnicodeDecodeError):  # its writer's program is odd: it has none
        return []


def _card(embed: msgspec.Raw) -> str:
    """The title and description of the page that a post shows."""
    if b"external" not in bytes(embed):
        return ""
    try:
        shown = _decode_embed(embed)
    except (msgspec.MsgspecError, UnicodeDecodeError):  # its writer's program is odd: nothing is shown
        return ""
    page = shown.external or (shown.media and shown.media.external)
    return page_card(page.uri, page.title, page.description) if page else ""


def flow(frame: bytes) -> Flow:
    """What a frame of either version says; `unreadable` when it is none."""
    try:
        event = _decode(frame)
    except msgspec.ValidationError as error:
        return Flow(unreadable=f"it has another shape: {error}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        mended = _mended(frame)
        return flow(mended) if mended else Flow(unreadable=f"it cannot be decoded: {error}")
    if event.payload is not None:
        event = _first_version(event.payload)
    commit, time_us = event.commit, event.time_us
    cursor, at = (str(time_us), time_us / 1_000_000) if 0 < time_us < _ENDLESS else ("", 0.0)
    if commit is None:
        return _of_account(event, cursor, at)
    if commit.collection != POSTS:
        return Flow(cursor, at)
    did, rkey = event.did, commit.rkey
    if not _DID.fullmatch(did) or not _KEY.fullmatch(rkey):
        return Flow(unreadable="its address is malformed")
    if commit.operation == "delete":
        return Flow(cursor, at, deleted=f"at://{did}/{POSTS}/{rkey}")
    if commit.record is None:
        return Flow(unreadable="it has no record")
    post = BlueskyPost(f"at://{did}/{POSTS}/{rkey}", commit.record, time_us, frame)
    return Flow(cursor, at, post, commit.operation == "update")


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
        return Flow(unreadable="it is no event of Jetstream")
    if event.account is not None and not event.account.active and _DID.fullmatch(event.did):
        return Flow(cursor, at, author_gone_prefix=f"at://{event.did}/")
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
