"""The room of alerts by its real parts."""

from sqlalchemy import Engine

from bot.alerts.affair_messages import AffairMessages
from bot.alerts.affairs import Windows
from bot.alerts.judge import Judge
from bot.alerts.learning import Learning
from bot.alerts.room import AlertRoom
from bot.alerts.teller import AlertTeller
from bot.analysis.kin import KinFinder
from bot.analysis.reading_keeper import ReadingKeeper
from bot.analysis.story_coverage import CoverageLearner
from bot.analysis.story_keeper import StoryKeeper
from bot.clock import Clock
from bot.outbox.outbox import Outbox
from bot.storage.alert_mutes import AlertMutes
from bot.storage.alerts import AlertRows
from bot.storage.baselines import Baselines
from bot.storage.claims import Claims
from bot.storage.heard_people import HeardPeople
from bot.storage.history import WatchHistory
from bot.storage.hits import HitRows
from bot.storage.mentions import MentionRows
from bot.storage.readings import ReadingRows
from bot.storage.source_states import SourceStates
from bot.storage.stories import StoryRows
from bot.storage.vectors import VectorRows
from bot.storage.watchlist import Watchlist
from bot.watches.readings import WatchReadings
from bot.watches.registry import WatchRegistry
from tests.storage.samples import WORKSPACE


def windows(engine: Engine, watchlist: Watchlist, registry: WatchRegistry, clock: Clock) -> Windows:
    """What is seen of watches, without an encoder."""
    mentions, stories = MentionRows(engine), StoryRows(engine, WORKSPACE)
    hits, people = HitRows(engine, WORKSPACE), HeardPeople(engine, WORKSPACE)
    read = ReadingRows(engine, WORKSPACE)
    kept = mentions, stories, VectorRows(engine, "")
    finder, learner = KinFinder(*kept, None, clock), CoverageLearner(*kept, None)
    readings = WatchReadings(watchlist, registry, read, ReadingKeeper(mentions, read, clock))
    keeper = StoryKeeper(mentions, stories, finder, learner, clock)
    history = WatchHistory(engine, WORKSPACE)
    return Windows(hits, mentions, people, registry, keeper, readings, history, clock)


def alert_room(
    engine: Engine, watchlist: Watchlist, registry: WatchRegistry, outbox: Outbox, clock: Clock
) -> AlertRoom:
    """The room of a workspace's alerts."""
    rows, mutes = AlertRows(engine, WORKSPACE), AlertMutes(engine, WORKSPACE)
    claims = Claims(engine, WORKSPACE)
    hits, baselines = HitRows(engine, WORKSPACE), Baselines(engine, WORKSPACE)
    seen = windows(engine, watchlist, registry, clock)
    learning = Learning(baselines, SourceStates(engine), registry, clock)
    teller = AlertTeller(rows, AffairMessages(rows, claims, mutes, clock), outbox, clock)
    judge = Judge(seen, learning, clock)
    return AlertRoom(watchlist, hits, baselines, rows, mutes, seen, learning, judge, teller, outbox, clock)
