"""What `check` says of the data folder and the archive: it makes and changes neither of what they hold.

A bot that runs beside it is not disturbed.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from bot.cli.finding import Finding
from bot.errors import FileInUse, VeilleError
from bot.settings import Settings, data_folder
from bot.storage.condition import Condition, condition_of
from bot.storage.sole_use import SoleUse
from bot.storage.watchlist import Watchlist
from bot.storage.watchlists import FORMER, path_of, workspaces

CONDITIONS = {
    Condition.ABSENT: "none is there yet; the bot makes it as it starts",
    Condition.OLDER: "an earlier Veille wrote it; the bot brings it up to date as it starts",
    Condition.UNUSED: "it can be read, and holds nothing yet",
    Condition.USED: "it can be read",
}


def look_at_data(settings: Settings) -> Iterator[Finding]:
    """Whether what the bot knows can be read and written, or is in the hands of one that runs."""
    watched = 0
    try:
        for path, workspace in _lists_of(data_folder(settings)):
            with contextlib.closing(Watchlist(path, workspace)) as watchlist:
                watched += len(watchlist.watches())
                yield from _watch_list(settings, watchlist)
    except FileInUse:
        yield Finding("data folder", True, f"{settings.data} is in the hands of a Veille that runs")
        yield _archive(settings)
        return
    except VeilleError as error:
        yield Finding("data folder", False, str(error))
    except OSError as error:
        said = f"{settings.data} cannot be written ({error.strerror}); set VEILLE_DATA"
        yield Finding("data folder", False, said)
    yield _archive_alone(settings, watched)


def _lists_of(data: Path) -> list[tuple[Path, str]]:
    """The watch lists in a data folder, each with its workspace; where none is known, the one to come."""
    known = [(path_of(data, workspace), workspace) for workspace in workspaces(data)]
    return known or [(data / FORMER, "")]


def _watch_list(settings: Settings, watchlist: Watchlist) -> Iterator[Finding]:
    kept = f"{len(watchlist.watches())} watches in {len(watchlist.channels())} channels"
    yield Finding("data folder", True, f"{settings.data} can be read and written, {kept}")
    for oddity in watchlist.oddities():
        yield Finding("watch list", False, oddity)


def _archive_alone(settings: Settings, watched: int) -> Finding:
    """How the archive is that no bot has in hand, and whether it knows something where names are watched."""
    try:
        condition = condition_of(settings.database_url)
        if condition is not Condition.ABSENT:
            with contextlib.closing(SoleUse(settings.database_url)) as sole_use:
                sole_use.take()
    except VeilleError as error:
        return Finding("archive", False, str(error))
    if watched and condition in {Condition.ABSENT, Condition.UNUSED}:
        said = (
            f"{watched} watches, but the archive holds nothing; if it did before, put a copy back before "
            "the bot starts"
        )
        return Finding("archive", False, said)
    return Finding("archive", True, CONDITIONS[condition])


def _archive(settings: Settings) -> Finding:
    """How the archive is that a running bot works with."""
    try:
        return Finding("archive", True, CONDITIONS[condition_of(settings.database_url)])
    except VeilleError as error:
        return Finding("archive", False, str(error))
