"""The file of watch lists is always whole, and never two processes'."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import FileInUse, UnreadableFile, UnwritableFile
from bot.storage.atomic import AtomicStorage, Tables
from tests.storage.boundary import ROOT, no_file_above
from tests.storage.samples import WORKSPACE

TABLES: Tables = {"watches": {"w1": {"name": "L'Oréal"}}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "watches.json"


def stored(path: Path, tables: Tables) -> None:
    storage = AtomicStorage(path, WORKSPACE)
    storage.write(tables)
    storage.close()


def test_there_is_nothing_before_the_first_write(path: Path) -> None:
    storage = AtomicStorage(path, WORKSPACE)
    assert storage.read() is None
    assert not path.exists()
    storage.close()


def test_what_was_written_is_read_after_reopening(path: Path) -> None:
    stored(path, TABLES)
    storage = AtomicStorage(path, WORKSPACE)
    assert storage.read() == TABLES
    storage.close()


def test_the_file_is_readable_by_people_and_says_its_schema(path: Path) -> None:
    stored(path, TABLES)
    text = path.read_text(encoding="utf-8")
    assert "L'Oréal" in text
    assert len(text.splitlines()) > 5
    assert json.loads(text)["schema"] == 3


def test_a_byte_order_mark_left_by_an_editor_is_no_mistake(path: Path) -> None:
    stored(path, TABLES)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    storage = AtomicStorage(path, WORKSPACE)
    assert storage.read() == TABLES
    storage.close()


def test_nobody_else_may_read_a_new_file_and_a_changed_mode_is_kept(path: Path) -> None:
    stored(path, TABLES)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    stored(path, TABLES)
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_link_goes_on_pointing_to_the_file(path: Path, tmp_path: Path) -> None:
    stored(path, {})
    link = tmp_path / "link.json"
    link.symlink_to(path)
    stored(link, TABLES)
    assert link.is_symlink()
    assert "w1" in path.read_text(encoding="utf-8")


def test_a_second_storage_is_refused_until_the_first_is_closed(path: Path) -> None:
    first = AtomicStorage(path, WORKSPACE)
    with pytest.raises(FileInUse, match=r"watches\.json is used by another running Veille: stop"):
        AtomicStorage(path, WORKSPACE)
    first.close()
    AtomicStorage(path, WORKSPACE).close()


def test_a_second_process_is_refused(path: Path) -> None:
    storage = AtomicStorage(path, WORKSPACE)
    command = [sys.executable, "-m", "tests.storage.writer", "watchlist", str(path), "w", "1"]
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert "FileInUse" in second.stderr
    assert not path.exists()
    storage.close()


def test_writes_together_are_one_write(path: Path) -> None:
    storage = AtomicStorage(path, WORKSPACE)
    with storage.one_write():
        storage.write({"watches": {"a": {}}})
        assert not path.exists()
        storage.write({**(storage.read() or {}), "channels": {"b": {}}})
    assert storage.read() == {"watches": {"a": {}}, "channels": {"b": {}}}
    storage.close()


def test_writes_together_are_none_when_something_raises(path: Path) -> None:
    stored(path, TABLES)
    storage = AtomicStorage(path, WORKSPACE)
    with pytest.raises(TypeError), storage.one_write():
        storage.write({"watches": {"w1": {"name": object()}}})
    assert storage.read() == TABLES
    storage.close()


UNREADABLE = {
    "an empty file": (b"", "is not readable JSON"),
    "a cut file": (b'{"schema": 1, "watches": {"w1"', "is not readable JSON"),
    "bytes that are no text": (b"\xff\xfe\x00", "is not readable JSON"),
    "a million brackets": (b"[" * 1_000_000, "nested too deeply"),
    "a key written twice": (b'{"schema": 1, "watches": {"w1": {}, "w1": {}}}', '"w1" stands twice'),
    "no object": (b"[]", "is not a watch list of Veille"),
    "no schema": (b'{"watches": {}}', "is not a watch list of Veille"),
    "a schema to come": (b'{"schema": 4}', "has schema 4, this Veille reads 3"),
    "a schema of words": (b'{"schema": "1"}', "has schema '1'"),
    "a schema that is true": (b'{"schema": true}', "has schema True"),
    "a table that is a list": (b'{"schema": 1, "watches": []}', '"watches" is not a table'),
    "a row that is a word": (b'{"schema": 1, "watches": {"w1": "Acme"}}', '"watches" is not a table'),
}


@pytest.mark.parametrize(("content", "reason"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_unreadable_file_is_named_and_left_as_it_is(path: Path, content: bytes, reason: str) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    storage = AtomicStorage(path, WORKSPACE)
    with pytest.raises(UnreadableFile) as refusal:
        storage.read()
    assert str(path) in str(refusal.value)
    assert reason in str(refusal.value)
    with pytest.raises(UnreadableFile), storage.one_write():
        storage.write({})
    assert path.read_bytes() == content
    storage.close()


def test_a_folder_in_the_file_s_place_cannot_be_read(path: Path) -> None:
    path.mkdir(parents=True)
    storage = AtomicStorage(path, WORKSPACE)
    with pytest.raises(UnreadableFile, match="cannot be read"):
        storage.read()
    storage.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_forbidden_file_cannot_be_read(path: Path) -> None:
    stored(path, TABLES)
    path.chmod(0)
    storage = AtomicStorage(path, WORKSPACE)
    with pytest.raises(UnreadableFile, match="cannot be read"):
        storage.read()
    storage.close()


def test_a_file_in_the_folder_s_place_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(UnwritableFile, match="cannot be written"):
        AtomicStorage(tmp_path / "data" / "watches.json", WORKSPACE)


def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(path: Path) -> None:
    stored(path, TABLES)
    storage = AtomicStorage(path, WORKSPACE)
    big: Tables = {"watches": {"w1": {"name": "x" * 10_000}}}
    with no_file_above(4096), pytest.raises(UnwritableFile, match="the disk is full: make room"):
        storage.write(big)
    assert storage.read() == TABLES
    assert {file.name for file in path.parent.iterdir()} <= {"watches.json", "watches.json.lock"}
    storage.write(big)
    assert storage.read() == big
    storage.close()


@pytest.mark.parametrize(
    ("number", "sentence"), [(errno.ENOSPC, "the disk is full"), (errno.EIO, "it cannot be written")]
)
def test_a_disk_that_fails_at_the_last_moment_leaves_the_old_file(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    stored(path, TABLES)
    storage = AtomicStorage(path, WORKSPACE)

    def fail(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(UnwritableFile, match=sentence):
        storage.write({})
    assert storage.read() == TABLES
    storage.close()
