"""How soon a search of what was kept answers, among how many. Run: python -m bench.search [--quick].

`/watch search` as people meet it: the use-case on a file of SQLite and, where its server is installed, on
PostgreSQL. A channel has nineteen of twenty mentions, another one the rest; all hold the watched name. Up to
100,000 are kept as the bot keeps them; the million is theirs and nine copies', which the database makes.
"""

import argparse
import asyncio
import contextlib
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Engine, select

from bench.posts import Stream
from bot.clock import SystemClock
from bot.models import Channel, Mention, Watch, WatchKind
from bot.query import parse
from bot.storage.archive import Archive
from bot.storage.database import insert_into, open_database, write_transaction
from bot.storage.hits import Hit
from bot.storage.mentions import MentionRows
from bot.storage.search import SearchRows
from bot.storage.tables.hits import hits
from bot.storage.tables.mentions import mentions
from bot.storage.tables.search import search_rows
from bot.storage.watchlist import Watchlist
from bot.watches.lookup import WatchLookup
from bot.watches.search import MentionSearch
from tests.storage.postgresql import new_database, programs, running

SIZES: Final = (10_000, 100_000, 1_000_000)
KEPT: Final = 100_000
BATCH: Final = 2_000
ROUNDS: Final = 15
WORKSPACE: Final = "T1"
NOW: Final = datetime(2026, 11, 2, 8, tzinfo=UTC)
SPAN: Final = timedelta(days=700)
QUERIES: Final = {
    "the name": ("C1", "Acme"),
    "and a word of 1 in 20": ("C1", "Acme the lamp"),
    "of 1 in 10,000": ("C1", "zorblax"),
    "a phrase": ("C1", '"lamp of zorblax"'),
    "a beginning": ("C1", "zorb*"),
    "nothing": ("C1", "unheardof"),
    "few among many": ("C2", "lamp"),
    "without the name": ("C1", "lamp -Acme"),
    "an author": ("C1", "author:zorblax.bsky.social"),
}
"""Who is searched for what."""
HEADS: Final = ("database", "mentions", "kept/s", *QUERIES)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1,000 mentions")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="the most mentions of a row")
    asked = parser.parse_args()
    sizes = (1_000,) if asked.quick else tuple(size for size in SIZES if size <= asked.most)
    sys.stdout.write(f"| {' | '.join(HEADS)} |\n|{'---|' * len(HEADS)}\n")
    for name, url in _databases():
        for size, kept, took in asyncio.run(_measured(url, sizes)):
            cells = [name, f"{size:,}", f"{kept:,.0f}", *took]
            sys.stdout.write(f"| {' | '.join(cells)} |\n")
            sys.stdout.flush()


def _databases() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        yield "SQLite", f"sqlite:///{folder}/veille.db"
    if found := programs():
        with running(found) as server:
            yield "PostgreSQL", new_database(server.url)


async def _measured(url: str, sizes: Sequence[int]) -> list[tuple[int, float, list[str]]]:
    """Of each size how many mentions were kept a second meanwhile, and how long each search took."""
    engine = open_database(url)
    archive, rows = Archive(engine), SearchRows(engine, WORKSPACE)
    found: list[tuple[int, float, list[str]]] = []
    with tempfile.TemporaryDirectory() as folder:
        watchlist = _watchlist(Path(folder))
        search = MentionSearch(WatchLookup(watchlist), MentionRows(engine), rows, SystemClock())
        stream, dice, there = Stream(7), random.Random(7), 0
        await search.fill()
        for size in sizes:
            begun = time.perf_counter()
            while there < min(size, KEPT):
                number = min(BATCH, size - there)
                archive.keep(_hits(stream, dice, there, number))
                there += number
            kept = there / (time.perf_counter() - begun)
            for copy in range(1, size // max(there, 1)):
                copy_all(engine, copy)
            found.append((size, kept, [await _took(search, *asked) for asked in QUERIES.values()]))
        watchlist.close()
    engine.dispose()
    return found


def copy_all(engine: Engine, number: int) -> None:
    """Let the database copy all that was kept, under other ids and written some minutes before."""
    earlier, mark = number * 61 << 24, f"~{number}"
    with write_transaction(engine) as connection:
        for table, name in ((mentions, "id"), (hits, "mention"), (search_rows, "mention")):
            own = {column.name: column for column in table.c}
            copied = own | {name: own[name] + mark}
            if "docid" in own:
                copied["docid"] = own["docid"] - earlier
            rows = select(*copied.values()).where(own[name].not_like("%~%"))
            insert = insert_into(connection, table).from_select(list(copied), rows)
            connection.execute(insert.on_conflict_do_nothing())
        connection.exec_driver_sql("ANALYZE search_rows")


async def _took(search: MentionSearch, channel: str, query: str) -> str:
    """Milliseconds until a search answered: the median, and the longest."""
    asked, took = parse(query), []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        page = await search.search(channel, asked)
        took.append(1_000 * (time.perf_counter() - begun))
    sign = "+" if page.looked_back_to else ""
    return f"{statistics.median(took):.0f} ({max(took):.0f}){sign}"


def _hits(stream: Stream, dice: random.Random, first: int, number: int) -> list[Hit]:
    decoder = msgspec.json.Decoder(Mention)
    posts = [decoder.decode(post) for post in stream.posts(number, ["Umbra", "Lumo"])]
    return [_hit(post, first + place, dice) for place, post in enumerate(posts)]


def _hit(post: Mention, number: int, dice: random.Random) -> Hit:
    """A post that holds the name, and sometimes other words."""
    words = "Acme"
    if number % 20 == 3:
        words += " the lamp"
    if number % 10_000 == 7:
        words += ", lamp of zorblax"
    said = msgspec.structs.replace(
        post,
        id=f"{post.id}/{number}",
        text=f"{words} {post.text}",
        created_at=NOW - SPAN * dice.random(),
    )
    channel = "C2" if number % 20 == 19 else "C1"
    if channel == "C2" and number % 1_000 == 19:
        said = msgspec.structs.replace(said, text=f"{said.text} lamp")
    return Hit(
        workspace=WORKSPACE,
        watch=f"w-{channel}",
        channel=channel,
        mention=said,
        matched_at=NOW,
        look_back=True,
    )


def _watchlist(folder: Path) -> Watchlist:
    watchlist = Watchlist(folder / "watchlist.json", WORKSPACE)
    for channel in ("C1", "C2"):
        watchlist.set_up(
            Channel(id=channel, workspace=WORKSPACE, zone="UTC", set_up_by="U1", digest_since=NOW)
        )
        watchlist.add(
            Watch(
                id=f"w-{channel}",
                workspace=WORKSPACE,
                channel=channel,
                name="Acme",
                kind=WatchKind.BRAND,
                query="Acme",
                created_by="U1",
                created_at=NOW,
                since=NOW,
            )
        )
    return watchlist


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
