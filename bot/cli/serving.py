"""The bot against Slack, from its first greeting until it is told to end."""

import asyncio
import signal
from collections.abc import Sequence

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.analysis.encoder import installed_encoder
from bot.clock import SystemClock
from bot.errors import BadSettings
from bot.runtime.bot import Bot
from bot.runtime.greeting import UNREACHED, Team, asked_team, team_of
from bot.runtime.http_mode import serve_http
from bot.runtime.socket_mode import SlackSocket
from bot.runtime.upstream import known_sources, web_sockets
from bot.runtime.wiring import open_bot
from bot.settings import Settings, data_folder
from bot.storage.condition import condition_of
from bot.storage.installation import require_readable
from bot.storage.watchlists import workspaces

AT_ONCE = 5.0
"""Seconds in which a start waits for Slack's answer before it goes on from what is on the disk."""


async def serve(settings: Settings) -> None:
    """Be the bot on these settings; raises a `VeilleError` if it cannot begin, or cannot go on."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    client = AsyncWebClient(settings.bot_token.reveal(), base_url=settings.api_url)
    known = workspaces(data_folder(settings))
    greeted = await _greeted_now(client, known, settings) if len(known) == 1 else ""
    if len(known) != 1:
        await asyncio.to_thread(_look_first, settings)
        greeted = await _greeted(client, known, settings, stop)
        if not greeted:
            return
    workspace, clock = greeted or known[0], SystemClock()
    async with open_bot(settings, clock, workspace, encoder=installed_encoder(clock)) as bot:
        over = asyncio.create_task(_stop_when_over(bot, stop))
        if greeted or await _greeted(client, [workspace], settings, stop):
            await _serve(settings, bot, stop)
        over.cancel()
    if bot.fault:
        raise bot.fault


def _look_first(settings: Settings) -> None:
    """See what would stop the start, before it waits until Slack says whose it is."""
    condition_of(settings.database_url)
    require_readable(data_folder(settings))
    clock = SystemClock()
    web_sockets(settings, known_sources(settings, clock, None), clock)


async def _greeted(
    client: AsyncWebClient, known: Sequence[str], settings: Settings, stop: asyncio.Event
) -> str:
    """The workspace of the token, once Slack says it; empty if told to end before.

    Raises `BadSettings` where it is none of those whose data are here.
    """
    team = await team_of(client, stop)
    return _required(team, known, settings) if team else ""


async def _greeted_now(client: AsyncWebClient, known: Sequence[str], settings: Settings) -> str:
    """The workspace of the token, if Slack says it at once; empty while it is out.

    It is asked before anything is sent: what is owed in one workspace must not go out in another.
    """
    try:
        async with asyncio.timeout(AT_ONCE):
            return _required(await asked_team(client), known, settings)
    except (SlackApiError, *UNREACHED):
        return ""


def _required(team: Team, known: Sequence[str], settings: Settings) -> str:
    """The workspace of a token. Raises `BadSettings` where it is none of those whose data are here."""
    if known and team.id not in known:
        raise BadSettings(
            f"SLACK_BOT_TOKEN is of the workspace {team.name or team.id} ({team.id}), and {settings.data} is "
            f"of {', '.join(known)}: use a token of that one, or give this one a data folder of its own "
            "(VEILLE_DATA)."
        )
    return team.id


async def _stop_when_over(bot: Bot, stop: asyncio.Event) -> None:
    await bot.over.wait()
    stop.set()


async def _serve(settings: Settings, bot: Bot, stop: asyncio.Event) -> None:
    """Take Slack's payloads until told to stop."""
    if settings.mode == "http":
        await serve_http(settings, bot.dispatch, stop)
        return
    opener = AsyncWebClient(settings.app_token.reveal(), base_url=settings.api_url)
    await SlackSocket(settings.app_token.reveal(), opener, bot.dispatch).listen(stop)
