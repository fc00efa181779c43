"""What `check` says of the data folder and the archive. A bot that runs beside it is not disturbed."""

import contextlib
from collections.abc import Iterator

from bot.cli.finding import Finding
from bot.errors import FileInUse, VeilleError
from bot.settings import Settings, data_folder
from bot.storage.database import is_unused, open_database
from bot.storage.sole_use import SoleUse
from bot.storage.watchlist import Watchlist


def look_at_data(settings: Settings) -> Iterator[Finding]:
    """Whether what the bot knows can be read and written, or is in the hands of one that runs."""
    try:
        yield from _looked_at(settings)
    except VeilleError as error:
        yield Finding("data folder", False, str(error))
    except OSError as error:
        yield Finding(
            "data folder", False, f"{settings.data} cannot be written ({error.strerror}); set VEILLE_DATA"
        )


def _looked_at(settings: Settings) -> Iterator[Finding]:
    folder = data_folder(settings)
    try:
        watchlist = Watchlist(folder / "watchlist.json")
    except FileInUse:
        yield Finding("data folder", True, f"{settings.data} is in the hands of a Veille that runs")
        return
    with contextlib.closing(watchlist):
        watched, oddities = len(watchlist.watches()), watchlist.oddities()
        kept = f"{watched} watches in {len(watchlist.channels())} channels"
    if _is_unused(settings) and watched:
        said = (
            f"{kept}, but the archive holds nothing; if it did before, put a copy back before the bot starts"
        )
        yield Finding("data folder", False, said)
    else:
        yield Finding("data folder", True, f"{settings.data} can be read and written, {kept}")
    for oddity in oddities:
        yield Finding("watch list", False, oddity)


def _is_unused(settings: Settings) -> bool:
    """Whether the archive holds nothing. Raises a `VeilleError` if it cannot be used."""
    with contextlib.closing(SoleUse(settings.database_url)) as sole_use:
        sole_use.take()
        engine = open_database(settings.database_url)
        try:
            return is_unused(engine)
        finally:
            engine.dispose()
