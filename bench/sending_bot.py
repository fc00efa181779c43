"""One bot of `bench.outbox`: owes what that bench asks for, and reports what it used. A process of its own.

Run by the bench, with the checkout to measure on the path. It says when each alert was owed, by the clock
that all processes of a machine share.
"""

import asyncio
import inspect
import json
import logging
import resource
import sys
import tempfile
import time
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from bot.clock import SystemClock
from bot.settings import Settings, read_settings

_DELIVERIES = import_module(
    "bot.storage.delivery" if find_spec("bot.storage.delivery") else "bot.storage.deliveries"
)
AT_ONCE = 20
"""Channels that are owed their messages in one go."""


def _opened(settings: Settings, clock: SystemClock) -> Any:
    """A bot that listens to nothing, in this version or in an earlier one that is measured beside it."""
    module = import_module("bot.runtime.wiring" if find_spec("bot.runtime.wiring") else "bot.app")
    open_bot = getattr(module, "open_bot", None) or module.open_house
    asked = {"settings": settings, "clock": clock, "workspace": "T0BENCH", "routes": None, "sources": []}
    known = inspect.signature(open_bot).parameters
    return open_bot(**{name: value for name, value in asked.items() if name in known})


def _say(**said: Any) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def _message(channel: str, kind: str, number: int, now: datetime) -> Any:
    fields = {"channel": channel, "kind": kind, "payload": {"text": f"Acme shines, {number}."}}
    return _DELIVERIES.Delivery(id=f"{kind}:{channel}:{number}", created_at=now, **fields)


async def _owe_all(outbox: Any, clock: SystemClock, channels: list[str], each: int) -> None:
    async def owe(channel: str) -> None:
        now = clock.now()
        await outbox.enqueue([_message(channel, "digest", number, now) for number in range(each)])

    for start in range(0, len(channels), AT_ONCE):
        await asyncio.gather(*(owe(channel) for channel in channels[start : start + AT_ONCE]))


async def _alert(outbox: Any, clock: SystemClock, channels: list[str], every: float) -> None:
    """Owe an alert every so often, to one channel after the other."""
    for number in range(10**9):
        channel = channels[number % len(channels)]
        began = time.monotonic()
        _say(alert=f"{channel} {number}", at=began)
        await outbox.enqueue([_message(channel, "alert", number, clock.now())])
        await asyncio.sleep(max(0.0, every - (time.monotonic() - began)))


async def _main(asked: dict[str, Any]) -> None:
    clock = SystemClock()
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings(
            {
                "SLACK_BOT_TOKEN": "xoxb-bench",
                "SLACK_APP_TOKEN": "xapp-bench",
                "SLACK_API_URL": asked["url"],
                "VEILLE_DATA": folder,
            }
        )
        async with _opened(settings, clock) as bot:
            outbox = (bot.parts if hasattr(bot, "parts") else bot.services).outbox
            _say(begun=time.monotonic())
            alerts = asyncio.create_task(_alert(outbox, clock, asked["alerted"], asked["every"]))
            await _owe_all(outbox, clock, asked["channels"], asked["each"])
            _say(owed=time.monotonic())
            await asyncio.to_thread(sys.stdin.readline)
            alerts.cancel()
            used = resource.getrusage(resource.RUSAGE_SELF)
            _say(mb=used.ru_maxrss / 1024, cpu=used.ru_utime + used.ru_stime)


if __name__ == "__main__":
    logging.basicConfig(level=logging.CRITICAL)
    asyncio.run(_main(json.loads(sys.stdin.readline())))
