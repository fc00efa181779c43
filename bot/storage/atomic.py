"""A TinyDB storage whose file is always whole.

The file is replaced, never rewritten: a temporary file beside it, fsync, rename, fsync of the
folder. A process killed at any point leaves either the old file or the new one. A lock file keeps
a second process out. A file that was there once and is missing is an error, not an empty list: it was
moved away, or its disk is not mounted, and a new one in its place would forget everything.
"""

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from filelock import FileLock, Timeout
from tinydb.storages import Storage

from bot.errors import FileInUse, UnreadableFile, UnwritableFile
from bot.storage.watchlist_schema import NAMELESS, READABLE, SCHEMA, upgraded

Tables = dict[str, dict[str, Any]]

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class AtomicStorage(Storage):
    """The tables of one JSON file of a workspace's, under one lock for as long as it is open.

    Raises `FileInUse` when another process has the file, `UnwritableFile` when its folder cannot be
    written.
    """

    def __init__(self, path: Path, workspace: str) -> None:
        self.workspace = workspace
        self.path = path.resolve()  # a link keeps pointing to the file that is replaced
        self._draft: Tables | None = None
        self._written = False
        self._was_there = False
        # Taken in one thread, given back in another.
        self._lock = FileLock(self.path.with_name(self.path.name + ".lock"), timeout=0, thread_local=False)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except Timeout as held:
            raise FileInUse(f"{self.path} is used by another running Veille: stop that one first.") from held
        except OSError as trouble:
            raise _unwritable(self.path, trouble) from trouble

    def read(self) -> Tables | None:
        """The tables, None when there never was a file while this is open. Raises `UnreadableFile`."""
        return self._load() if self._draft is None else self._draft

    def write(self, data: Tables) -> None:
        """Put the tables in the file's place. Raises `UnwritableFile`; the old file stands then."""
        if self._draft is None:
            self._save(data)
        else:
            self._draft, self._written = data, True

    @contextmanager
    def one_write(self) -> Iterator[None]:
        """All writes inside reach the file together at the end, and none if something raises."""
        self._draft, self._written = self._load() or {}, False
        try:
            yield
            if self._written:
                self._save(self._draft)
        finally:
            self._draft = None

    def close(self) -> None:
        """Let another process have the file."""
        self._lock.release()

    def _load(self) -> Tables | None:
        try:
            raw = self.path.read_bytes()
        except FileNotFoundError as missing:
            if self._was_there:
                raise UnreadableFile(
                    f"{self.path} is gone: put it back, and go on; to begin anew, stop Veille before you "
                    "move it away."
                ) from missing
            return None
        except OSError as trouble:
            reason = trouble.strerror or str(trouble)
            raise UnreadableFile(
                f"{self.path} cannot be read ({reason}): make it a file that this user may read."
            ) from trouble
        self._was_there = True
        return _tables(self.path, raw, self.workspace)

    def _save(self, data: Tables) -> None:
        whole = {"schema": SCHEMA, "workspace": self.workspace, **data}
        text = msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"
        try:
            _replace(self.path, text)
        except OSError as trouble:
            raise _unwritable(self.path, trouble) from trouble
        self._was_there = True


def _replace(path: Path, content: bytes) -> None:
    new = path.with_name(f".{path.name}.new")  # one name is enough: the lock keeps other writers out
    try:
        with new.open("wb") as file:
            new.chmod(_mode(path))
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise
    _fsync_folder(path.parent)


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        return 0o600


def _fsync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows opens no folders, and journals the rename itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _tables(path: Path, raw: bytes, workspace: str) -> Tables:
    try:
        content = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_without_twins)
    except (ValueError, RecursionError) as mistake:
        reason = "it is nested too deeply" if isinstance(mistake, RecursionError) else mistake
        raise UnreadableFile(
            f"{path} is not readable JSON ({reason}): correct it, restore a copy of it, or stop Veille and "
            "move it away."
        ) from mistake
    if not isinstance(content, dict) or "schema" not in content:
        raise UnreadableFile(
            f"{path} is not a watch list of Veille: restore a copy of it, or stop Veille and move it away."
        )
    version = content.pop("schema")
    if isinstance(version, bool) or not isinstance(version, int) or version not in READABLE:
        raise UnreadableFile(
            f"{path} has schema {version!r}, this Veille reads {SCHEMA}: run the Veille that wrote it."
        )
    _require_same(path, workspace, workspace if version in NAMELESS else content.pop("workspace", None))
    for name, table in content.items():
        if not isinstance(table, dict) or not all(isinstance(row, dict) for row in table.values()):
            raise UnreadableFile(f'{path}: "{name}" is not a table of objects by id: correct it by hand.')
    return upgraded(content)


def _require_same(path: Path, wanted: str, found: object) -> None:
    """Raise `UnreadableFile` for a list that says to be another workspace's."""
    if found != wanted:
        raise UnreadableFile(
            f"{path} is the watch list of the workspace {found}, not of {wanted}: give the file the name of "
            "its workspace, or correct by hand what it says of it."
        )


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object as a dict; a key written twice would silently lose one of the two at the next write."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twin = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f'the key "{twin}" stands twice in one object')
    return found


def _unwritable(path: Path, trouble: OSError) -> UnwritableFile:
    if trouble.errno in _FULL:
        return UnwritableFile(f"{path} was not changed, the disk is full: make room, then try again.")
    reason = trouble.strerror or str(trouble)
    return UnwritableFile(
        f"{path} was not changed, it cannot be written ({reason}): let this user write in its folder."
    )
