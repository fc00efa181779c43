"""How well mentions are put into stories, and what one more costs. Run: python -m bench.stories DIR.

DIR holds files of lines `{"text": …, "cluster": …}`. They say no time: each set is taken for what was written
in one day, of which nothing was learnt before, in the order of the file. `--pairs` reads the hand-written
pairs alone, `--kept` measures one mention among many; without either all of it is done.
"""

import argparse
import asyncio
import logging
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec

from bench.clusters import Groups, b_cubed, reliability_and_sensitivity
from bot.analysis.encoder import Encoder, installed_encoder, version
from bot.analysis.kin import KinFinder
from bot.analysis.stories import stories
from bot.analysis.story_coverage import CoverageLearner
from bot.analysis.story_keeper import StoryKeeper
from bot.clock import SystemClock
from bot.models import Mention, MentionKind, Watch, WatchKind
from bot.storage.archive import Archive
from bot.storage.database import open_database, write_transaction
from bot.storage.hits import Hit
from bot.storage.mentions import MentionRows
from bot.storage.stories import StoryRows
from bot.storage.tables.stories import story_keys, story_placements, vectors
from bot.storage.vectors import VectorRows

BEGIN: Final = datetime(2026, 1, 5, tzinfo=UTC)
DAY: Final = timedelta(days=1)
WORKSPACE: Final = "T"
PAIRS: Final = Path(__file__).with_name("story_pairs.tsv")
CUTS: Final = [n / 100 for n in range(60, 100, 2)]
KEPT: Final = (10_000, 100_000, 1_000_000)
TRIES: Final = 20
say = logging.getLogger("bench").info


class Item(msgspec.Struct, frozen=True):
    """A line of a set."""

    text: str
    cluster: int


class Desk:
    """A keeper over an empty database on the disk, as the bot has it."""

    def __init__(self, folder: Path, encoder: Encoder | None, name: str = "") -> None:
        clock = SystemClock()
        self.watch = Watch(
            id="w", workspace=WORKSPACE, channel="C", name=name, kind=WatchKind.BRAND, query=name,
            created_by="U", created_at=BEGIN, since=BEGIN,
        )  # fmt: skip
        self.engine = open_database(f"sqlite:///{folder}/bench.db")
        self.archive, self.rows = Archive(self.engine), StoryRows(self.engine, WORKSPACE)
        kept = MentionRows(self.engine), self.rows, VectorRows(self.engine, version())
        finder, learner = KinFinder(*kept, encoder, clock), CoverageLearner(*kept, encoder)
        self.keeper = StoryKeeper(kept[0], self.rows, finder, learner, clock)

    async def place(self, said: Sequence[Mention]) -> dict[str, str]:
        """The stories of mentions."""
        found = [
            Hit(workspace=WORKSPACE, watch="w", channel="C", mention=each, matched_at=each.created_at)
            for each in said
        ]
        self.archive.keep(found)
        return await self.keeper.place(self.watch, found)

    def megabytes(self) -> float:
        """The size of the database on the disk."""
        return Path(str(self.engine.url.database)).stat().st_size / 1e6


@asynccontextmanager
async def desk(encoder: Encoder | None, name: str = "") -> AsyncIterator[Desk]:
    """A desk for a while."""
    with tempfile.TemporaryDirectory() as folder:
        made = Desk(Path(folder), encoder, name)
        yield made
        made.engine.dispose()


def mention(number: int, text: str, at: datetime) -> Mention:
    """A post of its own page, by somebody of their own."""
    return Mention(
        id=f"m{number}", source="x", kind=MentionKind.POST, url=f"https://x.example/{number}", text=text,
        author=f"a{number}", place="x", created_at=at,
    )  # fmt: skip


def spread(items: Sequence[Item]) -> list[Mention]:
    """The items as mentions, evenly over a day."""
    step = DAY / len(items)
    return [mention(n, item.text, BEGIN + n * step) for n, item in enumerate(items)]


async def ours(said: Sequence[Mention], encoder: Encoder | None) -> Groups:
    """The stories as the bot keeps them at the end of the day."""
    async with desk(encoder) as made:
        placed = await made.place(said)
        return [placed[each.id] for each in said]


def todays_rule(said: Sequence[Mention]) -> Groups:
    """Pages, threads and nearly the same words: what is told where no rows are."""
    found = {each.id: n for n, story in enumerate(stories(said)) for each in story.mentions}
    return [found[each.id] for each in said]


def min_hash(texts: Sequence[str]) -> Groups:
    """MinHash over runs of five characters, J > 0.5, single link. Raises `ImportError` without datasketch."""
    from datasketch import MinHash, MinHashLSH

    from bot.analysis.likeness import Groups as Sets

    index, sets = MinHashLSH(threshold=0.5, num_perm=128), Sets(len(texts))
    for n, text in enumerate(texts):
        made = MinHash(num_perm=128)
        made.update_batch([text[i : i + 5].encode() for i in range(max(1, len(text) - 4))])
        for other in index.query(made):
            sets.join(n, int(other))
        index.insert(str(n), made)
    return [sets.find(n) for n in range(len(texts))]


def tf_idf(texts: Sequence[str], gold: Groups) -> Groups:
    """TF-IDF, average link, the best of twenty cuts, chosen by the answers. Raises `ImportError`."""
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.feature_extraction.text import TfidfVectorizer

    read: Any = TfidfVectorizer(sublinear_tf=True).fit_transform(texts)
    far = (1 - (read @ read.T).toarray()).clip(0)
    made = (
        AgglomerativeClustering(
            n_clusters=None, distance_threshold=cut, metric="precomputed", linkage="average"
        ).fit_predict(far).tolist()
        for cut in CUTS
    )  # fmt: skip
    return max(made, key=lambda groups: b_cubed(gold, groups)[2])


def show(name: str, gold: Groups, made: Groups, seconds: float) -> None:
    """One line of the table."""
    cells = (*b_cubed(gold, made), *reliability_and_sensitivity(gold, made))
    figures = " | ".join(f"{cell:.3f}" for cell in cells)
    say("| %s | %s | %s | %.1f |", name, figures, f"{len(set(made)):,}", 1000 * seconds / len(gold))


def read(folder: Path) -> dict[str, list[Item]]:
    """The sets by name."""
    return {
        path.stem: [msgspec.json.decode(line, type=Item) for line in path.read_bytes().splitlines()]
        for path in sorted(folder.glob("*.jsonl"))
    }


async def sets(folder: Path, encoder: Encoder | None, quick: bool) -> None:
    """A table a set: ours beside others."""
    for name, found in read(folder).items():
        items = found[:500] if quick else found
        gold, texts, said = [item.cluster for item in items], [item.text for item in items], spread(items)
        say("\n%s: %s texts, %s stories", name, f"{len(items):,}", len(set(gold)))
        say("| | P | R | F | reliability | sensitivity | F | stories | ms a text |\n|%s", "---|" * 9)
        for method, made in _others(texts, gold, said):
            begun = time.perf_counter()
            try:
                groups = made()
            except ImportError as missing:
                say("%s is left out: there is no %s here.", method, missing.name)
                continue
            show(method, gold, groups, time.perf_counter() - begun)
        for method, reader in (("ours, words alone", None), ("**ours**", encoder)):
            begun = time.perf_counter()
            if reader or method != "**ours**":
                show(method, gold, await ours(said, reader), time.perf_counter() - begun)


def _others(
    texts: Sequence[str], gold: Groups, said: Sequence[Mention]
) -> Iterator[tuple[str, Callable[[], Groups]]]:
    yield "each alone", lambda: list(range(len(texts)))
    yield "today's rule", lambda: todays_rule(said)
    yield "MinHash", lambda: min_hash(texts)
    yield "TF-IDF, average link, best cut", lambda: tf_idf(texts, gold)


async def pairs(encoder: Encoder | None) -> None:
    """How many of the hand-written twins join, and how many neighbours do."""
    lines = [line.split("\t") for line in PAIRS.read_text("utf-8").splitlines() if not line.startswith("#")]
    say("\n| | pairs | joined |\n|---|---|---|")
    for kind in ("twin", "neighbour"):
        chosen = [line for line in lines if line[0] == kind]
        joined = []
        for _, name, one, other in chosen:
            async with desk(encoder, name) as made:
                texts = [mention(0, one, BEGIN), mention(1, other, BEGIN + timedelta(hours=2))]
                if len(set((await made.place(texts)).values())) == 1:
                    joined.append((one, other))
        say("| %ss | %d | %d (%.0f %%) |", kind, len(chosen), len(joined), 100 * len(joined) / len(chosen))
        if kind == "neighbour":
            for one, other in joined:
                logging.getLogger("bench").debug("%s · %s", one, other)


async def kept(encoder: Encoder | None, sizes: Sequence[int]) -> None:
    """What it costs to place one mention among so many."""
    say("\n| kept | ms, median | ms, worst of %d | MB on the disk |\n|---|---|---|---|", TRIES)
    for size in sizes:
        async with desk(encoder, "Acme") as made:
            _fill(made, size)
            spent = []
            for n in range(TRIES + 1):
                said = mention(size + n, f"Acme lamp number {n} went dark on the bridge", _last(size))
                begun = time.perf_counter()
                await made.place([said])
                spent.append(1000 * (time.perf_counter() - begun))
            figures = statistics.median(spent[1:]), max(spent[1:]), made.megabytes()
            say("| %s | %.1f | %.1f | %.0f |", f"{size:,}", *figures)


def _last(size: int) -> datetime:
    return BEGIN + 365 * DAY


def _fill(made: Desk, size: int) -> None:
    """So many mentions of a year, each a story of its own, the last thousand with vectors."""
    step = 365 * DAY / size
    for start in range(0, size, 10_000):
        numbers = range(start, min(size, start + 10_000))
        told = [mention(n, f"Acme word{n % 977} thing{n % 1009} place{n}", BEGIN + n * step) for n in numbers]
        found = [
            Hit(workspace=WORKSPACE, watch="w", channel="C", mention=each, matched_at=each.created_at)
            for each in told
        ]
        made.archive.keep(found)
        whose = [
            {"workspace": WORKSPACE, "watch": "w", "mention": each.id, "written_at": each.created_at}
            for each in told
        ]
        placed = [
            {**row, "story": row["mention"], "link": row["mention"], "tie": "first", "score": 1.0,
             "placed_at": row["written_at"]}
            for row in whose
        ]  # fmt: skip
        keys = [{**row, "key": f"{kind}{row['mention']}"} for row in whose for kind in "@=#"]
        with write_transaction(made.engine) as connection:
            connection.execute(story_placements.insert(), placed)
            connection.execute(story_keys.insert(), keys)
            if numbers[-1] >= size - 1_000:
                rows = [
                    {
                        "mention": each.id,
                        "version": version(),
                        "vector": bytes(1024),
                        "made_at": each.created_at,
                    }
                    for each in told[-1_000:]
                ]
                connection.execute(vectors.insert(), rows)


async def run(asked: argparse.Namespace) -> None:
    """All that was asked for."""
    encoder = installed_encoder(SystemClock())
    if encoder is None:
        say("The extra named reading is not installed: what needs the encoder is left out.")
    try:
        if asked.pairs or not asked.kept:
            await pairs(encoder)
        if asked.kept or not asked.pairs:
            await kept(encoder, KEPT[:1] if asked.quick else KEPT)
        if asked.folder and not asked.pairs and not asked.kept:
            await sets(asked.folder, encoder, asked.quick)
    finally:
        if encoder:
            await encoder.stop()


def main() -> None:
    """Prints the tables."""
    logging.basicConfig(format="%(message)s", level=logging.ERROR)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path, nargs="?", help="where the sets are")
    options.add_argument("--pairs", action="store_true")
    options.add_argument("--kept", action="store_true")
    options.add_argument("--quick", action="store_true", help="a part of each, to see that it runs")
    options.add_argument("--verbose", action="store_true", help="name the neighbours that join")
    asked = options.parse_args()
    logging.getLogger("bench").setLevel(logging.DEBUG if asked.verbose else logging.INFO)
    asyncio.run(run(asked))


if __name__ == "__main__":
    main()
