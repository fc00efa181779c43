"""How soon a watch that somebody adds is in force, among how many. Run: python -m bench.change [--quick].

The real app with its default sources, on the disk of a new folder; nothing is asked of any source meanwhile.
"""

import argparse
import asyncio
import contextlib
import logging
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from bench.by_hand import polled_by_hand
from bench.posts import Stream
from bench.watches import names, watches
from bot.clock import SystemClock
from bot.console.directory import TEAM
from bot.models import Channel, Mention, MentionKind, Watch, WatchKind
from bot.runtime.bot import Bot
from bot.runtime.wiring import open_bot
from bot.settings import read_settings
from bot.storage.atomic import AtomicStorage
from bot.storage.snapshot import CHANNELS, WATCHES, row
from bot.storage.watchlists import path_of

SIZES: Final = (10, 100, 1_000, 10_000)
IN_A_CHANNEL: Final = 20
CHANGES: Final = 5
HEADS: Final = (
    "watches",
    "questions",
    "start s",
    "on the disk s",
    "in force s",
    "both s",
    "loop stood still s",
)
_EARLIER = datetime.now(UTC) - timedelta(days=1)


class Outcome(msgspec.Struct, frozen=True):
    """Of one number of watches; what was changed several times is told by its median, all in seconds."""

    questions: int
    start: float
    kept: float
    in_force: float
    stood_still: float


class Heartbeat:
    """Notices how long the event loop did nothing else, at most."""

    def __init__(self) -> None:
        self.longest = 0.0

    @contextlib.asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        """Listen to the loop."""
        task = asyncio.create_task(self._beat())
        yield
        task.cancel()

    async def _beat(self) -> None:
        pause, last = 0.002, time.perf_counter()
        while True:
            await asyncio.sleep(pause)
            now = time.perf_counter()
            self.longest, last = max(self.longest, now - last - pause), now


def _watch(number: int, name: str, query: str) -> Watch:
    return Watch(
        workspace=TEAM,
        id=f"w{number}",
        channel=f"C{max(0, number) // IN_A_CHANNEL}",
        name=name,
        kind=WatchKind.BRAND,
        query=query,
        created_by="U1",
        created_at=_EARLIER,
        since=_EARLIER,
    )


def _write_down(size: int, seed: int, folder: Path) -> None:
    stream = Stream(seed)
    called = names(size, stream, seed)
    listed = [
        _watch(number, name, query.text)
        for number, (name, query) in enumerate(
            zip(called, watches(called, stream, seed).values(), strict=True)
        )
    ]
    channels = [
        Channel(id=channel, workspace=TEAM, zone="Europe/Paris", set_up_by="U1", digest_since=_EARLIER)
        for channel in sorted({watch.channel for watch in listed})
    ]
    storage = AtomicStorage(path_of(folder, TEAM), TEAM)
    storage.write(
        {
            CHANNELS: {channel.id: row(channel) for channel in channels},
            WATCHES: {watch.id: row(watch) for watch in listed},
        }
    )
    storage.close()


async def _change(bot: Bot, number: int) -> tuple[float, float]:
    """Seconds until a new watch is on the disk, and from then on until it is heard."""
    name = f"Newcomer{number}"
    begun = time.perf_counter()
    if not await asyncio.to_thread(bot.parts.watchlist.add, _watch(-number, name, name)):
        raise SystemExit(f"{name} could not be added.")
    kept = time.perf_counter()
    await bot.parts.reloader.reload()
    in_force = time.perf_counter()
    said = Mention(id="1", source="x", kind=MentionKind.POST, url="", text=name, created_at=_EARLIER)
    if bot.parts.registry.index.matches(said) != {f"w{-number}"}:
        raise SystemExit(f"{name} is not heard.")
    return kept - begun, in_force - kept


async def _lived(folder: Path) -> Outcome:
    settings = read_settings(
        {"SLACK_BOT_TOKEN": "xoxb-bench", "SLACK_API_URL": "http://127.0.0.1:9/", "VEILLE_DATA": str(folder)}
    )
    heart, begun = Heartbeat(), time.perf_counter()
    async with polled_by_hand(open_bot(settings, SystemClock(), TEAM)) as bot:  # there is no network here
        started = time.perf_counter() - begun
        asked = len(bot.parts.registry.due)
        if not asked:
            raise SystemExit("Nothing is asked of any source: nothing was measured.")
        await bot.parts.background.stop()  # the look-backs
        async with heart.beating():
            changes = [await _change(bot, number) for number in range(1, CHANGES + 1)]
        kept, in_force = (statistics.median(each) for each in zip(*changes, strict=True))
        if len(bot.parts.registry.due) <= asked:
            raise SystemExit("The new watches added no question: nothing was measured.")
        return Outcome(len(bot.parts.registry.due), started, kept, in_force, heart.longest)


def _rows(sizes: tuple[int, ...], seed: int) -> Iterator[list[str]]:
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            _write_down(size, seed, Path(folder))
            found = asyncio.run(_lived(Path(folder)))
        both = found.kept + found.in_force
        seconds = (found.start, found.kept, found.in_force, both, found.stood_still)
        yield [f"{size:,}", f"{found.questions:,}", *(f"{each:.3f}" for each in seconds)]


def main() -> None:
    """Prints the table."""
    logging.basicConfig(format="%(message)s", level=logging.CRITICAL)
    say = logging.getLogger("bench").info
    logging.getLogger("bench").setLevel(logging.INFO)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="few watches, to see that it runs")
    options.add_argument("--seed", type=int, default=3)
    asked = options.parse_args()
    say("| %s |\n|%s", " | ".join(HEADS), "---|" * len(HEADS))
    for cells in _rows(SIZES[:2] if asked.quick else SIZES, asked.seed):
        say("| %s |", " | ".join(cells))


if __name__ == "__main__":
    main()
