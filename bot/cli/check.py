"""`check`: whether all is well, a line each, with what to do where it is not."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import click
import msgspec
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import own_ends
from bot.clock import SystemClock
from bot.errors import BadSettings, Curtailed, SourceFailure, VeilleError
from bot.fetching import Fetcher, Manners
from bot.fetching.fetcher import HOME
from bot.fetching.wire import WebSockets
from bot.listening.budgets import require_amounts
from bot.logs import begin_logging
from bot.settings import SLACK_APPS, Settings, data_folder, environment, read_settings, require_slack
from bot.sources import broken, discover
from bot.sources.source import Ask, Needle, Source, longest_gaps
from bot.sources.stream import Stream
from bot.storage.database import open_database
from bot.storage.watchlist import Watchlist
from handlers.scopes import SCOPES

PROBE = Needle("slack")
"""A word that every source knows something about."""
PATIENCE = 20.0
"""Seconds within which a stream must say something."""
LOOK = timedelta(hours=1)


class Finding(msgspec.Struct, frozen=True):
    """What was looked at, whether it is well, and what is known or to be done."""

    name: str
    well: bool
    said: str

    def __str__(self) -> str:
        return f"{'well ' if self.well else 'WRONG'}  {self.name}: {self.said}"


@click.command()
def check() -> None:
    """Say whether settings, tokens, scopes, data folder and sources are well; exit with 1 if not."""
    begin_logging("critical")
    well = asyncio.run(_check())
    sys.exit(0 if well else 1)


async def _check() -> bool:
    well = True
    async for finding in findings(Path.cwd()):
        click.echo(str(finding))
        well = well and finding.well
    return well


async def findings(folder: Path) -> AsyncIterator[Finding]:
    """Everything that is looked at, in order; where the settings are wrong, only the sources follow."""
    try:
        settings = read_settings(environment(folder))
        require_slack(settings)
    except VeilleError as error:
        yield Finding("settings", False, str(error))
        settings = read_settings({})
    else:
        yield Finding("settings", True, f"read, {settings.mode} mode")
        async for finding in _slack(settings):
            yield finding
        for finding in _amounts(settings):
            yield finding
    for finding in _data(settings):
        yield finding
    async for finding in _sources(settings):
        yield finding


def _amounts(settings: Settings) -> Iterator[Finding]:
    try:
        require_amounts(discover(SystemClock(), settings.values).values())
    except BadSettings as error:
        yield Finding("budgets", False, str(error))


async def _slack(settings: Settings) -> AsyncIterator[Finding]:
    async with aiohttp.ClientSession() as session:
        bot = AsyncWebClient(settings.bot_token.reveal(), base_url=settings.api_url, session=session)
        yield await _asked("bot token", "SLACK_BOT_TOKEN", lambda: _greeting(bot))
        yield await _asked("scopes", "SLACK_BOT_TOKEN", lambda: _scopes(bot))
        if settings.mode == "socket":
            app = AsyncWebClient(settings.app_token.reveal(), base_url=settings.api_url, session=session)
            yield await _asked("app token", "SLACK_APP_TOKEN", lambda: _socket(app))


async def _asked(name: str, variable: str, ask: Callable[[], Awaitable[str]]) -> Finding:
    try:
        return Finding(name, True, await ask())
    except SlackApiError as error:
        reason = error.response.get("error")
        return Finding(name, False, f"Slack says {reason}; look at {variable} in .env and at {SLACK_APPS}")
    except MissingScopes as error:
        return Finding(name, False, str(error))
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return Finding(name, False, f"Slack cannot be reached ({type(error).__name__}); is there a network?")


class MissingScopes(VeilleError):
    """The app was installed without all that the bot needs."""


async def _greeting(client: AsyncWebClient) -> str:
    answer = await client.auth_test()
    return f"accepted; the bot is @{answer.get('user')} in {answer.get('team')}"


async def _scopes(client: AsyncWebClient) -> str:
    answer = await client.auth_test()
    granted = {
        scope.strip() for scope in str(answer.headers.get("x-oauth-scopes", "")).split(",") if scope.strip()
    }
    if not granted:
        return "Slack did not say which were granted"
    if missing := sorted(set(SCOPES) - granted):
        raise MissingScopes(
            f"missing {', '.join(missing)}; paste manifest.yml again at {SLACK_APPS} and reinstall"
        )
    return "all granted"


async def _socket(client: AsyncWebClient) -> str:
    await client.apps_connections_open(app_token=client.token or "")
    return "accepted for Socket Mode"


def _data(settings: Settings) -> Iterator[Finding]:
    """Whether what the bot knows can be read and written."""
    try:
        folder = data_folder(settings)
        with contextlib.closing(Watchlist(folder / "watchlist.json")) as watchlist:
            kept = f"{len(watchlist.watches())} watches in {len(watchlist.channels())} channels"
            oddities = watchlist.oddities()
        open_database(settings.database_url).dispose()
    except VeilleError as error:
        yield Finding("data folder", False, str(error))
        return
    except OSError as error:
        yield Finding(
            "data folder", False, f"{settings.data} cannot be written ({error.strerror}); set VEILLE_DATA"
        )
        return
    yield Finding("data folder", True, f"{settings.data} can be read and written, {kept}")
    for oddity in oddities:
        yield Finding("watch list", False, oddity)


async def _sources(settings: Settings) -> AsyncIterator[Finding]:
    clock = SystemClock()
    found = discover(clock, settings.values)
    for origin, reason in broken.items():
        yield Finding(origin, False, f"cannot be loaded: {reason}")
    manners = Manners(clock, gaps=longest_gaps(found.values()))
    async with Fetcher(clock=clock, manners=manners, contact=settings.contact or HOME) as fetcher:
        for finding in await asyncio.gather(*(_source(source, fetcher) for source in found.values())):
            yield finding


async def _source(source: Source, fetcher: Fetcher) -> Finding:
    if source.missing:
        lacking = ", ".join(setting.variable for setting in source.missing)
        return Finding(source.title, True, f"off; .env.example says how to get {lacking}")
    if source.price:
        return Finding(source.title, True, "costs money, so it is asked by the running bot alone")
    if isinstance(source, Stream):
        return await _stream(source)
    question = next(iter(source.questions(Ask((PROBE,)))), None)
    if question is None:
        return Finding(source.title, True, "asked only for what channels add to it")
    now, count = SystemClock().now(), 0
    try:
        async for page in source.search(question, now - LOOK, fetcher):
            count += len(page)
    except Curtailed:
        return Finding(source.title, True, f"answers, {count} and more found for “{PROBE.text}”")
    except SourceFailure as error:
        return Finding(source.title, False, f"{error.reason} ({error.label})")
    return Finding(source.title, True, f"answers, {count} found for “{PROBE.text}”")


async def _stream(stream: Stream) -> Finding:
    """Whether a stream can be followed: its first words, from any of its hosts."""
    try:
        wire = WebSockets(trusted=own_ends(stream))
        async with (
            asyncio.timeout(PATIENCE),
            contextlib.aclosing(stream.follow(stream.hosts[0], "", wire)) as flows,
        ):
            await anext(flows)
    except BadSettings as error:
        return Finding(stream.title, False, str(error))
    except SourceFailure as error:
        return Finding(stream.title, False, f"{error.reason} ({error.label})")
    except (TimeoutError, StopAsyncIteration):
        return Finding(stream.title, False, f"silent for {PATIENCE:.0f} seconds (temporary)")
    return Finding(stream.title, True, "speaks")
