"""The bell under load. Run: python -m bench.bell [--watches 10000] [--heard 100] [--minutes 5].

Ten thousand watches of a thousand channels are looked at each minute, while so many of them heard something
since the last look; then, with an affair each, how long it takes from a post that is kept to the bell that is
owed.
"""

import argparse
import asyncio
import logging
import resource
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

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
from bot.clock import SystemClock
from bot.models import AlertSettings, Channel, Mention, MentionKind, Watch, WatchKind
from bot.outbox.outbox import Outbox
from bot.storage.delivery import DeliveryKind
from bot.storage.hits import Hit
from bot.storage.stores import Stores, open_stores
from bot.watches.readings import WatchReadings
from bot.watches.registry import WatchRegistry

TEAM = "T0BELL"
IN_CHANNEL = 10
"""Watches of a channel."""
COMPLAINTS = (
    "My {name} stopped working after the update, so annoying.",
    "{name} is broken again and support ignores me.",
    "Terrible, the new {name} fails every night.",
    "Same problem: {name} does not work any more.",
)
MINUTE = timedelta(minutes=1)
say = logging.getLogger("bench").info


class Clock(SystemClock):
    """The machine's clock, set ahead minute by minute."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def _watches(number: int, since: datetime) -> list[Watch]:
    return [_watch(n, since) for n in range(number)]


def _watch(n: int, since: datetime) -> Watch:
    name = f"Quarzo{n:05}"
    return Watch(
        id=f"W{n:05}", workspace=TEAM, channel=f"C{n // IN_CHANNEL:04}", name=name, kind=WatchKind.BRAND,
        query=name, created_by="U1", created_at=since, since=since,
    )  # fmt: skip


def _channels(number: int, since: datetime) -> list[Channel]:
    always = AlertSettings(quiet_from="00:00", quiet_until="00:00")
    return [
        Channel(id=f"C{n:04}", workspace=TEAM, zone="UTC", set_up_by="U1", digest_since=since, alerts=always)
        for n in range(-(-number // IN_CHANNEL))
    ]


def _post(watch: Watch, number: int, at: datetime) -> Hit:
    text = COMPLAINTS[number % len(COMPLAINTS)].format(name=watch.name)
    mention = Mention(
        id=f"{watch.id}/{number}", source="hackernews", kind=MentionKind.POST, created_at=at, lang="en",
        url=f"https://a.example/{watch.id}", text=f"{text} Day {number}.", author=f"person{number % 100}",
        place=f"place {number % 3}", thread=f"thread {watch.id}",
    )  # fmt: skip
    return Hit(workspace=TEAM, watch=watch.id, channel=watch.channel, mention=mention, matched_at=at)


def _room(stores: Stores, registry: WatchRegistry, outbox: Outbox, clock: Clock) -> AlertRoom:
    mentions, rows = stores.mentions, stores.stories
    kept = mentions, rows, stores.vectors("")
    keeper = StoryKeeper(mentions, rows, KinFinder(*kept, None, clock), CoverageLearner(*kept, None), clock)
    read = ReadingKeeper(mentions, stores.readings, clock)
    readings = WatchReadings(stores.watchlist, registry, stores.readings, read)
    seen = stores.hits, mentions, stores.heard_people
    windows = Windows(*seen, registry, keeper, readings, stores.history, clock)
    learning = Learning(stores.baselines, stores.source_states, registry, clock)
    messages = AffairMessages(stores.alerts, stores.claims, stores.alert_mutes, clock)
    return AlertRoom(
        stores.watchlist, stores.hits, stores.baselines, stores.alerts, stores.alert_mutes, windows, learning,
        Judge(windows, learning, clock), AlertTeller(stores.alerts, messages, outbox, clock), outbox, clock,
    )  # fmt: skip


async def _minutes(
    room: AlertRoom, stores: Stores, clock: Clock, watches: Sequence[Watch], heard: int, minutes: int
) -> list[float]:
    """The busy seconds of each look, a minute apart, at so many watches that heard a post since."""
    spent = []
    for minute in range(minutes):
        clock.ahead += MINUTE
        some = watches[minute * heard : (minute + 1) * heard]
        await asyncio.to_thread(stores.archive.keep, [_post(watch, minute, clock.now()) for watch in some])
        began = time.process_time()
        await room.look()
        spent.append(time.process_time() - began)
    return spent


async def _to_bell(
    room: AlertRoom, stores: Stores, outbox: Outbox, clock: Clock, watches: Sequence[Watch]
) -> list[float]:
    """Seconds from the sixth person's post, kept, to the bell, owed."""
    took = []
    for watch in watches:
        past = [_post(watch, 100 + number, clock.now() - timedelta(days=9 - number)) for number in range(6)]
        await asyncio.to_thread(stores.archive.keep, past)  # people who were heard before
        for number in range(6):
            began = time.perf_counter()
            await asyncio.to_thread(stores.archive.keep, [_post(watch, 200 + number, clock.now())])
            await room.look()
            if await outbox.latest(watch.channel, DeliveryKind.ALERT, watch.id):
                took.append(time.perf_counter() - began)
                break
    return took


async def _measure(folder: Path, number: int, heard: int, minutes: int, bells: int) -> None:
    clock = Clock()
    since = clock.now() - timedelta(days=30)
    async with open_stores(folder, f"sqlite:///{folder / 'bell.sqlite'}", TEAM) as stores:
        watches, channels = _watches(number, since), _channels(number, since)
        with stores.watchlist._change():  # one write for all of them
            for channel in channels:
                stores.watchlist._put("channels", channel)
            for watch in watches:
                stores.watchlist._put("watches", watch)
        registry, outbox = WatchRegistry({}), Outbox(stores.deliveries, stores.delivery_history, clock)
        await registry.reload(watches, channels)
        room = _room(stores, registry, outbox, clock)
        await room.look()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        quiet = await _minutes(room, stores, clock, watches, 0, minutes)
        clock.ahead += timedelta(minutes=15)
        [learning] = await _minutes(room, stores, clock, watches, 0, 1)
        busy = await _minutes(room, stores, clock, watches, heard, minutes)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        took = sorted(await _to_bell(room, stores, outbox, clock, watches[-bells:]))
        registry.index.settle()
    size = (folder / "bell.sqlite").stat().st_size
    say("%s watches in %s channels", f"{number:,}", f"{len(channels):,}")
    say("| a minute in which | busy seconds | share of one core |\n|---|---|---|")
    for name, seconds in (
        ("nothing came", statistics.median(quiet)),
        (f"{heard} watches heard a post", statistics.median(busy)),
        ("a step of all baselines was learnt (each fifteenth)", learning),
    ):
        say("| %s | %.2f | %.1f %% |", name, seconds, seconds / 60 * 100)
    share = statistics.median(busy) + learning / 15
    say("| all together, a minute | %.2f | %.1f %% |", share, share / 60 * 100)
    say(
        "Memory: %.1f kB a watch grown while it looked; %.1f kB a watch on disk.",
        grown / number,
        size / number / 1024,
    )
    if took:
        say(
            "Post to bell (%d bells): median %.3f s, 99 %% %.3f s, worst %.3f s.",
            len(took),
            statistics.median(took),
            took[min(len(took) - 1, int(0.99 * len(took)))],
            took[-1],
        )


def main() -> None:
    """Print the tables."""
    logging.basicConfig(format="%(message)s", level=logging.CRITICAL)
    logging.getLogger("bench").setLevel(logging.INFO)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--watches", type=int, default=10_000)
    options.add_argument("--heard", type=int, default=100)
    options.add_argument("--minutes", type=int, default=5)
    options.add_argument("--bells", type=int, default=100)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(_measure(Path(name), asked.watches, asked.heard, asked.minutes, asked.bells))


if __name__ == "__main__":
    main()
