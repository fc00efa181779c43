"""Before an installation is moved it is copied, and whatever happens at that, nothing of it is lost."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.errors import UnreadableFile, UnwritableFile
from bot.storage import backups as module
from bot.storage import installation as moving
from bot.storage.backups import backups, make_backup, restore
from bot.storage.condition import revision_of
from bot.storage.installation import take_over
from bot.storage.watchlists import workspaces
from tests.scenarios import installation
from tests.storage.boundary import no_file_above
from tests.storage.samples import WORKSPACE

FORMER = installation.HERE / "watchlist.json"
STEPS = [
    (moving, "make_backup"),
    (moving, "open_database"),
    (moving, "_rename"),
    (module, "_copy"),
    (module, "_sync"),
    (module, "_copy_file"),
    (module, "_copy_tables"),
]
"""What a move does, one after the other; on either database one of the last two."""


class Killed(BaseException):
    """The process ended here."""


@pytest.fixture
def data(tmp_path: Path, new_url: str) -> Path:
    """An installation of the version before workspaces."""
    folder = tmp_path / "data"
    installation.leave(folder, new_url)
    return folder


def killed(after: Callable[..., object]) -> Callable[..., object]:
    def step(*args: object, **named: object) -> object:
        if isinstance(made := after(*args, **named), Engine):
            made.dispose()
        raise Killed

    return step


@pytest.mark.thorough
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step[1])
def test_a_move_that_was_killed_after_a_step_is_finished_at_the_next_start(
    data: Path, new_url: str, monkeypatch: pytest.MonkeyPatch, step: tuple[object, str]
) -> None:
    before = installation.rows_of(new_url, "deliveries")
    with monkeypatch.context() as patch:
        patch.setattr(*step, killed(getattr(*step)))
        try:
            take_over(data, new_url, WORKSPACE)
        except Killed:
            assert (data / "watchlist.json").exists() or workspaces(data) == [WORKSPACE]
    take_over(data, new_url, WORKSPACE)
    moved = installation.rows_of(new_url, "deliveries")
    assert sorted(row["id"] for row in moved) == sorted(row["id"] for row in before)
    assert {row["workspace"] for row in moved} == {WORKSPACE}
    assert workspaces(data) == [WORKSPACE]
    kept = backups(data)[-1]
    assert (kept.folder / "watchlist.json").read_bytes() == FORMER.read_bytes()
    restore(data, new_url, kept)
    assert revision_of(new_url) == installation.REVISION
    assert installation.rows_of(new_url, "deliveries") == before


def test_a_disk_without_room_for_the_copy_stops_the_start_and_nothing_is_changed(tmp_path: Path) -> None:
    data, archive = tmp_path / "data", tmp_path / "data" / "archive.sqlite"
    installation.leave(data, f"sqlite:///{archive}")
    before = archive.read_bytes()
    with no_file_above(20_000), pytest.raises(UnwritableFile):
        take_over(data, f"sqlite:///{archive}", WORKSPACE)
    assert archive.read_bytes() == before
    assert (data / "watchlist.json").read_bytes() == FORMER.read_bytes()
    assert backups(data) == []
    take_over(data, f"sqlite:///{archive}", WORKSPACE)
    assert workspaces(data) == [WORKSPACE]


def test_two_lists_of_one_workspace_are_told_and_left_alone(data: Path, new_url: str) -> None:
    take_over(data, new_url, WORKSPACE)
    shutil.copy(FORMER, data)
    with pytest.raises(UnreadableFile, match="two watch lists of one workspace"):
        take_over(data, new_url, WORKSPACE)
    assert (data / "watchlist.json").exists()


def test_a_backup_that_lost_its_archive_is_not_restored(tmp_path: Path) -> None:
    data, url = tmp_path / "data", f"sqlite:///{tmp_path / 'data' / 'archive.sqlite'}"
    installation.leave(data, url)
    backup = make_backup(data, url)
    (backup.folder / "archive.sqlite").unlink()
    with pytest.raises(UnreadableFile, match="holds no archive"):
        restore(data, url, backup)
    assert (data / "watchlist.json").exists()
    assert revision_of(url) == installation.REVISION
