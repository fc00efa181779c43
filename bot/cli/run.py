"""`run`: the bot against Slack."""

import asyncio
import contextlib
import logging
import signal
from pathlib import Path

import aiohttp
import click
from aiohttp import web
from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import open_house
from bot.clock import SystemClock
from bot.errors import BadSettings
from bot.house import House
from bot.logs import begin_logging
from bot.settings import SLACK_APPS, Settings, environment, read_settings, require_slack

log = logging.getLogger(__name__)

FIRST_WAIT = 2.0
LONGEST_WAIT = 60.0
TRANSIENT = {"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout", "None"}
REQUEST_PATH = "/slack/events"
HEALTH_PATH = "/healthz"


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
    serve = serve_http if settings.mode == "http" else serve_socket
    async with open_house(settings, SystemClock()) as house:
        if await greeted(settings, stop):
            await serve(settings, house, stop)


async def greeted(settings: Settings, stop: asyncio.Event) -> bool:
    """Wait until Slack answers; whether it did before we were told to stop.

    Raises `BadSettings` for a token that Slack refuses.
    """
    client = AsyncWebClient(settings.bot_token.reveal(), base_url=settings.api_url)
    wait = FIRST_WAIT
    while not stop.is_set():
        try:
            await client.auth_test()
            if settings.mode == "socket":
                await client.apps_connections_open(app_token=settings.app_token.reveal())
            return True
        except SlackApiError as error:
            reason = str(error.response.get("error"))
            if reason not in TRANSIENT:
                raise BadSettings(_refused(error, reason)) from error
            log.warning("Slack answers %s; asking again in %.0f seconds", reason, wait)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("Slack cannot be reached (%s); asking again in %.0f seconds", error, wait)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), wait)
        wait = min(wait * 2, LONGEST_WAIT)
    return False


def _refused(error: SlackApiError, reason: str) -> str:
    variable = "SLACK_APP_TOKEN" if "apps.connections" in error.response.api_url else "SLACK_BOT_TOKEN"
    where = "Basic Information → App-Level Tokens" if variable == "SLACK_APP_TOKEN" else "OAuth & Permissions"
    return f"Slack refuses {variable} ({reason}): copy it again from {SLACK_APPS} → your app → {where}."


async def serve_socket(settings: Settings, house: House, stop: asyncio.Event) -> None:
    """Take Slack's payloads over a socket that Slack opens no door for, until told to stop."""
    opener = AsyncWebClient(settings.app_token.reveal(), base_url=settings.api_url)
    handler = AsyncSocketModeHandler(house.app, settings.app_token.reveal(), web_client=opener)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    log.info("Listening to Slack in Socket Mode")
    await stop.wait()
    await handler.close_async()  # type: ignore[no-untyped-call]


async def serve_http(settings: Settings, house: House, stop: asyncio.Event) -> None:
    """Take Slack's signed requests over HTTP, until told to stop."""
    server = house.app.server(port=settings.http_port, path=REQUEST_PATH, host=settings.http_host)
    server.web_app.router.add_get(HEALTH_PATH, _well)
    runner = web.AppRunner(server.web_app)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.http_host, settings.http_port).start()
    except OSError as error:
        await runner.cleanup()
        raise BadSettings(
            f"Nothing can listen at {settings.http_host}, port {settings.http_port} ({error.strerror}): "
            "change VEILLE_HTTP_HOST or VEILLE_HTTP_PORT, or end what listens there already."
        ) from error
    host, port = runner.addresses[0][:2]
    log.info("Listening to Slack at http://%s:%s%s", host, port, REQUEST_PATH)
    await stop.wait()
    await runner.cleanup()


async def _well(_: web.Request) -> web.Response:
    return web.Response(text="well\n")
