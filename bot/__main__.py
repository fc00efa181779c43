"""`python -m bot`: the command line."""

import importlib
import sys
from typing import Final

import click

from bot import __version__
from bot.errors import BadSettings, VeilleError

COMMANDS: Final = ("run", "console", "check", "listen", "source", "query", "settings")
BAD_SETTINGS: Final = 2
FAILED: Final = 1


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
    """Run a command; what went wrong on purpose is one sentence and an exit status."""
    try:
        cli()
    except VeilleError as error:
        click.echo(str(error), err=True)
        sys.exit(BAD_SETTINGS if isinstance(error, BadSettings) else FAILED)


if __name__ == "__main__":
    main()
