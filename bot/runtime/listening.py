"""What listens, wired: polls, streams, and those who read the rows that both write."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.clock import Clock
from bot.fetching.fetcher import Fetcher
from bot.listening.announcer import Announcer
from bot.listening.budgets import Budgets
from bot.listening.intake import Intake
from bot.listening.poll import Poller
from bot.listening.poll_policy import PollPolicy
from bot.listening.poll_queue import PollQueue
from bot.listening.rechecks import Rechecks
from bot.listening.request_runner import RequestRunner
from bot.listening.search import SourceSearch
from bot.listening.stream_follower import StreamFollower
from bot.listening.stream_intake import StreamIntake
from bot.listening.stream_manager import StreamManager
from bot.runtime.upstream import web_sockets
from bot.settings import Settings
from bot.storage.stores import Stores
from bot.watches.registry import WatchRegistry
from bot.watches.subscriptions import Sources


@dataclass(frozen=True, kw_only=True)
class Listening:
    """One of each; `followed` are the streams that are read now."""

    registry: WatchRegistry
    announcer: Announcer
    poller: Poller
    poll_queue: PollQueue
    search: SourceSearch
    stream_manager: StreamManager
    followed: Mapping[str, StreamFollower]
    rechecks: Rechecks


def listening(
    settings: Settings, sources: Sources, clock: Clock, stores: Stores, fetcher: Fetcher
) -> Listening:
    """What listens, not yet begun."""
    archive, mentions, states = stores.archive, stores.mentions, stores.source_states
    registry, announcer = WatchRegistry(sources), Announcer.by(clock)
    budgets = Budgets(stores.ledger, clock)
    policy = PollPolicy(sources, budgets, clock)
    runner = RequestRunner(sources, fetcher, budgets, policy, states, stores.cooldowns, clock)
    intake = Intake(archive, mentions, stores.reissues, states, registry.index)
    poller = Poller(registry, policy, runner, intake, states, announcer, clock)
    stream_intake = StreamIntake(intake, registry, archive, mentions, fetcher, announcer, clock)
    wire = web_sockets(settings, sources, clock)
    followed: dict[str, StreamFollower] = {}
    return Listening(
        registry=registry,
        announcer=announcer,
        poller=poller,
        poll_queue=PollQueue(poller, clock),
        search=SourceSearch(sources, runner),
        stream_manager=StreamManager(
            sources, wire, fetcher, stream_intake, states, announcer, clock, followed
        ),
        followed=followed,
        rechecks=Rechecks(sources, archive, stores.hits, mentions, fetcher, announcer, clock),
    )
