"""Bots that are killed: each in a process of its own, at a step of its work that a test chooses.

Reads one `Life` a line from standard input, and says of each how its process ended.
"""

import asyncio
import functools
import gc
import inspect
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from importlib.metadata import entry_points
from itertools import count
from pathlib import Path
from typing import IO, Any, Self
from unittest.mock import patch

import msgspec
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot import sources
from bot.analysis.language import language
from bot.analysis.ordinary_names import ordinary_name
from bot.console.directory import TEAM
from bot.console.line import listening
from bot.fetching import Fetcher
from bot.listening.poll import EVER
from bot.listening.poll_queue import PollQueue
from bot.outbox.retries import SETTLED
from bot.runtime.bot import Bot
from bot.runtime.wiring import open_bot
from bot.settings import read_settings
from bot.sources import discover
from bot.storage.archive import Archive
from bot.storage.deliveries import Deliveries
from bot.storage.questions import Questions
from bot.storage.refused_channels import RefusedChannels
from bot.storage.sendqueue import SendQueue
from bot.storage.source_states import SourceStates
from bot.watches.stops import ChannelStops
from tests.clock import NAP, TICK, FakeClock
from tests.scenarios.fake_web import Public
from tests.scenarios.full_bot import APP_TOKEN, BOT_TOKEN, poll_by_hand

ROOT = Path(__file__).parents[2]
END = datetime(2100, 1, 1, tzinfo=UTC)
STEPS: tuple[tuple[type, str], ...] = (
    (Archive, "keep"),
    (Deliveries, "owe"),
    (SendQueue, "claim"),
    (SendQueue, "sent"),
    (SendQueue, "claim_change"),
    (SendQueue, "updated"),
    (SendQueue, "hold"),
    (ChannelStops, "stop"),
    (RefusedChannels, "heed"),
    (SourceStates, "put"),
    (Questions, "receive"),
    (Questions, "answered"),
    (AsyncWebClient, "chat_postMessage"),
    (AsyncWebClient, "chat_update"),
    (AsyncWebClient, "conversations_history"),
    (AsyncWebClient, "conversations_replies"),
)
"""What a bot does that lasts: it may be killed just before and just after each."""


class Life(msgspec.Struct):
    """One life of a bot: where and when it lives, and at which step it is killed (0: at none).

    `events` are what Slack tells it. With a `stream` it hears Bluesky there and nothing else, and lives
    until `awaited` mentions are kept.
    """

    api_url: str
    data: str
    routes: dict[str, str]
    now: datetime
    dies_at: int = 0
    stream: str = ""
    awaited: int = 0
    events: list[dict[str, Any]] = []


class Mortals:
    """Starts lives, one after the other. Use as a context manager."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.scenarios.crashing_process"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=60)

    async def live(self, life: Life) -> int:
        """Live it; how its process ended, as `subprocess` says it."""
        return await asyncio.to_thread(self._live, life)

    def _live(self, life: Life) -> int:
        asks, answers = _open(self._process.stdin), _open(self._process.stdout)
        asks.write(msgspec.json.encode(life).decode() + "\n")
        asks.flush()
        return int(answers.readline())


def _open(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


def _main() -> None:
    _warm()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            asyncio.run(_life(msgspec.json.decode(line, type=Life)))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _warm() -> None:
    """Load once, for all that are forked, what each would load for itself, and leave it where it is."""
    patch.object(sources, "entry_points", functools.cache(entry_points)).start()
    discover()
    asyncio.run(Fetcher().aclose())  # domains, certificates
    language("Warm is what has been used before.")
    ordinary_name("Acme")
    gc.collect()
    gc.freeze()  # a collector that looks at it in a fork would copy all of it


async def _life(life: Life) -> None:
    _arm(life.dies_at)
    settings = read_settings(_environment(life))
    sources = ("bluesky",) if life.stream else Public.sources
    clock = FakeClock(life.now, nap=NAP, tick=TICK)
    with patch.object(PollQueue, "run", poll_by_hand):
        await _lived(life, open_bot(settings, clock, TEAM, life.routes, sources), clock)


async def _lived(life: Life, opening: AbstractAsyncContextManager[Bot], clock: FakeClock) -> None:
    async with opening as bot:
        for payload in life.events:
            await bot.app.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode"))
        while under_way := listening():
            await asyncio.wait(under_way)
        await _hear(bot, life.awaited)
        await bot.stream_manager.stop()  # when what was heard is told, too
        await bot.parts.due_digests.sweep()
        for _ in range(2):  # what may stand in Slack is looked for twice before it is said again
            await bot.wait_idle()
            clock.pass_time(timedelta(seconds=SETTLED))
        await bot.wait_idle()


async def _hear(bot: Bot, awaited: int) -> None:
    """Wait until so many mentions are kept, and nothing that was said is still to come."""
    async with asyncio.timeout(120):
        while any(stream.catching_up for stream in bot.stream_manager.followed.values()):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        while len(bot.parts.hits.written_between("C1", EVER, END)) < awaited:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def _environment(life: Life) -> Mapping[str, str]:
    return {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": life.api_url,
        "VEILLE_DATA": life.data,
        "VEILLE_JETSTREAM_URL": life.stream,
    }


def _arm(dies_at: int) -> None:
    steps = count(1)

    def step() -> None:
        if next(steps) == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    for owner, name in STEPS:
        setattr(owner, name, _deadly(getattr(owner, name), step))


def _deadly(real: Callable[..., Any], step: Callable[[], None]) -> Callable[..., Any]:
    @functools.wraps(real)
    async def slowly(*args: Any, **named: Any) -> Any:
        step()
        answer = await real(*args, **named)
        step()
        return answer

    @functools.wraps(real)
    def at_once(*args: Any, **named: Any) -> Any:
        step()
        answer = real(*args, **named)
        step()
        return answer

    return slowly if inspect.iscoroutinefunction(real) else at_once


if __name__ == "__main__":
    _main()
