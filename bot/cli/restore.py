"""`restore`: back to what an earlier version kept, before it was moved."""

import contextlib
from pathlib import Path

import click

from bot.errors import BadSettings
from bot.settings import data_folder, environment, read_settings
from bot.storage.backups import Backup, backups
from bot.storage.backups import restore as put_back
from bot.storage.sole_use import SoleUse


@click.command()
@click.argument("number", type=int, required=False)
def restore(number: int | None) -> None:
    """Put the backup of that NUMBER back, or the latest, so that the version before can be run again.

    What was heard and said since is set aside and not deleted. The bot must not run meanwhile.
    """
    settings = read_settings(environment(Path.cwd()))
    data = data_folder(settings)
    backup = _chosen(data, number)
    with contextlib.closing(SoleUse(settings.database_url)) as sole_use:
        sole_use.take()
        aside = put_back(data, settings.database_url, backup)
    click.echo(
        f"{backup.folder} is put back. What stood there is in {aside}: delete it when you need it no more."
    )


def _chosen(data: Path, number: int | None) -> Backup:
    known = backups(data)
    chosen = [each for each in known if number is None or each.number == number]
    if not chosen:
        if not known:
            raise BadSettings(f"There is no backup in {data / 'backups'}: nothing was moved by this version.")
        there = ", ".join(str(each.number) for each in known)
        raise BadSettings(f"There is no such backup in {data / 'backups'}, only {there}.")
    return chosen[-1]
