"""What the bot is made of."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.answers.commands import Commands
from bot.answers.inbox import Inbox
from bot.background import Background
from bot.clock import Clock
from bot.digests.compose import DigestComposer
from bot.digests.due import DueDigests
from bot.digests.refresh import Refresh
from bot.digests.sources import DigestSources
from bot.digests.welcome import Welcomes
from bot.fetching import Fetcher
from bot.listening.poll import Poller
from bot.listening.stream_follower import StreamFollower
from bot.outbox.outbox import Outbox
from bot.storage.hits import HitRows
from bot.storage.mentions import MentionRows
from bot.storage.source_states import SourceStates
from bot.storage.watchlist import Watchlist
from bot.watches.alert_choices import AlertChoices
from bot.watches.feeds import FeedSubscriptions
from bot.watches.readings import WatchReadings
from bot.watches.registry import WatchRegistry
from bot.watches.reloader import Reloader
from bot.watches.removal import WatchRemoval
from bot.watches.subscriptions import Sources


@dataclass(frozen=True, kw_only=True)
class Parts:
    """One of each, for the bot itself and for whoever looks inside: the console, tests, benches.

    No room is handed this: each names what it needs. `followed` are the streams that are read now.
    """

    watchlist: Watchlist
    hits: HitRows
    mentions: MentionRows
    source_states: SourceStates
    registry: WatchRegistry
    poller: Poller
    digest_sources: DigestSources
    composer: DigestComposer
    readings: WatchReadings
    refresh: Refresh
    due_digests: DueDigests
    welcomes: Welcomes
    outbox: Outbox
    fetcher: Fetcher
    sources: Sources
    clock: Clock
    background: Background
    followed: Mapping[str, StreamFollower]
    reloader: Reloader
    removal: WatchRemoval
    feeds: FeedSubscriptions
    commands: Commands
    inbox: Inbox
    alerts: AlertChoices
