"""A day of listening, against polling each watch alone. Run: python -m bench.day [--quick].

Time is simulated; HTTP, the archive and Slack's Web API are real, on loopback. APScheduler itself runs
by the machine's clock, so its sweep is put in order here, by its rules; what the poll queue holds is polled
at the very instant at which it is due. Alone, each question is asked at its source's interval, straying by
a tenth, beginning where the hash of its name says.
"""

import argparse
import asyncio
import heapq
import logging
import multiprocessing
import random
import tempfile
import zlib
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec

from bench.by_hand import polled_by_hand
from bench.fake_services import SOURCES, Load, Town, open_town
from bench.traffic import START, Crowd
from bot.analysis.language import with_language
from bot.console.directory import TEAM
from bot.fetching import DomainLimiter, Fetcher
from bot.listening.poll_policy import LOOK_BACK, OVERLAP
from bot.listening.poll_queue import STRAY, PollQueue
from bot.models import Watch
from bot.query import parse
from bot.runtime.schedule import SWEEP
from bot.runtime.wiring import open_bot
from bot.settings import read_settings
from bot.sources import discover
from bot.sources.source import Ask, Source, SourceRequest
from bot.storage.hits import Reason
from bot.storage.watchlist import Watchlist
from bot.storage.watchlists import path_of

AFTER: Final = timedelta(minutes=90)
"""How long is listened on when nobody writes any more, so that the quietest question is asked again."""
Heard: TypeAlias = dict[tuple[str, str], tuple[str, float]]
"""By watch and mention: the source, and how many seconds after it was written it was heard."""
Turn: TypeAlias = Callable[[], Awaitable[object]]


class Outcome(msgspec.Struct, frozen=True):
    """What a day of listening asked and heard; `held` and `most` are MB of memory, at its end and ever."""

    loads: dict[str, Load]
    heard: Heard
    held: float
    most: float


class Day:
    """What is done again and again in a simulated day, each thing at its interval."""

    def __init__(self, town: Town, end: datetime) -> None:
        self._town = town
        self._end = end
        self._dice = random.Random(7)
        self._waiting: list[tuple[datetime, int, float, Turn]] = []
        self.queue: PollQueue | None = None
        """What is polled at its own instants."""

    def every(self, seconds: float, name: str, turn: Turn) -> None:
        """Do this at such an interval, from an instant within the first one."""
        spread = zlib.crc32(name.encode()) / 2**32 * seconds
        first = START + timedelta(seconds=spread)
        heapq.heappush(self._waiting, (first, len(self._waiting), seconds, turn))

    async def pass_by(self) -> None:
        """Live through the day."""
        while self._waiting[0][0] < self._end:
            at, number, seconds, turn = self._waiting[0]
            if self._town.clock.now() > self._end + AFTER:
                raise SystemExit("The clock ran away: more time passed than the day has.")
            if await self._polled(at):
                continue
            self._town.clock.go_on_to(at)
            await turn()
            strayed = seconds + self._dice.uniform(-STRAY, STRAY) * seconds
            heapq.heapreplace(self._waiting, (at + timedelta(seconds=strayed), number, seconds, turn))

    async def _polled(self, before: datetime) -> bool:
        """Whether something was due before then; it is polled."""
        due = self.queue.next_due() if self.queue else None
        at = START + timedelta(seconds=due or 0.0)
        if self.queue is None or due is None or at >= before:
            return False
        self._town.clock.go_on_to(at)
        self.queue.run_due()
        await self.queue.wait_idle()
        return True


async def together(crowd: Crowd, town: Town, end: datetime) -> Outcome:
    """The bot's own way."""
    with tempfile.TemporaryDirectory() as folder:
        _write_down(crowd, Path(folder))
        settings = read_settings(
            {"SLACK_BOT_TOKEN": "xoxb-console", "SLACK_API_URL": town.api_url, "VEILLE_DATA": folder}
        )
        opened = open_bot(settings, town.clock, TEAM, town.routes(), SOURCES)
        async with polled_by_hand(opened) as bot:
            await bot.wait_idle()  # the look-backs, of which there is one in the life of a watch
            before, day = town.loads(), Day(town, end)
            due_digests = bot.parts.due_digests
            day.queue = bot.poll_queue

            async def tell() -> None:
                await due_digests.sweep()
                await bot.wait_idle()

            day.every(SWEEP.total_seconds(), "sweep", tell)
            await day.pass_by()
            await bot.wait_idle()
            loads = {source: load.since(before[source]) for source, load in town.loads().items()}
            heard: Heard = {}
            for channel in crowd.channels:
                for hit in bot.parts.hits.written_between(channel.id, START, end):
                    if hit.reason is not Reason.NAMED:  # what only answers a mention, no watch alone can hear
                        continue
                    late = (hit.matched_at - hit.mention.created_at).total_seconds()
                    heard[hit.watch, hit.mention.id] = hit.mention.source, late
            return Outcome(loads, heard, *_memory())


async def alone(crowd: Crowd, town: Town, end: datetime) -> Outcome:
    """Each watch asks each of its sources at that source's interval, all anew each time, for itself."""
    sources = discover(town.clock)
    routes = town.routes()
    limiter = DomainLimiter(town.clock, gap=0.0)
    day, heard = Day(town, end), Heard()
    feeds = {channel.id: tuple(feed.url for feed in channel.feeds) for channel in crowd.channels}
    async with Fetcher(clock=town.clock, validators=_Forgetful(), limiter=limiter, routes=routes) as fetcher:
        for watch in crowd.watches:
            query = parse(watch.query)
            ask = Ask(query.needles(), query.languages(), feeds[watch.channel])
            for source in (sources[name] for name in SOURCES):
                for question in source.requests(ask):
                    turn = _Alone(watch, source, question, fetcher, heard)
                    seconds = source.interval.total_seconds()
                    day.every(seconds, f"{watch.id}:{question.source}:{question.key}", turn)
        await day.pass_by()
    return Outcome(town.loads(), heard, *_memory())


class _Alone:
    """One watch that polls one question."""

    def __init__(
        self, watch: Watch, source: Source, question: SourceRequest, fetcher: Fetcher, heard: Heard
    ) -> None:
        self._watch = watch
        self._query = parse(watch.query)
        self._source = source
        self._question = question
        self._fetcher = fetcher
        self._heard = heard
        self._since: datetime | None = None
        self._dropped: set[str] = set()

    async def __call__(self) -> None:
        now = self._source.clock.now()
        since = self._since - OVERLAP if self._since else now - LOOK_BACK
        async for page in self._source.search(self._question, since, self._fetcher):
            for mention in page:
                key = self._watch.id, mention.id
                if key in self._heard or mention.id in self._dropped or mention.created_at < START:
                    continue
                if self._query.matches(with_language(mention)):
                    self._heard[key] = mention.source, (now - mention.created_at).total_seconds()
                else:
                    self._dropped.add(mention.id)
        self._since = now


class _Forgetful:
    """Validators that are never there: every answer is asked for in full."""

    def get(self, url: str) -> None:
        return None

    def put(self, url: str, etag: str, modified: str) -> None:
        return None


def _write_down(crowd: Crowd, folder: Path) -> None:
    watchlist = Watchlist(path_of(folder, TEAM), TEAM)
    for channel in crowd.channels:
        watchlist.set_up(channel)
    for watch in crowd.watches:
        watchlist.add(watch)
    watchlist.close()


def _memory() -> tuple[float, float]:
    """What this process holds, and the most it ever held, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    sizes = {
        name: value.split()[0]
        for name, _, value in (line.partition(":") for line in lines)
        if value.endswith("kB")
    }
    return int(sizes["VmRSS"]) / 1024, int(sizes["VmHWM"]) / 1024


WAYS: Final[Mapping[str, Callable[[Crowd, Town, datetime], Coroutine[Any, Any, Outcome]]]] = {
    "Veille": together,
    "each watch alone": alone,
}


def outcomes(crowd: Crowd, end: datetime) -> dict[str, Outcome]:
    """Each way in a process and a town of its own, side by side."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(WAYS), mp_context=context) as pool:
        begun = {way: pool.submit(_lived, way, crowd, end) for way in WAYS}
        return {way: run.result() for way, run in begun.items()}


def _lived(way: str, crowd: Crowd, end: datetime) -> Outcome:
    with open_town(crowd) as town:
        return asyncio.run(WAYS[way](crowd, town, end))


def _rows(found: Mapping[str, Outcome]) -> Iterator[list[str]]:
    """The table, a row at a time: the first way, the other, and by how much they differ."""

    def row(what: str, form: str, measure: Callable[[Outcome], float]) -> list[str]:
        one, other = map(measure, found.values())
        return [what, format(one, form), format(other, form), f"{other / one:.1f}" if one else ""]

    for source in SOURCES:
        yield row(f"requests: {source}", ",.0f", partial(_requests, source=source))
    yield row("requests in all", ",.0f", _requests)
    yield row("of them answered 304", ",.0f", lambda day: sum(load.unchanged for load in day.loads.values()))
    yield row("MB sent", ",.1f", lambda day: sum(load.size for load in day.loads.values()) / 1e6)
    yield row("new mentions found", ",.0f", lambda day: len(day.heard))
    yield row("**requests a new mention**", ",.1f", lambda day: _requests(day) / len(day.heard))
    for source in (*SOURCES, ""):
        where = source or "all"
        yield row(f"minutes until heard, median: {where}", ".1f", partial(_late, source=source, share=5))
        yield row(f"minutes until heard, 9 in 10: {where}", ".1f", partial(_late, source=source, share=9))
    yield row("MB of memory in the end", ".0f", lambda day: day.held)
    yield row("MB of memory at most", ".0f", lambda day: day.most)


def _requests(day: Outcome, source: str = "") -> int:
    return sum(load.requests for name, load in day.loads.items() if source in (name, ""))


def _late(day: Outcome, source: str, share: int) -> float:
    """Minutes within which so many of ten mentions, of one source or all, were heard."""
    late = sorted(seconds / 60 for where, seconds in day.heard.values() if source in (where, ""))
    return late[len(late) * share // 10]


def main() -> None:
    """Prints the table, and what only one of the two ways heard; ends with a sentence if there is any."""
    logging.basicConfig(format="%(message)s", level=logging.ERROR)
    say = logging.getLogger("bench").info
    logging.getLogger("bench").setLevel(logging.INFO)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--quick", action="store_true", help="four channels and three hours, to see that it runs"
    )
    options.add_argument("--seed", type=int, default=3)
    asked = options.parse_args()
    channels, hours = (4, 3) if asked.quick else (20, 24)
    crowd = Crowd(channels, hours, asked.seed)
    written = sum(map(len, crowd.items.values()))
    say(
        "%d watches of %d names in %d channels, %d feeds; %s texts in %d hours.",
        len(crowd.watches),
        len(crowd.names),
        channels,
        len(crowd.blogs),
        f"{written:,}",
        hours,
    )
    found = outcomes(crowd, START + timedelta(hours=hours) + AFTER)
    say("| | %s | times |\n|---|---|---|---|", " | ".join(found))
    for row in _rows(found):
        say("| %s |", " | ".join(row))
    ours, theirs = (set(each.heard) for each in found.values())
    say(
        "Heard by Veille alone: %d; by each alone and not by Veille: %d.",
        len(ours - theirs),
        len(theirs - ours),
    )
    if ours != theirs or not ours:
        raise SystemExit("The two ways did not hear the same: their figures cannot be compared.")


if __name__ == "__main__":
    main()
