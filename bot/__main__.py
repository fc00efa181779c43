"""`python -m bot`: the command line."""

import errno
import importlib
import os
import sys
from typing import Final

import click

from bot import __version__
from bot.errors import BadSettings, VeilleError

COMMANDS: Final = ("run", "console", "check", "listen", "source", "query", "settings", "manifest", "restore")
BAD_SETTINGS: Final = 2
FAILED: Final = 1
_UNUSABLE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EISDIR})
"""What an operating system says of input or output that is of no use: a full disk, a folder for a file."""


class Commands(click.Group):
    """The commands of `bot/cli`, each loaded when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found = getattr(importlib.import_module(f"bot.cli.{cmd_name}"), cmd_name)
        return found if isinstance(found, click.Command) else None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="veille")
def cli() -> None:
    """Veille listens to what the public says of the names a team cares about."""


def main() -> None:
    """Run a command; what went wrong on purpose, or for want of room, is one sentence and an exit status."""
    try:
        try:
            cli()
        finally:
            if sys.stdout is not None:  # closed by whoever started us
                sys.stdout.flush()
    except VeilleError as error:
        click.echo(str(error), err=True)
        sys.exit(BAD_SETTINGS if isinstance(error, BadSettings) else FAILED)
    except OSError as error:
        if error.errno not in _UNUSABLE:
            raise
        _discard_output()
        click.echo(f"Cannot go on: {error.strerror}.", err=True)
        sys.exit(BAD_SETTINGS)


def _discard_output() -> None:
    """Send what could not be written nowhere: the interpreter tries to write it once more as it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


if __name__ == "__main__":
    main()
