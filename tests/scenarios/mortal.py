"""Bots that are killed: each in a process of its own, at a step of its work that a test chooses.

Reads one `Life` a line from standard input, and says of each how its process ended.
"""

import asyncio
import functools
import inspect
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import IO, Any, Self

import msgspec
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import open_house
from bot.settings import read_settings
from bot.storage.archive import Archive
from bot.storage.deliveries import Deliveries
from tests.scenarios.public import Public
from tests.scenarios.stage import APP_TOKEN, BOT_TOKEN, StageClock

ROOT = Path(__file__).parents[2]
STEPS: tuple[tuple[type, str], ...] = (
    (Archive, "keep"),
    (Deliveries, "owe"),
    (Deliveries, "sending"),
    (Deliveries, "sent"),
    (AsyncWebClient, "chat_postMessage"),
    (AsyncWebClient, "conversations_history"),
    (AsyncWebClient, "conversations_replies"),
)
"""What a bot does that lasts: it may be killed just before and just after each."""


class Life(msgspec.Struct):
    """One life of a bot: where and when it lives, and at which step it is killed (0: at none)."""

    api_url: str
    data: str
    routes: dict[str, str]
    now: datetime
    dies_at: int = 0


class Mortals:
    """Starts lives, one after the other. Use as a context manager."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.scenarios.mortal"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=10)

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
    for line in sys.stdin:
        child = os.fork()
        if not child:
            asyncio.run(_life(msgspec.json.decode(line, type=Life)))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


async def _life(life: Life) -> None:
    _arm(life.dies_at)
    settings = read_settings(_environment(life))
    async with open_house(settings, StageClock(life.now), life.routes, Public.sources) as house:
        await house.settle()


def _environment(life: Life) -> Mapping[str, str]:
    return {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": life.api_url,
        "VEILLE_DATA": life.data,
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
