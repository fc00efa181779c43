"""`check`: whether all is well, a line each, with what to do where it is not."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import click
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cli.check_data import look_at_data
from bot.cli.check_llm import look_at_llm
from bot.cli.check_reading import look_at_reading
from bot.cli.check_settings import unknown, unusable
from bot.cli.finding import Finding
from bot.clock import SystemClock
from bot.commands.verbs import COMMANDS
from bot.directory.scopes import EVENTS, SCOPES, missing_scopes
from bot.errors import BadSettings, Curtailed, SourceFailure, VeilleError
from bot.fetching import DomainLimiter, Fetcher
from bot.fetching.identity import HOME
from bot.fetching.websocket import WebSockets
from bot.listening.budgets import require_amounts
from bot.logs import begin_logging
from bot.query import Needle
from bot.runtime.upstream import own_ends
from bot.settings import SLACK_APPS, Settings, environment, read_settings, require_slack
from bot.sources import broken, discover
from bot.sources.setting_values import left_out
from bot.sources.source import Ask, Source, longest_gaps
from bot.sources.stream import Stream

_PASTE = f"Paste manifest.yml (python -m bot manifest) again at {SLACK_APPS}, and reinstall the app"
PROBE = Needle("slack")
"""A word that every source knows something about."""
_UNTOLD = (
    "which commands and events the app has, Slack tells no bot; this version's has "
    f"{' and '.join(COMMANDS)}, and {', '.join(EVENTS)} (python -m bot manifest prints it)"
)
PATIENCE = 20.0
"""Seconds within which a stream must say something."""
LOOK = timedelta(hours=1)


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
    """Everything that is looked at, in order.

    A setting that is wrong is said, and all else is looked at as the other settings have it. Where `.env`
    itself cannot be read, nothing is known of what it says, and nothing follows.
    """
    try:
        given = environment(folder)
    except VeilleError as error:
        yield Finding("settings", False, str(error))
        return
    wrong = dict(unusable(given))
    for said in (*wrong.values(), *unknown(given, discover().values())):
        yield Finding("settings", False, said)
    settings = read_settings({name: value for name, value in given.items() if name not in wrong})
    async for finding in _slack(settings, bool(wrong)):
        yield finding
    for finding in (*_amounts(settings), *look_at_data(settings), look_at_reading()):
        yield finding
    yield await look_at_llm(settings)
    async for finding in _sources(settings):
        yield finding
    for variable in sorted(left_out.keys() & settings.values.keys()):
        said = f"holds {', '.join(left_out[variable])}, which cannot be used and is left out"
        yield Finding(variable, False, said)


def _amounts(settings: Settings) -> Iterator[Finding]:
    try:
        require_amounts(discover(SystemClock(), settings.values).values())
    except BadSettings as error:
        yield Finding("budgets", False, str(error))


async def _slack(settings: Settings, some_are_wrong: bool) -> AsyncIterator[Finding]:
    """What Slack says of the tokens, if there are any to show it."""
    try:
        require_slack(settings)
    except BadSettings as error:
        if not some_are_wrong:  # it may be the wrong one that is missing
            yield Finding("settings", False, str(error))
        return
    if not some_are_wrong:
        yield Finding("settings", True, f"read, {settings.mode} mode")
    async with aiohttp.ClientSession() as session:
        bot = AsyncWebClient(settings.bot_token.reveal(), base_url=settings.api_url, session=session)
        yield await _asked("bot token", "SLACK_BOT_TOKEN", lambda: _greeting(bot))
        yield await _asked("scopes", "SLACK_BOT_TOKEN", lambda: _scopes(bot))
        yield Finding("manifest", True, _UNTOLD)
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
    missing = missing_scopes(answer.headers)
    if missing is None:
        return "Slack did not say which were granted"
    if missing:
        lacking = "; ".join(f"{scope}, to {SCOPES[scope]}" for scope in missing)
        raise MissingScopes(f"missing {lacking}. {_PASTE}")
    return "all granted"


async def _socket(client: AsyncWebClient) -> str:
    await client.apps_connections_open(app_token=client.token or "")
    return "accepted for Socket Mode"


async def _sources(settings: Settings) -> AsyncIterator[Finding]:
    clock = SystemClock()
    found = discover(clock, settings.values)
    for origin, reason in broken.items():
        yield Finding(origin, False, f"cannot be loaded: {reason}")
    limiter = DomainLimiter(clock, gaps=longest_gaps(found.values()))
    async with Fetcher(
        clock=clock, limiter=limiter, contact=settings.contact or HOME, allow_private=settings.allow_private
    ) as fetcher:
        looks = (_source(source, fetcher, settings) for source in found.values())
        for finding in await asyncio.gather(*looks):
            yield finding


async def _source(source: Source, fetcher: Fetcher, settings: Settings) -> Finding:
    if source.missing:
        lacking = ", ".join(setting.variable for setting in source.missing)
        return Finding(source.title, True, f"off; .env.example says how to get {lacking}")
    if source.price:
        return Finding(source.title, True, "costs money, so it is asked by the running bot alone")
    if isinstance(source, Stream):
        return await _stream(source, settings)
    question = next(iter(source.requests(Ask((PROBE,)))), None)
    if question is None:
        return _unasked(source, settings)
    now, count = SystemClock().now(), 0
    try:
        async for page in source.search(question, now - LOOK, fetcher):
            count += len(page)
    except Curtailed:
        return Finding(source.title, True, f"answers, {count} and more found for “{PROBE.text}”")
    except SourceFailure as error:
        return Finding(source.title, False, f"{error.reason} ({error.label})")
    return Finding(source.title, True, f"answers, {count} found for “{PROBE.text}”")


def _unasked(source: Source, settings: Settings) -> Finding:
    """Why a source is asked nothing: channels name its places, or its settings name none."""
    named = [setting.variable for setting in source.settings if settings.values.get(setting.variable)]
    if source.channel_scoped or not named:
        return Finding(source.title, True, "asked only for what channels add to it")
    return Finding(source.title, False, f"asked nowhere: {', '.join(named)} names nothing that can be asked")


async def _stream(stream: Stream, settings: Settings) -> Finding:
    """Whether a stream can be followed: its first words, from any of its hosts."""
    try:
        wire = WebSockets(trusted=own_ends(stream), allow_private=settings.allow_private)
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
