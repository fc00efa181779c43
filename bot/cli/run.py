"""`run`: the bot against Slack."""

import asyncio
from pathlib import Path

import click

from bot.logs import begin_logging
from bot.settings import environment, read_settings, require_slack


@click.command()
def run() -> None:
    """Run the bot against Slack, with the settings of .env."""
    settings = read_settings(environment(Path.cwd()))
    require_slack(settings)
    begin_logging(settings.log)
    from bot.cli.serving import serve  # it takes a second: a setting that is wrong is told before

    asyncio.run(serve(settings))
