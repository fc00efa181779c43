"""The one place where everything is built and wired, by role.

1. What is kept (`storage/stores.py`), and the way out (`upstream.py`).
2. What listens (`listening.py`).
3. What understands and tells (`digesting.py`), and those who read the rows that listening writes.
4. What people do with watches (`watching.py`) and teach (`teaching.py`), and what answers them, with Slack's
   listeners above it (`answering.py`, `handlers`).
5. The rooms that are woken, and the bot that begins and ends all of it.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Collection, Mapping

import aiohttp
from slack_bolt.async_app import AsyncApp

import handlers
from bot.alerts.redelivery import Composer, Redelivery
from bot.alerts.room import AlertRoom
from bot.analysis.encoder import Encoder
from bot.background import Background
from bot.clock import Clock
from bot.errors import DatabaseUnavailable, FileInUse
from bot.fetching.fetcher import Fetcher
from bot.llm.abstracts import Abstracts
from bot.notices.gaps import GapNotices
from bot.notices.outages import OutageNotices
from bot.outbox.outbox import Outbox
from bot.outbox.sender import Sender
from bot.outbox.slack import SlackTransport
from bot.runtime.alerting import alerting
from bot.runtime.answering import Answering, answering
from bot.runtime.bot import Bot
from bot.runtime.digesting import Digesting, digesting
from bot.runtime.foundation import Foundation
from bot.runtime.language_model import open_abstracts
from bot.runtime.listening import Listening, listening
from bot.runtime.parts import Parts
from bot.runtime.plan import Plan
from bot.runtime.rooms import Room, Rooms
from bot.runtime.schedule import Schedule
from bot.runtime.slack_clients import slack_clients
from bot.runtime.teaching import teaching
from bot.runtime.upstream import known_sources, open_fetcher
from bot.runtime.watching import Watching, watching
from bot.settings import Settings, data_folder
from bot.storage.delivery import DeliveryKind
from bot.storage.stores import Stores, open_stores
from bot.wakeups import Wakeup
from bot.watches.reloader import Reloader
from bot.watches.subscriptions import Sources
from bot.worker_threads import worker_threads

log = logging.getLogger(__name__)

LOOK_EVERY = 10.0
"""Seconds between two looks whether the database is still ours alone."""


@contextlib.asynccontextmanager
async def open_bot(
    settings: Settings,
    clock: Clock,
    workspace: str,
    routes: Mapping[str, str] | None = None,
    sources: Collection[str] | None = None,
    encoder: Encoder | None = None,
) -> AsyncIterator[Bot]:
    """The bot of a workspace on these settings, started, and stopped at the end.

    `routes` sends hosts elsewhere, and `sources` leaves out all but those, as the sample world wants.
    Without an `encoder` stories do not cross languages.
    Raises a `VeilleError` if what is on disk cannot be used.
    """
    async with contextlib.AsyncExitStack() as stack:
        opened = open_stores(data_folder(settings), settings.database_url, workspace)
        stores = await stack.enter_async_context(opened)
        await stack.enter_async_context(worker_threads())
        session = await stack.enter_async_context(aiohttp.ClientSession())
        known = known_sources(settings, clock, sources)
        fetcher = await stack.enter_async_context(open_fetcher(settings, known, clock, stores, routes))
        abstracts = await stack.enter_async_context(open_abstracts(settings.llm, stores.ledger, clock))
        bot = _bot(settings, known, clock, stores, fetcher, session, encoder, abstracts)
        if encoder:
            stack.push_async_callback(encoder.stop)
        stores.on_failure(bot.storage_failed.set)
        stack.push_async_callback(bot.stop)
        await bot.start()
        stack.push_async_callback(_ended, asyncio.create_task(_watch(stores, bot)))
        yield bot


async def _watch(stores: Stores, bot: Bot) -> None:
    """See now and then that the database is still ours alone, or the bot ends, and is of use again."""
    while True:
        await asyncio.sleep(LOOK_EVERY)
        try:
            await asyncio.to_thread(stores.require_sole_use)
        except FileInUse as fault:
            bot.end_by(fault)
            return
        except DatabaseUnavailable as outage:
            log.error("%s", outage)
        else:
            bot.take_up_again()


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task})


def _bot(
    settings: Settings,
    sources: Sources,
    clock: Clock,
    stores: Stores,
    fetcher: Fetcher,
    session: aiohttp.ClientSession,
    encoder: Encoder | None,
    abstracts: Abstracts | None,
) -> Bot:
    client, once = slack_clients(settings, session)
    outbox, background = Outbox(stores.deliveries, stores.delivery_history, clock), Background()
    heard = listening(settings, sources, clock, stores, fetcher)
    told = digesting(heard, stores, encoder, abstracts, outbox, background, clock)
    changed, hour_come, unwelcomed = (Wakeup(name, clock) for name in ("plan", "due digests", "welcomes"))
    base = Foundation(
        client=client,
        stores=stores,
        outbox=outbox,
        fetcher=fetcher,
        reloader=Reloader(stores.watchlist, heard.registry, (changed, unwelcomed)),
        background=background,
        clock=clock,
    )
    schedule = Schedule(hour_come, heard.announcer.alerts, clock)
    rings = alerting(stores, heard.registry, told.keeper, told.readings, outbox, clock)
    plan = Plan(
        stores.watchlist, heard.registry, heard.poller, heard.poll_queue, heard.stream_manager, schedule
    )
    asked = watching(base, heard, told)
    answers = answering(base, heard, told, rings, asked, teaching(base, heard, told, asked))
    secret = settings.signing_secret.reveal() or None
    app = AsyncApp(name="veille", client=client, signing_secret=secret)  # unnamed, it searches the call stack
    handlers.register(app, answers.listeners)
    rooms = [
        Room(changed, plan.renew),
        Room(hour_come, told.due.sweep),
        Room(unwelcomed, told.welcomes.look),
        Room(outbox.refused, asked.stops.heed),
        Room(Wakeup("removals", clock), asked.removal.forget_expired),
        Room(Wakeup("questions", clock), answers.inbox.resume),
        Room(Wakeup("stories", clock), told.stories.look),
        Room(Wakeup("search index", clock), answers.search.fill),
        *_announced(base, heard, told, rings.room, answers),
    ]
    parts = _parts(base, heard, told, asked, answers, sources)
    transport = SlackTransport(once, stores.watchlist.workspace, outbox.limits)
    sender = Sender(outbox, stores.send_queue, transport, clock)
    return Bot(app, parts, heard.poll_queue, heard.stream_manager, schedule, Rooms(rooms), plan, sender)


def _announced(
    base: Foundation, heard: Listening, told: Digesting, alerts: AlertRoom, answers: Answering
) -> list[Room]:
    """The rooms that read what listening writes: see `listening/announcer.py`."""
    stores, registry, outbox, clock = base.stores, heard.registry, base.outbox, base.clock
    composers: Mapping[DeliveryKind, Composer] = {
        DeliveryKind.ALERT: alerts,
        DeliveryKind.DIGEST: told.composer,
        DeliveryKind.WELCOME: told.welcomes,
        **answers.composers,
    }
    redelivery = Redelivery(stores.hits, stores.amendments, outbox, composers)
    outages = OutageNotices(stores.watchlist, registry, stores.source_states, outbox, clock)
    gaps = GapNotices(stores.watchlist, registry, stores.gaps, outbox, clock)
    return [
        Room(heard.announcer.alerts, alerts.look),
        Room(heard.announcer.redelivery, redelivery.redeliver),
        Room(heard.announcer.outages, outages.report),
        Room(heard.announcer.gaps, gaps.report),
        Room(heard.announcer.readings, told.reading_room.look),
    ]


def _parts(
    base: Foundation,
    heard: Listening,
    told: Digesting,
    asked: Watching,
    answers: Answering,
    sources: Sources,
) -> Parts:
    """What the bot itself and whoever looks inside may reach."""
    stores = base.stores
    return Parts(
        watchlist=stores.watchlist,
        hits=stores.hits,
        mentions=stores.mentions,
        source_states=stores.source_states,
        registry=heard.registry,
        poller=heard.poller,
        digest_sources=told.sources,
        composer=told.composer,
        readings=told.readings,
        refresh=told.refresh,
        due_digests=told.due,
        welcomes=told.welcomes,
        outbox=base.outbox,
        fetcher=base.fetcher,
        sources=sources,
        clock=base.clock,
        background=base.background,
        followed=heard.followed,
        reloader=base.reloader,
        removal=asked.removal,
        feeds=asked.feeds,
        commands=answers.commands,
        inbox=answers.inbox,
        alerts=answers.alerts,
    )
