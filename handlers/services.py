"""What the handlers may ask of the rest of the house."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from slack_sdk.web.async_client import AsyncWebClient

from bot.background import Background
from bot.clock import Clock
from bot.digests.compose import DigestComposer
from bot.digests.due import DueDigests
from bot.digests.sources import DigestSources
from bot.digests.welcome import Welcomes
from bot.fetching import Fetcher
from bot.listening.listener import Listener
from bot.listening.search import SourceSearch
from bot.listening.stream_follower import StreamFollower
from bot.models import Channel, Watch
from bot.outbox.queue import Outbox
from bot.reloader import Reloader
from bot.storage.archive import Archive
from bot.storage.changes import WatchChanges
from bot.storage.events import SeenEvents
from bot.storage.questions import Asked, Questions
from bot.storage.source_states import SourceStates
from bot.storage.watchlist import Watchlist
from bot.watches.registry import WatchRegistry
from bot.watches.stops import ChannelStops
from bot.watches.subscriptions import Sources
from handlers.people import People


@dataclass(frozen=True, kw_only=True)
class Services:
    """One of each; `followed` are the streams that are read now.

    `under_way` holds a lock for each thing that one at a time does: to answer a question (by its channel and
    `ts`), to answer names in a channel, to heed an event about channels. `unrecorded` holds, by their events,
    questions that came while the database could not be used.
    """

    watchlist: Watchlist
    archive: Archive
    changes: WatchChanges
    hearing: SourceStates
    events: SeenEvents
    questions: Questions
    registry: WatchRegistry
    listener: Listener
    search: SourceSearch
    digest_sources: DigestSources
    composer: DigestComposer
    due_digests: DueDigests
    welcomes: Welcomes
    outbox: Outbox
    fetcher: Fetcher
    sources: Sources
    clock: Clock
    background: Background
    client: AsyncWebClient
    followed: Mapping[str, StreamFollower]
    reloader: Reloader
    stops: ChannelStops
    people: People
    under_way: WeakValueDictionary[tuple[str, str], asyncio.Lock] = field(default_factory=WeakValueDictionary)
    unrecorded: dict[str, Asked] = field(default_factory=dict)

    async def events_first_time(self, event_id: str) -> bool:
        """Whether an event was not seen before."""
        return await asyncio.to_thread(self.events.first_time, event_id, self.clock.now())


@dataclass(frozen=True)
class Request:
    """What somebody asked: who, where, and the words after the verb."""

    user: str
    channel: str
    verb: str
    words: str

    def about(self, words: str) -> "Request":
        """The same call with other words."""
        return Request(self.user, self.channel, self.verb, words)


@dataclass(frozen=True)
class ChannelWatches:
    """A channel with what it watches."""

    channel: Channel
    watches: tuple[Watch, ...]
