"""How many posts a second the path from Jetstream sustains on one core, against the bare decode.

Run: python -m bench.jetstream [--quick]. The server runs in another process, so that its work is not counted.
"""

import argparse
import asyncio
import logging
import multiprocessing
import tempfile
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import Engine, func, select

from bench.posts import Stream as Posts
from bench.streams import AVERAGE, PEAK, Pacer, events
from bench.watches import names, watches
from bot.analysis.language import with_language
from bot.clock import SystemClock
from bot.console.directory import TEAM
from bot.fetching import Fetcher
from bot.fetching.websocket import WebSockets
from bot.listening.announcer import Announcer
from bot.listening.intake import Intake
from bot.listening.stream_intake import StreamIntake
from bot.listening.stream_manager import StreamManager
from bot.models import Channel, Mention, Watch, WatchKind
from bot.query import LiveIndex, Query
from bot.sources.bluesky import Bluesky
from bot.sources.jetstream import flow
from bot.storage.archive import Archive
from bot.storage.database import open_database, read_transaction
from bot.storage.mentions import MentionRows
from bot.storage.reissues import Reissues
from bot.storage.source_states import SourceStates
from bot.storage.tables.hits import hits
from bot.watches.registry import WatchRegistry

_BEFORE = datetime.now(UTC) - timedelta(days=1)


class Nameless(Bluesky):
    """Bluesky without the look-up of handles, which waits for another machine."""

    async def with_author_names(self, mentions: Sequence[Mention], fetch: object) -> list[Mention]:
        """As they are."""
        return list(mentions)

    async def author_ids(self, names: Collection[str], fetch: object) -> frozenset[str]:
        """Nobody's."""
        return frozenset()


def _serve(frames: Sequence[bytes], told: Connection) -> None:
    async def serve() -> None:
        async with Pacer(frames) as pacer:
            told.send(pacer.url)
            await asyncio.to_thread(told.recv)

    asyncio.run(serve())


def _decoded(frames: Sequence[bytes]) -> float:
    """Posts a second when each is decoded, and nothing else."""
    begun, posts = time.process_time(), 0
    for frame in frames:
        posts += flow(frame).post is not None
    spent = time.process_time() - begun
    _expect("posts decoded", posts, len(frames))
    return len(frames) / spent


def _wanted(frames: Sequence[bytes], queries: Mapping[str, Query]) -> int:
    """How many hits there must be: each post asked of the index, without all that lies between."""
    index, now = LiveIndex(queries), datetime.now(UTC)
    mentions = (post.mention(now) for frame in frames if (post := flow(frame).post))
    return sum(len(index.matches(with_language(mention))) for mention in mentions if mention)


def _expect(what: str, found: int, wanted: int) -> None:
    """End the bench where it did not do what it measures."""
    if found != wanted or not wanted:
        raise SystemExit(f"{what}: {found:,} instead of {wanted or 'some':,}. Nothing was measured.")


def _kept(engine: Engine) -> int:
    """Hits in the archive."""
    with read_transaction(engine) as connection:
        return connection.scalar(select(func.count()).select_from(hits)) or 0


async def _received(url: str, count: int) -> tuple[float, float]:
    """Posts a second when each is received and decoded: by the clock, and by this process's own work."""
    wire = WebSockets(allow_private=True)
    begun, work, seen = time.perf_counter(), time.process_time(), 0
    async with aclosing(Bluesky().follow(url, "", wire)) as flows:
        async for _ in flows:
            seen += 1
            if seen == count:
                break
    return count / (time.perf_counter() - begun), count / (time.process_time() - work)


async def _followed(
    url: str, count: int, queries: dict[str, Query], folder: Path
) -> tuple[float, float, int]:
    """The same through the whole path, into an archive on the disk; and how many hits there were."""
    clock = SystemClock()
    engine = open_database(f"sqlite:///{folder / 'bench.db'}")

    async with Fetcher() as fetcher:
        sources = {"bluesky": Nameless(clock, {"VEILLE_JETSTREAM_URL": url})}
        hearing, archive, registry = SourceStates(engine), Archive(engine), WatchRegistry(sources)
        mentions = MentionRows(engine)
        announcer, intake = (
            Announcer.by(clock),
            Intake(archive, mentions, Reissues(engine), hearing, registry.index),
        )
        await registry.reload(*_subscribed(queries))
        stream_intake = StreamIntake(intake, registry, archive, mentions, fetcher, announcer, clock)
        await stream_intake.ready()
        wire = WebSockets(allow_private=True)
        stream_manager = StreamManager(sources, wire, fetcher, stream_intake, hearing, announcer, clock, {})
        begun, work = time.perf_counter(), time.process_time()
        stream_manager.renew(registry.streams)
        following = stream_manager.followed["bluesky"]
        while following.events < count or following.waiting:  # noqa: ASYNC110 (nothing tells of it)
            await asyncio.sleep(0.01)
        spent = time.perf_counter() - begun, time.process_time() - work
        await stream_manager.stop()
    kept = _kept(engine)
    engine.dispose()
    return count / spent[0], count / spent[1], kept


def _subscribed(queries: dict[str, Query]) -> tuple[list[Watch], list[Channel]]:
    """A hundred watches a channel."""
    channels = [f"C{number}" for number in range(len(queries) // 100 + 1)]
    made = [
        Watch(
            workspace=TEAM,
            id=id_, channel=channels[number // 100], name=id_, kind=WatchKind.BRAND, query=query.text,
            created_by="U1", created_at=_BEFORE, since=_BEFORE,
        )
        for number, (id_, query) in enumerate(queries.items())
    ]  # fmt: skip
    return made, [
        Channel(id=id_, workspace=TEAM, zone="UTC", set_up_by="U1", digest_since=_BEFORE) for id_ in channels
    ]


def _through(frames: Sequence[bytes], queries: dict[str, Query] | None) -> tuple[float, float, int]:
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(frames, theirs))
    server.start()
    try:
        url = ours.recv()
        if queries is None:
            return (*asyncio.run(_received(url, len(frames))), 0)
        with tempfile.TemporaryDirectory() as folder:
            return asyncio.run(_followed(url, len(frames), queries, Path(folder)))
    finally:
        ours.send("enough")
        server.join(5)
        server.terminate()


def main() -> None:
    """Prints what was measured; ends with a sentence where hits are missing, or too many."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    say = logging.getLogger("bench")
    say.setLevel(logging.INFO)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="few posts and watches, to see that it runs")
    options.add_argument("--seed", type=int, default=3)
    asked = options.parse_args()
    count, size = (5_000, 1_000) if asked.quick else (100_000, 10_000)
    made = Posts(asked.seed)
    called = names(size, made, asked.seed)
    queries = watches(called, made, asked.seed)
    with_language = list(events(made.posts(count, called)))
    hundredth = [*events(made.posts(count // 100, called)), *events(made.posts(count * 99 // 100, ["…"]))]
    silent = list(events(made.posts(count, ["…"])))
    say.info(
        "%s posts of %.0f bytes, %s watches", f"{count:,}", sum(map(len, with_language)) / count, f"{size:,}"
    )
    say.info("| path | posts/s by the clock | posts/s of one core | hits | × Bluesky's %.0f/s |", AVERAGE)
    say.info("|---|---|---|---|---|")
    bare = _decoded(silent)
    say.info("| decode alone | | %s | | %s |", f"{bare:,.0f}", f"{bare / AVERAGE:,.0f}")
    for name, frames, asked_of in (
        ("received and decoded", silent, None),
        ("the whole path, ordinary words alone", silent, queries),
        ("the same, names put into 3 of 1,000", hundredth, queries),
        ("the same, names put into 3 of 10", with_language, queries),
    ):
        wall, core, kept = _through(frames, asked_of)
        if asked_of is not None:
            _expect(f"hits kept of {name}", kept, _wanted(frames, asked_of))
        times = f"{min(wall, core) / AVERAGE:,.0f}"
        say.info("| %s | %s | %s | %s | %s |", name, f"{wall:,.0f}", f"{core:,.0f}", f"{kept:,}", times)
    figures = (
        "Bluesky: %.0f posts/s in the mean, %.0f in its fullest hours (2.2 million a day, 130,000 an hour: "
    )
    say.info(figures + "A. Houlier, dev.to, 2026-03-24).", AVERAGE, PEAK)


if __name__ == "__main__":
    main()
