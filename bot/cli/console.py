"""`console`: the whole bot in a terminal, with a Slack of its own."""

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from bot.app import open_bot
from bot.clock import SystemClock
from bot.console.sample_workspace import furnish
from bot.console.terminal import Console
from bot.console.workspace import Workspace
from bot.house import Bot
from bot.locale import DEFAULT, Language, _, language_of, speaking
from bot.logs import begin_logging
from bot.settings import VARIABLES, Settings, environment, read_settings
from bot.sources import discover
from bot.world.server import World
from handlers.command import answers

LOCALES: Mapping[Language, str] = {"en": "en-US", "fr": "fr-FR"}
"""The language of everybody's Slack in the console, by that of the terminal."""


@click.command()
@click.option("--sample", is_flag=True, help="Listen to the sample world instead of the live sources.")
@click.option(
    "--log",
    type=click.Choice(("debug", "info", "warning", "error", "critical"), case_sensitive=False),
    default="critical",
    show_default=True,
    help="How much is logged to standard error.",
)
def console(sample: bool, log: str) -> None:
    """Open the bot's console: the same application as in Slack, drawn in the terminal.

    Nothing of it is kept. Feeds may live on this machine. Live sources have their keys from .env;
    those that cost money are left to the running bot.
    """
    begin_logging(log)
    keys = {} if sample else keys_of(environment(Path.cwd()))
    language = terminal_language(os.environ)
    if sys.stdin.isatty():
        with speaking(language):
            click.echo(_greeting(sample))
    try:
        asyncio.run(_console(sample, keys, language))
    except asyncio.CancelledError:
        # Without a thread that still waits for a line: the interpreter would wait for what it holds.
        sys.stdout.flush()
        os._exit(128 + signal.SIGTERM)


def terminal_language(environment: Mapping[str, str]) -> Language:
    """The language of a terminal as POSIX says it; English where the bot does not speak it."""
    set_ = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return language_of(next(filter(None, set_), "")) or DEFAULT


def _greeting(sample: bool) -> str:
    if sample:
        listens = _(
            "It listens to a sample world: fictional people, brands and places, written for this demo."
        )
    else:
        listens = _("It listens to the live sources.")
    return "\n".join(
        (
            _("This is Veille in a terminal: the same application as in Slack, and a Slack of its own."),
            listens,
            _(
                "Nothing of it is kept. Try: /watch brand {name}, /watch now, /watch help, :help, :quit",
                name="Zorblax" if sample else "Acme",
            ),
        )
    )


async def _console(sample: bool, keys: Mapping[str, str], language: Language) -> None:
    task, clock = asyncio.current_task(), SystemClock()
    if task:  # told to end, it leaves nothing behind, as when it is left by its person
        for told in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(told, task.cancel)
    async with contextlib.AsyncExitStack() as stack:
        workspace = await stack.enter_async_context(Workspace(clock))
        furnish(workspace, LOCALES[language])
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="veille-")))
        world = World(clock)
        if sample:
            await world.start()
            stack.push_async_callback(world.stop)
        house = await stack.enter_async_context(
            open_bot(
                settings_for(workspace, data, keys), clock, world.routes(), World.sources if sample else None
            )
        )
        workspace.connect(house.dispatch)
        if sample:
            await _add_feeds(house, world)
        await Console(workspace, house.settle, sys.stdin, sys.stdout).run()


def keys_of(environment: Mapping[str, str]) -> dict[str, str]:
    """What an environment says to sources, and who asks; nothing of Slack, and nothing that costs money."""
    own = {variable.name for variable in VARIABLES} - {"VEILLE_CONTACT"}
    paid = {setting.variable for source in discover().values() if source.price for setting in source.settings}
    return {name: value for name, value in environment.items() if name not in own | paid}


def settings_for(workspace: Workspace, data: Path, keys: Mapping[str, str]) -> Settings:
    """The settings of a bot in this workspace: feeds may live on this machine."""
    return read_settings(
        {
            **keys,
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_APP_TOKEN": workspace.app_token,
            "SLACK_API_URL": workspace.api_url,
            "VEILLE_DATA": str(data),
            "VEILLE_ALLOW_PRIVATE": "yes",
        }
    )


async def _add_feeds(house: Bot, world: World) -> None:
    """The blogs and forums of the sample world, added as a person would."""
    for address in world.feeds:
        async for _answer in answers(house.services, "U0CAMILLE", "C0DEMO", f"feed {address}"):
            pass
