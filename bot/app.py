"""The one place where everything is built and wired."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Collection, Mapping

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine

import handlers
from bot.alerts.instant import InstantAlerts
from bot.alerts.redelivery import Recompose, Redelivery
from bot.background import Background
from bot.clock import Clock
from bot.digests.compose import DigestComposer
from bot.digests.due import DueDigests
from bot.digests.sources import DigestSources
from bot.digests.welcome import Welcomes
from bot.errors import BadSettings, DatabaseUnavailable, FileInUse, RefusedAddress
from bot.fetching.fetcher import HOME, Fetcher
from bot.fetching.politeness import DomainLimiter
from bot.fetching.websocket import WebSockets, end_of
from bot.house import Bot
from bot.listening.budgets import Budgets, require_amounts
from bot.listening.intake import Intake
from bot.listening.listener import Listener
from bot.listening.poll_queue import PollQueue
from bot.listening.rechecks import Rechecks
from bot.listening.request_runner import RequestRunner
from bot.listening.search import SourceSearch
from bot.listening.stream_follower import StreamFollower
from bot.listening.stream_intake import StreamIntake
from bot.listening.stream_manager import StreamManager
from bot.notices.gaps import GapNotices
from bot.notices.outages import OutageNotices
from bot.outbox.queue import Outbox
from bot.outbox.sender import Sender
from bot.outbox.slack import SlackTransport
from bot.reloader import Reloader
from bot.schedule import Schedule
from bot.settings import Settings, data_folder
from bot.sources import discover
from bot.sources.source import longest_gaps
from bot.sources.stream import Stream
from bot.storage.archive import Archive
from bot.storage.changes import WatchChanges
from bot.storage.database import is_unused, on_failure, open_database, where
from bot.storage.deliveries import Deliveries
from bot.storage.domain_cooldowns import DomainCooldowns
from bot.storage.events import SeenEvents
from bot.storage.ledger import StoredLedger
from bot.storage.moves import StoredMoves
from bot.storage.questions import Questions
from bot.storage.sendqueue import SendQueue
from bot.storage.sole_use import SoleUse
from bot.storage.source_states import SourceStates
from bot.storage.watchlist import Watchlist
from bot.threads import own_threads
from bot.watches.registry import WatchRegistry
from bot.watches.stops import ChannelStops
from bot.watches.subscriptions import Sources
from handlers.people import People
from handlers.services import Services

log = logging.getLogger(__name__)

EMPTIED = (
    "Names are watched, but %s holds nothing of what was heard and said: it begins anew. If it held "
    "something before, stop the bot and put a copy back."
)
LOOK_EVERY = 10.0
"""Seconds between two looks whether the database is still ours alone."""


@contextlib.asynccontextmanager
async def open_bot(
    settings: Settings,
    clock: Clock,
    routes: Mapping[str, str] | None = None,
    sources: Collection[str] | None = None,
) -> AsyncIterator[Bot]:
    """The bot on these settings, started, and stopped at the end.

    `routes` sends hosts elsewhere, and `sources` leaves out all but those, as the sample world wants.
    Raises a `VeilleError` if what is on disk cannot be used.
    """
    folder = data_folder(settings)
    async with contextlib.AsyncExitStack() as stack:
        watchlist = Watchlist(folder / "watchlist.json")
        stack.callback(watchlist.close)
        for oddity in watchlist.oddities():
            log.error(oddity)
        sole_use = SoleUse(settings.database_url)
        stack.callback(sole_use.close)
        await asyncio.to_thread(sole_use.take)
        engine = await asyncio.to_thread(open_database, settings.database_url)
        sole_use.guard(engine)
        unused = await asyncio.to_thread(is_unused, engine)
        if unused and watchlist.watches():
            log.warning(EMPTIED, where(engine.url))
        stack.callback(engine.dispose)
        await stack.enter_async_context(own_threads())
        session = await stack.enter_async_context(aiohttp.ClientSession())
        found = discover(clock, settings.values)
        require_amounts(found.values())
        known = {name: source for name, source in found.items() if sources is None or name in sources}
        fetcher = await stack.enter_async_context(_fetcher(settings, known, clock, engine, routes))
        house = _house(settings, known, clock, watchlist, engine, fetcher, session)
        on_failure(engine, house.storage_failed.set)
        stack.push_async_callback(house.stop)
        await house.start()
        stack.push_async_callback(_ended, asyncio.create_task(_watch(sole_use, house)))
        yield house


async def _watch(sole_use: SoleUse, house: Bot) -> None:
    """See now and then that the database is still ours alone, or the bot ends, and is of use again."""
    while True:
        await asyncio.sleep(LOOK_EVERY)
        try:
            await asyncio.to_thread(sole_use.look)
        except FileInUse as fault:
            house.end_by(fault)
            return
        except DatabaseUnavailable as outage:
            log.error("%s", outage)
        else:
            house.take_up_again()


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task})


def _fetcher(
    settings: Settings, sources: Sources, clock: Clock, engine: Engine, routes: Mapping[str, str] | None
) -> Fetcher:
    here = DomainLimiter(clock, gap=0.0)  # what is routed to this machine is nobody else's load
    return Fetcher(
        clock=clock,
        validators=SourceStates(engine).validators,
        moves=StoredMoves(engine),
        limiter=here if routes else _limiter(sources, clock, engine),
        routes=routes,
        allow_private=settings.allow_private,
        contact=settings.contact or HOME,
    )


def _limiter(sources: Sources, clock: Clock, engine: Engine) -> DomainLimiter:
    """The limits of all sources together, and the domains that rest."""
    limiter = DomainLimiter(clock, gaps=longest_gaps(sources.values()))
    for domain, until in DomainCooldowns(engine).kept().items():
        limiter.rest(domain, until)
    return limiter


def _wire(settings: Settings, sources: Sources, clock: Clock) -> WebSockets:
    """Streams may be followed at private addresses that the bot's own settings name."""
    streams = [source for source in sources.values() if isinstance(source, Stream)]
    return WebSockets(
        clock=clock,
        allow_private=settings.allow_private,
        trusted={end for stream in streams if not stream.missing for end in own_ends(stream)},
        contact=settings.contact or HOME,
    )


def own_ends(stream: Stream) -> set[tuple[str, int]]:
    """Where the bot's own settings say that a stream is. Raises `BadSettings` for what is no such place."""
    try:
        return {end_of(host) for host in stream.own_hosts}
    except RefusedAddress as error:
        named = stream.value(stream.host_setting)
        raise BadSettings(f"{stream.host_setting} is “{named}”. {error.reason}") from error


def _house(
    settings: Settings,
    sources: Sources,
    clock: Clock,
    watchlist: Watchlist,
    engine: Engine,
    fetcher: Fetcher,
    session: aiohttp.ClientSession,
) -> Bot:
    archive, hearing, registry = Archive(engine), SourceStates(engine), WatchRegistry(sources)
    client, once = _clients(settings, session)
    outbox = Outbox(Deliveries(engine), clock)
    followed: dict[str, StreamFollower] = {}
    digest_sources = DigestSources(hearing, registry, followed, clock)
    composer = DigestComposer(watchlist, archive, registry, digest_sources, outbox, clock)
    instant = InstantAlerts(watchlist, registry, archive, outbox, clock)
    makers: dict[str, Recompose] = {"digest": composer.recompose, "alert": instant.recompose}
    redelivery = Redelivery(archive, outbox, makers)
    runner, outage_notices, lost = _request_runner(clock, watchlist, engine, fetcher, registry, outbox)
    intake = Intake(archive, hearing, registry.index)
    listener = Listener(registry, runner, intake, clock, instant.tell, redelivery.amend)
    stream_intake = StreamIntake(listener, registry, archive, fetcher, clock, redelivery.amend)
    wire = _wire(settings, sources, clock)
    stream_manager = StreamManager(
        sources, wire, fetcher, stream_intake, hearing, clock, followed, outage_notices.changed, lost.missed
    )
    rechecks = Rechecks(sources, archive, fetcher, clock, redelivery.amend)
    due_digests = DueDigests(watchlist, listener, digest_sources, rechecks, composer, outbox, clock)
    rounds = PollQueue(listener.poll, listener.min_interval, clock)
    schedule = Schedule(due_digests.send_if_due, rounds.go, clock)
    reloader = Reloader(watchlist, registry, listener, rounds, stream_manager, schedule)
    stops = ChannelStops(watchlist, reloader, outbox, clock)
    sender = Sender(outbox, SendQueue(engine), SlackTransport(once), clock, stops.stop)
    services = Services(
        watchlist=watchlist,
        registry=registry,
        archive=archive,
        changes=WatchChanges(engine),
        hearing=hearing,
        events=SeenEvents(engine),
        questions=Questions(engine),
        listener=listener,
        search=SourceSearch(sources, runner),
        digest_sources=digest_sources,
        composer=composer,
        due_digests=due_digests,
        welcomes=Welcomes(watchlist, archive, registry, listener, digest_sources, composer, outbox, clock),
        outbox=outbox,
        fetcher=fetcher,
        sources=sources,
        clock=clock,
        background=Background(),
        client=client,
        followed=followed,
        reloader=reloader,
        stops=stops,
        people=People(client, clock),
    )
    secret = settings.signing_secret.reveal() or None
    app = AsyncApp(name="veille", client=client, signing_secret=secret)  # unnamed, it searches the call stack
    handlers.register(app, services)
    makers |= {"welcome": services.welcomes.recompose, **handlers.composers(services)}
    return Bot(app, services, rounds, stream_manager, schedule, instant, sender)


def _request_runner(
    clock: Clock,
    watchlist: Watchlist,
    engine: Engine,
    fetcher: Fetcher,
    registry: WatchRegistry,
    outbox: Outbox,
) -> tuple[RequestRunner, OutageNotices, GapNotices]:
    """What puts requests to the sources, and what tells channels that one failed or that a time is lost."""
    sources, hearing = registry.sources, SourceStates(engine)
    outage_notices = OutageNotices(watchlist, registry, hearing, outbox, clock)
    lost = GapNotices(watchlist, registry, outbox, clock)
    budgets = Budgets(StoredLedger(engine), clock)
    rests = DomainCooldowns(engine)
    runner = RequestRunner(
        sources, fetcher, budgets, hearing, clock, outage_notices.changed, rests.keep, on_gap=lost.left
    )
    return runner, outage_notices, lost


def _clients(settings: Settings, session: aiohttp.ClientSession) -> tuple[AsyncWebClient, AsyncWebClient]:
    """A client that retries, and one for deliveries, which must know of every try itself."""
    token = settings.bot_token.reveal()
    retrying = [AsyncConnectionErrorRetryHandler(), AsyncRateLimitErrorRetryHandler(max_retry_count=3)]
    return (
        AsyncWebClient(token, base_url=settings.api_url, session=session, retry_handlers=retrying),
        AsyncWebClient(token, base_url=settings.api_url, session=session, retry_handlers=[]),
    )
