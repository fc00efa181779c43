"""What people do with watches and their channels, wired."""

from dataclasses import dataclass

from bot.digests.on_demand import DigestsOnDemand
from bot.directory.channels import SlackChannels
from bot.directory.people import People
from bot.directory.scopes import Grants
from bot.runtime.digesting import Digesting
from bot.runtime.foundation import Foundation
from bot.runtime.listening import Listening
from bot.watches.changes import WatchHistory
from bot.watches.channel_events import ChannelEvents
from bot.watches.channel_settings import ChannelSettings
from bot.watches.copying import ChannelCopies
from bot.watches.feeds import FeedSubscriptions
from bot.watches.health import ChannelHealth
from bot.watches.lookup import WatchLookup
from bot.watches.queries import WatchQueries
from bot.watches.removal import WatchRemoval
from bot.watches.service import WatchService
from bot.watches.source_choice import SourceChoice
from bot.watches.stops import ChannelStops


@dataclass(frozen=True, kw_only=True)
class Watching:
    """One of each."""

    lookup: WatchLookup
    settings: ChannelSettings
    watches: WatchService
    queries: WatchQueries
    removal: WatchRemoval
    feeds: FeedSubscriptions
    copies: ChannelCopies
    sources: SourceChoice
    health: ChannelHealth
    digests: DigestsOnDemand
    stops: ChannelStops
    events: ChannelEvents


def watching(base: Foundation, heard: Listening, told: Digesting) -> Watching:
    """What makes, changes and removes watches, and sets what a channel wants."""
    stores, outbox, reloader, clock = base.stores, base.outbox, base.reloader, base.clock
    watchlist, registry, states = stores.watchlist, heard.registry, stores.source_states
    people, channels = People(base.client, clock), SlackChannels(base.client)
    stops = ChannelStops(watchlist, stores.refused_channels, reloader, outbox, clock)
    lookup = WatchLookup(watchlist)
    settings = ChannelSettings(watchlist, stops, reloader, people, channels, clock)
    history = WatchHistory(watchlist, stores.changes, reloader, clock)
    watches = WatchService(watchlist, registry, lookup, settings, history, channels, told.welcomes, clock)
    return Watching(
        lookup=lookup,
        settings=settings,
        watches=watches,
        queries=WatchQueries(
            registry, lookup, settings, history, heard.search, heard.poller, stores.hits, clock
        ),
        removal=WatchRemoval(
            watchlist, lookup, history, stores.changes, stores.retention, outbox, reloader, clock
        ),
        feeds=FeedSubscriptions(watchlist, settings, channels, base.fetcher, heard.poller, reloader, clock),
        copies=ChannelCopies(watchlist, settings, history, channels, reloader, clock),
        sources=SourceChoice(registry, settings, stores.hits, states, reloader, clock),
        health=ChannelHealth(
            lookup,
            watches,
            registry,
            states,
            stores.alerts,
            stores.delivery_history,
            heard.followed,
            outbox,
            Grants(base.client),
            clock,
        ),
        digests=DigestsOnDemand(watchlist, stores.hits, told.composer, told.refresh, channels, outbox, clock),
        stops=stops,
        events=ChannelEvents(
            watchlist, stores.retention, stores.events, stops, people, reloader, outbox, clock
        ),
    )
