"""What a data folder and an archive hold of the version before there were workspaces, taken over.

1. A backup is made (`bot.storage.backups`).
2. The archive is brought up to date: all that it holds is given the workspace, in one transaction.
3. The one watch list gets the name of its workspace: one rename.

Whoever is killed in between goes on where that was: before the second step nothing is changed, and it makes
another backup; after it, only the third is left to do.
"""

import logging
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path

from bot.errors import UnreadableFile, UnwritableFile
from bot.storage.backups import make_backup
from bot.storage.condition import revision_of
from bot.storage.database import open_database
from bot.storage.watchlist import Watchlist
from bot.storage.watchlists import FORMER, path_of

log = logging.getLogger(__name__)

WORKSPACES = "0019"
"""The revision from which on an archive knows workspaces."""


def take_over(data: Path, url: str, workspace: str) -> None:
    """Let what an earlier version left be this workspace's; nothing to do where it left nothing.

    Nobody else may use the archive meanwhile. Raises `UnreadableFile` and `FileInUse` for a watch list that
    cannot be taken over, and what `make_backup` and `open_database` raise: all is as it was then.
    """
    former, own = data / FORMER, path_of(data, workspace)
    if former.exists() and own.exists():
        raise UnreadableFile(
            f"There are two watch lists of one workspace, {own} and {former}, which an earlier Veille used: "
            "move one of them away."
        )
    with _held(former, workspace):
        if "" < revision_of(url) < WORKSPACES:
            backup = make_backup(data, url)
            log.info("Before what is kept is moved into its workspace: a backup, %s", backup.folder)
            open_database(url, workspace).dispose()
        if former.exists():
            _rename(former, own)
            log.info("What an earlier version kept is of the workspace %s from now on.", workspace)


def _held(former: Path, workspace: str) -> AbstractContextManager[object]:
    """The former watch list, if there is one: it can be read, and is nobody else's meanwhile."""
    return closing(Watchlist(former, workspace)) if former.exists() else nullcontext()


def require_readable(data: Path) -> None:
    """Raise `UnreadableFile` for a watch list of an earlier version that cannot be taken over."""
    if (data / FORMER).exists():
        Watchlist(data / FORMER, "").close()


def _rename(former: Path, own: Path) -> None:
    try:
        own.parent.mkdir(exist_ok=True)
        former.resolve().rename(own)
    except OSError as trouble:
        raise UnwritableFile(
            f"{former} cannot be moved to {own} ({trouble.strerror}): let this user write in its folder."
        ) from trouble
