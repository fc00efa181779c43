"""The bot against Slack, from its first greeting until it is told to end."""

import asyncio
import signal

from slack_sdk.web.async_client import AsyncWebClient

from bot.app import open_bot
from bot.clock import SystemClock
from bot.house import Bot
from bot.runtime.greeting import BOT_TOKEN, persist
from bot.runtime.http_mode import serve_http
from bot.runtime.socket_mode import SlackSocket
from bot.settings import Settings


async def serve(settings: Settings) -> None:
    """Be the bot on these settings; raises a `VeilleError` if it cannot begin, or cannot go on."""
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
