"""What rings, wired: the room of alerts with what judges and what tells."""

from dataclasses import dataclass

from bot.alerts.affair_messages import AffairMessages
from bot.alerts.affairs import Windows
from bot.alerts.judge import Judge
from bot.alerts.learning import Learning
from bot.alerts.room import AlertRoom
from bot.alerts.teller import AlertTeller
from bot.analysis.story_keeper import StoryKeeper
from bot.clock import Clock
from bot.outbox.outbox import Outbox
from bot.storage.stores import Stores
from bot.watches.readings import WatchReadings
from bot.watches.registry import WatchRegistry


@dataclass(frozen=True)
class Alerting:
    """One of each."""

    room: AlertRoom
    windows: Windows
    learning: Learning


def alerting(
    stores: Stores,
    registry: WatchRegistry,
    stories: StoryKeeper,
    readings: WatchReadings,
    outbox: Outbox,
    clock: Clock,
) -> Alerting:
    """The room of alerts, and what it looks through."""
    windows = Windows(
        stores.hits, stores.mentions, stores.heard_people, registry, stories, readings, stores.history, clock
    )
    learning = Learning(stores.baselines, stores.source_states, registry, clock)
    messages = AffairMessages(stores.alerts, stores.claims, stores.alert_mutes, clock)
    room = AlertRoom(
        stores.watchlist,
        stores.hits,
        stores.baselines,
        stores.alerts,
        stores.alert_mutes,
        windows,
        learning,
        Judge(windows, learning, clock),
        AlertTeller(stores.alerts, messages, outbox, clock),
        outbox,
        clock,
    )
    return Alerting(room, windows, learning)
