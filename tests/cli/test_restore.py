"""`restore`: the way back, as an operator goes it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.restore import restore
from bot.errors import BadSettings, FileInUse
from bot.storage.condition import revision_of
from bot.storage.installation import take_over
from bot.storage.sole_use import SoleUse
from tests.scenarios import installation
from tests.storage.samples import WORKSPACE


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An installation that was moved, in the folder `data` of the one that the command runs in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VEILLE_DATA", raising=False)
    monkeypatch.delenv("VEILLE_DATABASE_URL", raising=False)
    url = "sqlite:///data/archive.sqlite"
    installation.leave(tmp_path / "data", url)
    take_over(tmp_path / "data", url, WORKSPACE)
    return url


def test_the_version_before_finds_what_it_left_and_what_came_since_is_set_aside(
    url: str, tmp_path: Path
) -> None:
    ended = CliRunner().invoke(restore, [], catch_exceptions=False)
    assert ended.exit_code == 0
    assert "is put back. What stood there is in" in ended.output
    assert revision_of(url) == installation.REVISION
    assert (tmp_path / "data" / "watchlist.json").exists()
    assert (tmp_path / "data" / "backups" / "2-left" / "archive.sqlite").exists()


def test_a_backup_that_is_not_there_is_one_sentence(url: str) -> None:
    with pytest.raises(BadSettings, match=r"There is no such backup in data/backups, only 1\."):
        CliRunner().invoke(restore, ["7"], catch_exceptions=False)


def test_beside_a_running_bot_nothing_is_put_back(url: str) -> None:
    running = SoleUse(url)
    running.take()
    with pytest.raises(FileInUse):
        CliRunner().invoke(restore, [], catch_exceptions=False)
    running.close()
