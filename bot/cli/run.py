"""`run`: the bot against Slack."""

import asyncio
import signal
from pathlib import Path

import click
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import open_bot
from bot.clock import SystemClock
from bot.house import Bot
from bot.logs import begin_logging
from bot.runtime.greeting import BOT_TOKEN, persist
from bot.runtime.http_mode import serve_http
from bot.runtime.socket_mode import SlackSocket
from bot.settings import Settings, environment, read_settings, require_slack


@click.command()
def run() -> None:
    """Run the bot against Slack, with the settings of .env."""
    settings = read_settings(environment(Path.cwd()))
    require_slack(settings)
    begin_logging(settings.log)
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with open_bot(settings, SystemClock()) as house:
        over = asyncio.create_task(_stop_when_over(house, stop))
        client = AsyncWebClient(settings.bot_token.reveal(), base_url=settings.api_url)
        if await persist(client.auth_test, BOT_TOKEN, stop):
            await _serve(settings, house, stop)
        over.cancel()
    if house.fault:
        raise house.fault


async def _stop_when_over(house: Bot, stop: asyncio.Event) -> None:
    await house.over.wait()
    stop.set()


async def _serve(settings: Settings, house: Bot, stop: asyncio.Event) -> None:
    """Take Slack's payloads until told to stop."""
    if settings.mode == "http":
        await serve_http(settings, house.dispatch, stop)
        return
    opener = AsyncWebClient(settings.app_token.reveal(), base_url=settings.api_url)
    await SlackSocket(settings.app_token.reveal(), opener, house.dispatch).listen(stop)
