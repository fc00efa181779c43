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

from bot.analysis.encoder import installed_encoder
from bot.cli.demo import Demo
from bot.clock import Clock, SystemClock
from bot.console.directory import TEAM
from bot.console.sample_workspace import furnish
from bot.console.terminal import Console
from bot.console.workspace import Workspace
from bot.locale import DEFAULT, N_, Language, _, language_of, speaking
from bot.logs import begin_logging
from bot.runtime.wiring import open_bot
from bot.settings import VARIABLES, Settings, environment, read_settings
from bot.sources import discover
from bot.world.server import World

LOCALES: Mapping[Language, str] = {"en": "en-US", "fr": "fr-FR"}
"""The language of everybody's Slack in the console, by that of the terminal."""
WEEK = N_("It is Monday morning there, and a week begins: :day leads to each morning's digest in turn.")


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
            *([_(WEEK)] if sample else []),
        )
    )


async def _console(sample: bool, keys: Mapping[str, str], language: Language) -> None:
    task = asyncio.current_task()
    if task:  # told to end, it leaves nothing behind, as when it is left by its person
        for told in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(told, task.cancel)
    async with contextlib.AsyncExitStack() as stack:
        console = await (_demo(stack, language) if sample else _live(stack, keys, language))
        with speaking(language):
            await console.run()


async def _live(stack: contextlib.AsyncExitStack, keys: Mapping[str, str], language: Language) -> Console:
    """A console on the live sources, for as long as the stack is open."""
    clock = SystemClock()
    workspace = await _workspace(stack, clock, language)
    settings = settings_for(workspace, _data(stack), keys)
    bot = await stack.enter_async_context(open_bot(settings, clock, TEAM, encoder=installed_encoder(clock)))
    workspace.connect(bot.dispatch)
    return Console(workspace, bot.wait_idle, sys.stdin, sys.stdout)


async def _demo(stack: contextlib.AsyncExitStack, language: Language) -> Console:
    """A console on the sample world and its week, for as long as the stack is open."""
    machine = SystemClock()
    demo = Demo(machine)
    await demo.start(stack)
    workspace = await _workspace(stack, demo.clock, language)
    bot = await stack.enter_async_context(
        open_bot(
            settings_for(workspace, _data(stack), {}),
            demo.clock,
            TEAM,
            demo.world.routes(),
            World.sources,
            installed_encoder(
                SystemClock()
            ),  # its child ends by real minutes of idleness, not by travelled ones
        )
    )
    workspace.connect(bot.dispatch)
    await demo.furnish(bot)
    return Console(workspace, bot.wait_idle, sys.stdin, sys.stdout, demo.travel(bot, workspace))


async def _workspace(stack: contextlib.AsyncExitStack, clock: Clock, language: Language) -> Workspace:
    workspace = await stack.enter_async_context(Workspace(clock))
    furnish(workspace, LOCALES[language])
    return workspace


def _data(stack: contextlib.AsyncExitStack) -> Path:
    """A folder that is gone afterwards."""
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="veille-")))


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
