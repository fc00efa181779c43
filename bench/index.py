"""What a post costs, by the number of watches, side by side. Run: python -m bench.index [--quick].

All contenders decode the same JSON and fold the same text, on one core.
"""

import argparse
import gc
import logging
import os
import re
import resource
import time
from collections.abc import Callable, Iterable, Sequence
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from pathlib import Path

import msgspec
from ahocorasick_rs import AhoCorasick

from bench.posts import SHARES, Stream
from bench.watches import names, watches
from bot.models import Mention
from bot.query import Index, PreparedText, Query
from bot.text import fold

SIZES = (10, 100, 1_000, 10_000, 100_000)
_mention = msgspec.json.Decoder(Mention).decode


Work = Callable[[Sequence[bytes]], None]
"""Asks some posts."""


def _rates(posts: Sequence[bytes], contenders: Sequence[Work], rounds: int) -> list[float]:
    """Posts a second of each.

    Other work on the machine disturbs the clock, so contenders take turns at a thousand posts, and
    the best of several rounds counts for each thousand.
    """
    spent = [0.0 for _ in contenders]
    for start in range(0, len(posts), _TURN):
        few = posts[start : start + _TURN]
        for number, work in enumerate(contenders):
            spent[number] += min(_seconds(work, few) for _ in range(rounds))
    return [len(posts) / seconds for seconds in spent]


def _seconds(work: Work, posts: Sequence[bytes]) -> float:
    begun = time.process_time()
    work(posts)
    return time.process_time() - begun


def _floor(queries: Iterable[Query]) -> Work:
    """Decode, fold, run the automaton over the same literals, and look at nothing it found."""
    automaton = AhoCorasick(_literals(queries), store_patterns=False)

    def work(posts: Sequence[bytes]) -> None:
        for raw in posts:
            automaton.find_matches_as_indexes(fold(_mention(raw).text), overlapping=True)

    return work


def _indexed(index: Index) -> Work:
    def work(posts: Sequence[bytes]) -> None:
        for raw in posts:
            index.matches(_mention(raw))

    return work


def _alone(queries: Sequence[Query]) -> Work:
    def work(posts: Sequence[bytes]) -> None:
        for raw in posts:
            subject = PreparedText(_mention(raw))
            for query in queries:
                query.matches(subject)

    return work


def _alternation(queries: Iterable[Query]) -> Work:
    """One `re` of all literals, whole words, the longest first; it finds them and asks no tree."""
    longest_first = sorted(_literals(queries), key=len, reverse=True)
    found = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")

    def work(posts: Sequence[bytes]) -> None:
        for raw in posts:
            found.findall(fold(_mention(raw).text))

    return work


def _literals(queries: Iterable[Query]) -> list[str]:
    return sorted({anchor.text for query in queries for anchor in query.anchors})


def _sample(posts: Sequence[bytes], size: int, budget: int) -> Sequence[bytes]:
    """As many posts as a slow method can be asked, evenly spread; its rate is taken from them."""
    return posts[:: max(1, len(posts) * size // budget)]


def _row(size: int, posts: Sequence[bytes], queries: dict[str, Query], rounds: int) -> list[str]:
    gc.collect()
    begun = time.process_time()
    index = Index(queries)
    built = time.process_time() - begun
    floor, rate = _rates(posts, [_floor(queries.values()), _indexed(index)], rounds)
    few = _sample(posts, size, 10_000_000)
    (alone,) = _rates(few, [_alone(list(queries.values()))], 1)
    (alternation,) = _rates(few, [_alternation(queries.values())], 1)
    found = sum(len(index.matches(_mention(raw))) for raw in posts) / len(posts)
    return [
        f"{size:,}", f"{floor:,.0f}", f"{rate:,.0f}", f"{floor / rate:.2f}", f"{1e6 / rate:.1f}",
        f"{alone:,.1f}", f"{alternation:,.0f}", f"{built:.2f}", f"{found:.2f}",
    ]  # fmt: skip


_TURN = 1_000
HEADS = (
    "watches", "floor/s", "index/s", "floor ÷ index", "µs a post", "each alone/s", "one `re`/s", "build s",
    "found a post",
)  # fmt: skip


def differences(posts: Sequence[bytes], queries: dict[str, Query]) -> int:
    """How many posts the index answers otherwise than each query alone; all cores share them."""
    index = Index(queries)
    alone = [(watch, query.tree.holds) for watch, query in queries.items()]
    context = get_context("fork")
    told: SimpleQueue[int] = context.SimpleQueue()

    def count(share: Sequence[bytes]) -> None:
        different = 0
        for raw in share:
            subject = PreparedText(_mention(raw))
            different += index.matches(subject) != {watch for watch, holds in alone if holds(subject)}
        told.put(different)

    cores = os.cpu_count() or 1
    workers = [context.Process(target=count, args=(posts[core::cores],)) for core in range(cores)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0, "a worker died: nothing is verified"
    return sum(told.get() for _ in workers)


def _memory() -> float:
    """What this process holds now, in MB (Linux)."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def _footprint(size: int, seed: int) -> tuple[float, float, float]:
    """MB of the queries and of their index, and seconds to build it, in a process that does nothing else."""
    stream = Stream(seed)
    called = names(size, stream, seed)
    begun = _memory()
    queries = watches(called, stream, seed)
    parsed, started = _memory(), time.process_time()
    index = Index(queries)
    seconds = time.process_time() - started
    assert len(index) == size
    return parsed - begun, _memory() - parsed, seconds


def _described(posts: Sequence[bytes]) -> str:
    lengths = sorted(len(_mention(raw).text) for raw in posts)
    median, long = lengths[len(lengths) // 2], lengths[len(lengths) * 9 // 10]
    mix = ", ".join(f"{lang} {share} %" for lang, share in SHARES.items())
    return f"{len(posts):,} posts, {median} characters (median), {long} (one in ten is longer); {mix}."


def main() -> None:
    """Prints the table, and what was verified; ends with a sentence where an answer differs."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    say = logging.getLogger("bench").info
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="few posts and watches, to see that it runs")
    options.add_argument("--seed", type=int, default=3)
    options.add_argument("--verify", type=int, default=1_000_000_000, help="answers to verify for each size")
    asked = options.parse_args()
    sizes, count, rounds = ((10, 100, 1_000), 2_000, 1) if asked.quick else (SIZES, 100_000, 9)
    stream = Stream(asked.seed)
    called = names(sizes[-1], stream, asked.seed)
    posts = stream.posts(count, called)
    say(_described(posts))
    everything = watches(called, stream, asked.seed)
    say("| %s |\n|%s", " | ".join(HEADS), "---|" * len(HEADS))
    for size in sizes:
        queries = dict(list(everything.items())[:size])
        say("| %s |", " | ".join(_row(size, posts, queries, rounds)))
        checked = _sample(posts, size, asked.verify)
        different = differences(checked, queries)
        say("  verified on %s posts: %s differ", f"{len(checked):,}", different)
        index = Index(queries)
        if different or not any(index.matches(_mention(raw)) for raw in posts):
            raise SystemExit("The index does not find what each query finds alone, or none finds anything.")
    with get_context("spawn").Pool(1) as pool:
        parsed, built, seconds = pool.apply(_footprint, (sizes[-1], asked.seed))
    say(
        "%s queries, read: %.0f MB; their index: %.0f MB more, built in %.2f s",
        f"{sizes[-1]:,}",
        parsed,
        built,
        seconds,
    )


if __name__ == "__main__":
    main()
