"""How long a morning page takes, and how that grows. Run: python -m bench.page [--quick].

A day of a watch is kept as the bot keeps it: mentions in a database, most of them in some large stories and
the rest alone, each placed and read already. What is measured is all from the question of the hits to the
messages for Slack; the first of three rounds is not counted. Meanwhile a task on the same loop wakes every
ten milliseconds: how late it wakes at most is what an acknowledgement would wait. Seconds are of the clock
and of the process: on a machine that others use, too, they differ.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import click
import msgspec
from sqlalchemy import Engine, insert

from bench.posts import Vocabulary
from bot.analysis.first_hand import is_first_hand
from bot.analysis.kin import KinFinder
from bot.analysis.reading import Reading, Reason
from bot.analysis.reading_keeper import ReadingKeeper
from bot.analysis.resolved import is_resolved
from bot.analysis.speech import Speech
from bot.analysis.story_coverage import CoverageLearner
from bot.analysis.story_keeper import StoryKeeper
from bot.analysis.tone import Tone
from bot.analysis.understanding import VERSION, Understanding
from bot.clock import SystemClock
from bot.digests.coverage import Coverage
from bot.digests.digest import Digest, sections
from bot.digests.gathering import Gathering
from bot.messages.digest import digest_messages
from bot.messages.message import Message
from bot.models import Channel, Mention, MentionKind, Watch, WatchKind
from bot.storage.archive import Archive
from bot.storage.database import open_database, write_transaction
from bot.storage.heard_people import HeardPeople
from bot.storage.history import WatchHistory
from bot.storage.hits import Hit, HitRows
from bot.storage.mentions import MentionRows
from bot.storage.readings import ReadingRows, StoredReading
from bot.storage.stories import StoryRows
from bot.storage.tables.stories import story_placements
from bot.storage.vectors import VectorRows
from bot.storage.watchlist import Watchlist
from bot.storage.watchlists import path_of
from bot.watches.readings import WatchReadings
from bot.watches.registry import WatchRegistry

WORKSPACE: Final = "T1"
NOW: Final = datetime(2026, 3, 3, 8, tzinfo=UTC)
DAY: Final = timedelta(days=1)
SIZES: Final = ((10_000, 4_000), (40_000, 12_000), (100_000, 25_000))
QUICK: Final = ((1_000, 400),)
ROUNDS: Final = 3
CHUNK: Final = 1_000
"""Mentions that are kept at once."""
TICK: Final = 0.01
"""Seconds between two wakes of what looks how late it is."""


class Measured(msgspec.Struct, frozen=True):
    """Seconds of a page, the latest wake meanwhile in milliseconds, and what it holds."""

    seconds: float
    busy: float
    late: float
    messages: Sequence[Message]


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small day alone, to see that it runs")
    sizes = QUICK if parser.parse_args().quick else SIZES
    click.echo("| mentions | people | page, s | of the process, s | an ack waits, ms at most | messages |")
    click.echo("|---|---|---|---|---|---|")
    for mentions, people in sizes:
        with tempfile.TemporaryDirectory() as folder:
            found = asyncio.run(_measured(Path(folder), mentions, people))
        times = f"{found.seconds:.2f} | {found.busy:.2f} | {found.late:.0f}"
        click.echo(f"| {mentions:,} | {people:,} | {times} | {len(found.messages)} |")


async def _measured(folder: Path, number: int, people: int) -> Measured:
    engine = open_database(f"sqlite:///{folder / 'bench.sqlite'}")
    archive, rows = Archive(engine), StoryRows(engine, WORKSPACE)
    clock, watchlist = SystemClock(), Watchlist(path_of(folder, WORKSPACE), WORKSPACE)
    registry, reading_rows = WatchRegistry({}), ReadingRows(engine, WORKSPACE)
    watchlist.set_up(CHANNEL)
    watchlist.add(WATCH)
    await registry.reload(watchlist.watches(), watchlist.channels())
    kept = MentionRows(engine), rows, VectorRows(engine, "")
    finder, learner = KinFinder(*kept, None, clock), CoverageLearner(*kept, None)
    keeper = StoryKeeper(kept[0], rows, finder, learner, clock)
    readings = WatchReadings(watchlist, registry, reading_rows, ReadingKeeper(kept[0], reading_rows, clock))
    _keep(engine, archive, reading_rows, readings.context(WATCH).fingerprint, number, people)
    people_rows, hit_rows = HeardPeople(engine, WORKSPACE), HitRows(engine, WORKSPACE)
    gathering = Gathering(people_rows, registry, keeper, readings, WatchHistory(engine, WORKSPACE))
    rounds = [await _round(hit_rows, gathering) for _ in range(ROUNDS)][1:]
    watchlist.close()
    engine.dispose()
    seconds = statistics.median(each.seconds for each in rounds)
    busy = statistics.median(each.busy for each in rounds)
    return Measured(seconds, busy, max(each.late for each in rounds), rounds[0].messages)


async def _round(hit_rows: HitRows, gathering: Gathering) -> Measured:
    late: list[float] = [0.0]
    watcher = asyncio.create_task(_wake(late))
    begun, busy = time.perf_counter(), time.process_time()
    hits = await asyncio.to_thread(hit_rows.written_between, CHANNEL.id, NOW - DAY, NOW, [WATCH.id])
    found = [(WATCH, hit.mention) for hit in hits]
    context = await gathering.context(CHANNEL, found, hits, NOW - DAY, NOW)
    told = await asyncio.to_thread(sections, found, context)
    digest = Digest(
        zone=CHANNEL.zone,
        since=NOW - DAY,
        until=NOW,
        sections=told,
        unmentioned=(),
        coverage=Coverage(looked_at=NOW, well=1),
    )
    messages = await asyncio.to_thread(digest_messages, digest)
    seconds, used = time.perf_counter() - begun, time.process_time() - busy
    watcher.cancel()
    return Measured(seconds, used, max(late) * 1_000, messages)


async def _wake(late: list[float]) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(TICK)
        late.append(time.perf_counter() - before - TICK)


CHANNEL: Final = Channel(
    id="C1", workspace=WORKSPACE, zone="Europe/Paris", set_up_by="U1", digest_since=NOW - 90 * DAY
)
WATCH: Final = Watch(
    id="w1",
    workspace=WORKSPACE,
    channel="C1",
    name="Acme",
    kind=WatchKind.BRAND,
    query="Acme",
    created_by="U1",
    created_at=NOW - 90 * DAY,
    since=NOW - 90 * DAY,
)


def _keep(
    engine: Engine, archive: Archive, readings: ReadingRows, context: str, number: int, people: int
) -> None:
    """Keep a day of so many mentions by so many people, each with its story and what was read of it."""
    chance = random.Random(number)
    vocabulary = Vocabulary("en", chance)
    for start in range(0, number, CHUNK):
        some = [
            _said(chance, vocabulary, each, number, people)
            for each in range(start, min(start + CHUNK, number))
        ]
        archive.keep(
            Hit(workspace=WORKSPACE, watch=WATCH.id, channel="C1", mention=each, matched_at=each.created_at)
            for each, _ in some
        )
        _place(engine, some)
        made = (
            StoredReading(mention=each.id, version=VERSION, context=context, read=_read(chance, each))
            for each, _ in some
        )
        readings.keep(WATCH.id, made, NOW)


def _said(
    chance: random.Random, vocabulary: Vocabulary, each: int, number: int, people: int
) -> tuple[Mention, str]:
    """A mention and its story: a fifth of all in the largest one, then ever fewer, a third alone."""
    large = 0 if chance.random() < 0.2 else int(chance.paretovariate(0.7))
    story = f"story {large}" if chance.random() < 0.67 else f"m{each}"
    body = vocabulary.text(chance, min(900, int(chance.lognormvariate(5.0, 0.8))))
    place = f"place {int(chance.paretovariate(0.8)) % 400}"
    return (
        Mention(
            id=f"m{each}",
            source="forum",
            kind=MentionKind.POST,
            url=f"https://forum.example/{story.replace(' ', '-')}/{each}",
            title=f"On {story}",
            text=f"My Acme and I. {body.capitalize()}. It is {body[:40]}.",
            author=f"p{int(chance.paretovariate(0.5)) % people}" if each % 3 else f"p{each % people}",
            place=place,
            created_at=NOW - DAY * (1 - each / number),
            lang="en",
        ),
        story,
    )


def _place(engine: Engine, some: Sequence[tuple[Mention, str]]) -> None:
    """Put mentions in their stories, all at once: one by one they are put as they are heard."""
    placed = [
        {
            "workspace": WORKSPACE,
            "watch": WATCH.id,
            "mention": mention.id,
            "story": story,
            "link": story,
            "tie": "page",
            "score": 1.0,
            "written_at": mention.created_at,
            "placed_at": NOW,
        }
        for mention, story in some
    ]
    with write_transaction(engine) as connection:
        connection.execute(insert(story_placements), placed)


READ: Final = tuple(
    Understanding(
        relevance=Reading(True),
        speech=Reading((kind,) if kind else None),
        tone=Reading(tone, (Reason("words", ("broke",)),) if tone else ()),
    )
    for kind, tone in (
        (Speech.COMPLAINT, Tone.CRITICAL),
        (Speech.PRAISE, Tone.FAVOURABLE),
        (Speech.QUESTION, None),
        (None, None),
        (None, None),
        (None, None),
    )
)


def _read(chance: random.Random, mention: Mention) -> str:
    read = msgspec.structs.replace(
        chance.choice(READ),
        first_hand=Reading(is_first_hand(mention)),
        resolved=Reading(is_resolved(mention)),
    )
    return msgspec.json.encode(read).decode()


if __name__ == "__main__":
    main()
