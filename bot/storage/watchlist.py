"""What people configured: the watches of each channel, and how the channel is served."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tinydb.table import Document, Table

from bot.locale import DEFAULT, Language
from bot.models import Channel, Watch
from bot.names import name_key
from bot.storage.atomic import AtomicStorage
from bot.storage.snapshot import CHANNELS, WATCHES, Snapshot, row, snapshot


class _ById(Table):
    """A table whose keys are the ids of what it holds, so that a person can edit the file."""

    document_id_class = str  # type: ignore[assignment]
    default_query_cache_capacity = 0  # the file may have been edited since

    def put(self, id_: str, fields: dict[str, Any]) -> None:
        self.upsert(Document(fields, doc_id=id_))  # type: ignore[arg-type]

    def drop(self, ids: list[str]) -> None:
        self.remove(doc_ids=ids)  # type: ignore[arg-type]


class Watchlist:
    """The watch lists of a workspace's channels, in one JSON file that a person can read and edit.

    Safe to use from several threads. Answers come from memory; a change is on the disk before its
    method returns. A change reads the file first, so an edit made by hand meanwhile is taken up, not
    overwritten.

    Every method that changes something raises `UnwritableFile` (disk full, not permitted) or
    `UnreadableFile` (spoilt by hand meanwhile), and has changed nothing then. Opening raises
    `UnreadableFile` and `FileInUse`.
    """

    def __init__(self, path: Path, workspace: str) -> None:
        self.workspace = workspace
        self._changing = threading.Lock()
        self._storage = AtomicStorage(path, workspace)
        self._held = Snapshot()
        try:
            self._held = self._read()
        except BaseException:
            self._storage.close()
            raise

    def add(self, watch: Watch) -> bool:
        """Keep a new watch; False when its id is taken, or its channel has one of that name (`name_key`)."""
        self._require_own(watch)
        with self._change() as held:
            if watch.id in held.watches or _taken(held, watch):
                return False
            self._put(WATCHES, watch)
            return True

    def change_watch(self, watch_id: str, how: Callable[[Watch], Watch]) -> Watch | None:
        """Change a watch as it is by now; None when it is gone or the new name is taken.

        What `how` raises leaves all as it was.
        """
        with self._change() as held:
            known = held.watches.get(watch_id)
            changed = how(known) if known else None
            if known is None or changed is None:
                return None
            if _place(changed) != _place(known) and _taken(held, changed):
                return None
            self._put(WATCHES, changed)
            return changed

    def remove(self, watch_id: str) -> bool:
        """Forget a watch; False when there is none of that id."""
        with self._change() as held:
            if watch_id not in held.watches:
                return False
            self._table(WATCHES).drop([watch_id])
            return True

    def watches(self, channel: str | None = None) -> list[Watch]:
        """The watches of a channel, or of all, oldest first."""
        held = self._held
        found = held.watches.values() if channel is None else held.of_channel(channel)
        return sorted(found, key=lambda watch: watch.created_at)

    def find(self, channel: str, name: str) -> Watch | None:
        """The channel's watch of exactly that name, else one of the same name (`name_key`)."""
        same = self._held.named.get(channel, {}).get(name_key(name), ())
        return next((watch for watch in same if watch.name == name), next(iter(same), None))

    def channel(self, channel_id: str) -> Channel | None:
        """How a channel is served; None for one that was never set up."""
        return self._held.channels.get(channel_id)

    def language(self, channel_id: str) -> Language:
        """The language that the bot speaks in a channel; English in one that was never set up."""
        channel = self.channel(channel_id)
        return channel.language if channel else DEFAULT

    def channels(self) -> list[Channel]:
        """All channels that were set up."""
        return list(self._held.channels.values())

    def set_up(self, channel: Channel) -> Channel:
        """Keep how a channel is served, unless that is known; how it is served."""
        self._require_own(channel)
        with self._change() as held:
            if channel.id not in held.channels:
                self._put(CHANNELS, channel)
            return held.channels.get(channel.id, channel)

    def change_channel(self, channel_id: str, how: Callable[[Channel], Channel]) -> Channel | None:
        """Change how a channel is served by now; None for one that was never set up.

        What `how` raises leaves all as it was.
        """
        with self._change() as held:
            known = held.channels.get(channel_id)
            changed = how(known) if known else None
            if changed is not None:
                self._put(CHANNELS, changed)
            return changed

    def forget(self, channel_id: str) -> None:
        """Forget a channel and its watches."""
        with self._change() as held:
            if gone := [watch.id for watch in held.of_channel(channel_id)]:
                self._table(WATCHES).drop(gone)
            if channel_id in held.channels:
                self._table(CHANNELS).drop([channel_id])

    def oddities(self) -> tuple[str, ...]:
        """What a hand wrote into the file that is taken otherwise, a sentence each."""
        return self._held.oddities

    def begin(self) -> None:
        """Write an empty list where there is none: from now on it is known whose the folder is."""
        with self._changing:
            if self._storage.read() is None:
                self._storage.write({})

    def close(self) -> None:
        """Let another process have the file."""
        self._storage.close()

    def _require_own(self, kept: Channel | Watch) -> None:
        if kept.workspace != self.workspace:
            raise ValueError(f"{kept.id} is of {kept.workspace}, not of {self.workspace}")

    @contextmanager
    def _change(self) -> Iterator[Snapshot]:
        """One change at a time, written as one; gives what the file holds before it."""
        with self._changing:
            with self._storage.one_write():
                yield self._read()
                after = self._read()
            self._held = after

    def _read(self) -> Snapshot:
        return snapshot(self._storage.path, self.workspace, self._storage.read() or {}, self._held)

    def _table(self, name: str) -> _ById:
        return _ById(self._storage, name)

    def _put(self, table: str, kept: Channel | Watch) -> None:
        self._table(table).put(kept.id, row(kept))


def _place(watch: Watch) -> tuple[str, str]:
    """The channel and the name that no other watch may have: one that has them already keeps them."""
    return watch.channel, name_key(watch.name)


def _taken(held: Snapshot, watch: Watch) -> bool:
    same = held.named.get(watch.channel, {}).get(name_key(watch.name), ())
    return any(known.id != watch.id for known in same)
