"""What understands mentions and tells them in digests and welcomes, wired."""

from dataclasses import dataclass

from bot.analysis.encoder import Encoder, version
from bot.analysis.kin import KinFinder
from bot.analysis.reading_keeper import ReadingKeeper
from bot.analysis.story_coverage import CoverageLearner
from bot.analysis.story_keeper import StoryKeeper
from bot.analysis.story_room import StoryRoom
from bot.background import Background
from bot.clock import Clock
from bot.digests.aftermath_reader import AftermathReader
from bot.digests.compose import DigestComposer
from bot.digests.due import DueDigests
from bot.digests.gathering import Gathering
from bot.digests.refresh import Refresh
from bot.digests.sources import DigestSources
from bot.digests.welcome import Welcomes
from bot.llm.abstracts import Abstracts
from bot.outbox.outbox import Outbox
from bot.runtime.listening import Listening
from bot.storage.stores import Stores
from bot.watches.reading_room import ReadingRoom
from bot.watches.readings import WatchReadings


@dataclass(frozen=True, kw_only=True)
class Digesting:
    """One of each."""

    keeper: StoryKeeper
    stories: StoryRoom
    readings: WatchReadings
    reading_room: ReadingRoom
    refresh: Refresh
    sources: DigestSources
    composer: DigestComposer
    due: DueDigests
    welcomes: Welcomes


def digesting(
    heard: Listening,
    stores: Stores,
    encoder: Encoder | None,
    abstracts: Abstracts | None,
    outbox: Outbox,
    background: Background,
    clock: Clock,
) -> Digesting:
    """What composes digests and welcomes; without an encoder stories keep to one language."""
    watchlist, hits, states = stores.watchlist, stores.hits, stores.source_states
    registry = heard.registry
    refresh = Refresh(registry, states, heard.poller, heard.rechecks, clock)
    sources = DigestSources(states, registry, heard.followed, refresh, clock)
    keeper, stories = _stories(stores, encoder, clock)
    reading_keeper = ReadingKeeper(stores.mentions, stores.readings, clock, encoder)
    readings = WatchReadings(watchlist, registry, stores.readings, reading_keeper)
    gathering = Gathering(stores.heard_people, registry, keeper, readings, stores.history)
    aftermath = AftermathReader(stores.mentions, stores.history, stores.story_history, readings)
    told = sources, gathering, aftermath, abstracts
    composer = DigestComposer(watchlist, hits, stores.mentions, registry, *told, outbox, clock)
    return Digesting(
        keeper=keeper,
        stories=stories,
        readings=readings,
        reading_room=ReadingRoom(stores.mentions, stores.readings, reading_keeper, readings, clock),
        refresh=refresh,
        sources=sources,
        composer=composer,
        due=DueDigests(watchlist, sources, refresh, composer, outbox, background, clock),
        welcomes=Welcomes(
            watchlist,
            registry,
            heard.poller,
            sources,
            composer,
            stores.delivery_history,
            outbox,
            background,
            clock,
        ),
    )


def _stories(stores: Stores, encoder: Encoder | None, clock: Clock) -> tuple[StoryKeeper, StoryRoom]:
    """What puts mentions into stories, and what has it done as they come."""
    mentions, rows, vectors = stores.mentions, stores.stories, stores.vectors(version())
    finder = KinFinder(mentions, rows, vectors, encoder, clock)
    learner = CoverageLearner(mentions, rows, vectors, encoder)
    keeper = StoryKeeper(mentions, rows, finder, learner, clock)
    return keeper, StoryRoom(stores.watchlist, stores.hits, rows, vectors, keeper, encoder, clock)
