"""When an alert goes while much else is owed, one channel is refused and one is answered slowly.

Run: python -m bench.outbox [--quick] [--before CHECKOUT]. The bot is a process of its own, and so is its
Slack, over HTTP on loopback. With another checkout of Veille both are measured in turn.
"""

import argparse
import asyncio
import json
import logging
import math
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import web

ANSWERS_AFTER = 0.1  # seconds; Slack takes about as long
SLOW = 20.0  # seconds an answer, of one channel
REFUSED_FOR = 3600  # seconds, of one channel
TOO_SOON = 0.9  # seconds since the message before in the same channel
ALERTED = 40  # channels that are owed alerts, and nothing else
EVERY = 0.2  # seconds between two alerts, so that none of them waits for its channel's pace
LAST = 5.0  # seconds in which the last alerts come
HERE = Path(__file__).parents[1]


class Arrival(msgspec.Struct, array_like=True):
    """A message at Slack: when it came, by the clock that all processes share, and whether it was taken."""

    channel: str
    text: str
    at: float
    taken: bool


class Measured(msgspec.Struct):
    """What one bot did: seconds since it began to owe, of alerts since each was owed."""

    alerts: list[float]
    lost: int
    owed: float
    most: float
    in_vain: int
    too_soon: int
    mb: float
    cpu: float


class Slack:
    """Takes messages, one channel's slowly, and none of one channel."""

    def __init__(self, refused: str, slow: str) -> None:
        self._refused, self._slow = refused, slow
        self.arrivals: list[Arrival] = []

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one method of the Web API."""
        if not request.path.endswith("chat.postMessage"):
            return web.json_response({"ok": True, "messages": []})
        at, said = time.monotonic(), await _arguments(request)
        channel, taken = str(said["channel"]), said["channel"] != self._refused
        self.arrivals.append(Arrival(channel, str(said["text"]), at, taken))
        await asyncio.sleep(SLOW if channel == self._slow else ANSWERS_AFTER)
        if not taken:
            refusal = {"ok": False, "error": "ratelimited"}
            return web.json_response(refusal, status=429, headers={"Retry-After": str(REFUSED_FOR)})
        return web.json_response({"ok": True, "ts": f"{at:.6f}", "channel": channel})


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    return dict(await request.post())


def _serve(pipe: Connection, refused: str, slow: str) -> None:
    async def serve() -> None:
        slack = Slack(refused, slow)
        app = web.Application()
        app.router.add_route("*", "/{method:.*}", slack.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        pipe.send(f"http://127.0.0.1:{runner.addresses[0][1]}/api/")
        while await asyncio.to_thread(pipe.recv):
            pipe.send(slack.arrivals)

    asyncio.run(serve())


def _measure(checkout: Path, channels: int, each: int) -> Measured:
    """One bot, from what it begins to owe until Slack has all but the refused and the slow channel's."""
    owed = [f"C{number:04}OWED" for number in range(channels)]
    refused, slow = owed[0], owed[1]
    ours, theirs = multiprocessing.Pipe()
    slack = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs, refused, slow))
    slack.start()
    alerted = [f"C{number:04}TOLD" for number in range(ALERTED)]
    asked = {"url": ours.recv(), "channels": owed, "each": each, "alerted": alerted, "every": EVERY}
    env = dict(os.environ, PYTHONPATH=str(checkout))
    command = [sys.executable, "-P", str(HERE / "bench" / "sending_bot.py")]
    with (
        subprocess.Popen(
            command, env=env, cwd=checkout, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as bot,
        ThreadPoolExecutor() as reader,
    ):
        assert bot.stdin
        assert bot.stdout
        saying = reader.submit(list, bot.stdout)
        bot.stdin.write(json.dumps(asked) + "\n")
        bot.stdin.flush()
        arrivals = _until_all(ours, bot, (channels - 2) * each, set(owed) - {refused, slow})
        bot.stdin.write("enough\n")
        bot.stdin.flush()
        said = [json.loads(line) for line in saying.result()]
    ours.send(False)
    slack.join(5)
    slack.terminate()
    return _read(said, arrivals, refused, slow, channels * each)


def _until_all(
    slack: Connection, bot: "subprocess.Popen[str]", wanted: int, channels: set[str]
) -> list[Arrival]:
    """What came to Slack, once all that is wanted came."""
    while True:
        time.sleep(1.0)
        if bot.poll() is not None:
            raise SystemExit(f"The bot ended with {bot.returncode}.")
        slack.send(True)
        arrivals: list[Arrival] = slack.recv()
        if sum(each.channel in channels for each in arrivals) >= wanted:
            time.sleep(LAST)
            slack.send(True)
            return list(slack.recv())


def _read(
    said: Sequence[dict[str, Any]], arrivals: Sequence[Arrival], refused: str, slow: str, owed: int
) -> Measured:
    begun = next(each["begun"] for each in said if "begun" in each)
    last = said[-1]
    most = max(
        each.at for each in arrivals if each.channel.endswith("OWED") and each.channel not in (refused, slow)
    )
    came = {f"{each.channel} {each.text.split()[2][:-1]}": each.at for each in arrivals}
    alerts = {each["alert"]: each["at"] for each in said if "alert" in each and each["at"] < most}
    lateness = sorted(came[name] - at for name, at in alerts.items() if name in came)
    return Measured(
        alerts=lateness,
        lost=len(alerts) - len(lateness),
        owed=next(each["owed"] for each in said if "owed" in each) - begun,
        most=most - begun,
        in_vain=sum(not each.taken for each in arrivals),
        too_soon=_too_soon(arrivals),
        mb=last["mb"],
        cpu=last["cpu"],
    )


def _too_soon(arrivals: Sequence[Arrival]) -> int:
    """Messages that came within a second of another in the same channel."""
    before: dict[str, float] = {}
    count = 0
    for each in arrivals:
        count += each.at - before.get(each.channel, -math.inf) < TOO_SOON
        before[each.channel] = each.at
    return count


def _at(lateness: Sequence[float], share: float) -> float:
    return lateness[min(len(lateness) - 1, math.ceil(share * len(lateness)) - 1)] if lateness else math.nan


def main() -> None:
    """Prints one table."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    say = logging.getLogger("bench").info
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="half a minute, to see that it runs")
    options.add_argument("--before", type=Path, help="another checkout of Veille, measured in turn")
    asked = options.parse_args()
    channels, each = (30, 2) if asked.quick else (300, 10)
    say("load before: %.2f", os.getloadavg()[0])
    say("| | alerts | p50 s | 99 % s | worst s | owed s | sent s | in vain | too soon |"
        " MB | CPU s |")  # fmt: skip
    say("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for name, checkout in [*([("before", asked.before.resolve())] if asked.before else []), ("now", HERE)]:
        got = _measure(checkout, channels, each)
        late = " | ".join(f"{_at(got.alerts, share):.3f}" for share in (0.5, 0.99, 1.0))
        spans = f"{got.owed:.1f} | {got.most:.1f}"
        say("| %s | %d | %s | %s | %d | %d | %.0f | %.1f |",
            name, len(got.alerts), late, spans, got.in_vain, got.too_soon, got.mb, got.cpu)  # fmt: skip
        if got.lost:
            raise SystemExit(f"{got.lost} alerts were never sent.")


if __name__ == "__main__":
    main()
