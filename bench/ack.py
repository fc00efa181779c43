"""How soon a command is acknowledged when many come at once, beside an app of Bolt's that does nothing else.

Run: python -m bench.ack [--quick]. Both apps are processes of their own, in both modes; Slack is in this one.
They take turns, a burst each, so that what else the machine does befalls both.
"""

import argparse
import asyncio
import contextlib
import logging
import math
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import aiohttp.web
import msgspec
from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock, SystemClock
from bot.console import line
from bot.console.directory import BOT_USER, TEAM
from bot.console.line import Ack, SignedLine
from bot.console.records import JSON
from bot.console.workspace import Workspace
from bot.models import Channel, Switch, Watch, WatchKind
from bot.sources import discover
from bot.storage.watchlist import Watchlist
from bot.storage.watchlists import path_of
from tests.processes import ROOT, free_port, process

SECRET = "signing-secret-of-the-bench"
AT_ONCE = {1: 40, 20: 15, 100: 12}
"""Commands in one burst, and how many bursts."""
AIM = 1.3
"""Times a bare app's 99th percentile."""
READY = "ready to be asked"
WATCHED = 20


class KeptLine(SignedLine):
    """A request URL reached over connections that are kept, as Slack keeps its own."""

    def __init__(self, url: str, clock: Clock, session: aiohttp.ClientSession) -> None:
        super().__init__(url, SECRET, clock)
        self._session = session

    async def deliver(self, payload: JSON, headers: Mapping[str, str]) -> Ack:
        """Hand over one payload; wait for the acknowledgement alone."""
        start = self._clock.monotonic()
        body, kind = line._encoded(payload)
        async with self._session.post(self._url, data=body, headers=self._signed(body, kind)) as response:
            await response.read()
            seconds = self._clock.monotonic() - start
            return Ack(response.status, {}, seconds, "" if response.status == 200 else "dispatch_failed")


class App(msgspec.Struct):
    """One of the two apps, its Slack, and what its acknowledgements took, by the size of the burst."""

    name: str
    slack: Workspace
    answers: bool
    seconds: dict[int, list[float]] = {}

    async def burst(self, size: int) -> None:
        """So many commands at once; what they start has ended when this returns."""
        before = len(self.slack.ephemerals("veille-demo", "Camille"))
        acks = await asyncio.gather(
            *(self.slack.command("Camille", "veille-demo", "/watch", "list") for _ in range(size))
        )
        if bad := [ack.error for ack in acks if not ack.ok]:
            raise SystemExit(f"{self.name} did not acknowledge {len(bad)} of {size} commands: {bad[0]}")
        self.seconds.setdefault(size, []).extend(ack.seconds for ack in acks)
        if self.answers:
            await self._answered(before + size)

    async def _answered(self, number: int) -> None:
        try:
            async with asyncio.timeout(60):
                while len(self.slack.ephemerals("veille-demo", "Camille")) < number:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise SystemExit(f"{self.name} did not answer all that it acknowledged") from None


@contextlib.asynccontextmanager
async def running(name: str, mode: str, folder: Path) -> AsyncIterator[App]:
    """One of the apps, connected to a Slack of its own."""
    clock, port = SystemClock(), free_port()
    async with Workspace(clock) as slack, aiohttp.ClientSession() as session:
        slack.add_user("U1", "Camille")
        slack.add_channel("C1", "veille-demo", ["Camille", BOT_USER])
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_MODE": mode,
            "SLACK_API_URL": slack.api_url,
            "VEILLE_HTTP_PORT": str(port),
            "VEILLE_DATA": str(folder),
        }
        ours = name == "veille"
        command = ("-m", "bot", "run") if ours else ("-m", "bench.ack", "--bare", mode)
        ready = "Listening to Slack" if ours else READY
        async with process(ready, (sys.executable, *command), environment, folder):
            if mode == "http":
                url = f"http://127.0.0.1:{port}/slack/events"
                slack._switchboard.connect_line(KeptLine(url, clock, session))
            else:
                await slack.connect_sockets()
            yield App(name, slack, ours)


def furnish(folder: Path) -> None:
    """The watch list of a channel that watches twenty names and asks no source."""
    now = datetime.now(UTC)
    off = tuple(Switch(source=name, on=False, at=now) for name in discover())
    watchlist = Watchlist(path_of(folder, TEAM), TEAM)
    watchlist.set_up(
        Channel(
            workspace=TEAM,
            id="C1",
            zone="UTC",
            set_up_by="U1",
            digest_since=now,
            digests=(),
            switches=off,
        )
    )
    for number in range(WATCHED):
        name = f"Quasarinade {number}"
        watchlist.add(
            Watch(
                workspace=TEAM,
                id=f"w{number}", channel="C1", name=name, query=name, kind=WatchKind.BRAND, created_by="U1",
                created_at=now, since=now, paused=True,
            )
        )  # fmt: skip
    watchlist.close()


async def compare(mode: str, bursts: Mapping[int, int]) -> list[App]:
    """Both apps in one mode, taking turns."""
    async with contextlib.AsyncExitStack() as stack:
        apps = []
        for name in ("bare Bolt", "veille"):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            furnish(folder)
            apps.append(await stack.enter_async_context(running(name, mode, folder)))
        for app in apps:
            await app.burst(max(bursts))  # whatever is made once is made
            app.seconds.clear()
        for size, number in bursts.items():
            for _ in range(number):
                for app in apps:
                    await app.burst(size)
        return apps


async def bare(mode: str) -> None:
    """An app that acknowledges, and does nothing else."""
    token, api = os.environ["SLACK_BOT_TOKEN"], os.environ["SLACK_API_URL"]
    app = AsyncApp(
        client=AsyncWebClient(token, base_url=api), signing_secret=os.environ["SLACK_SIGNING_SECRET"]
    )

    @app.command("/watch")
    async def watch(ack: AsyncAck) -> None:
        await ack()

    if mode == "http":
        runner = aiohttp.web.AppRunner(app.server(port=0, path="/slack/events").web_app, access_log=None)
        await runner.setup()
        await aiohttp.web.TCPSite(runner, "127.0.0.1", int(os.environ["VEILLE_HTTP_PORT"])).start()
    else:
        opener = AsyncWebClient(os.environ["SLACK_APP_TOKEN"], base_url=api)
        handler = AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"], web_client=opener)
        await handler.connect_async()  # type: ignore[no-untyped-call]
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


def at(seconds: Sequence[float], share: float) -> float:
    """The percentile, in milliseconds."""
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


def row(mode: str, size: int, apps: Sequence[App]) -> str:
    """One line of the table."""
    theirs, ours = (app.seconds[size] for app in apps)
    figures = []
    for share in (0.5, 0.99):
        bare_ms, ours_ms = at(theirs, share), at(ours, share)
        figures.append(f"{bare_ms:.1f} | {ours_ms:.1f} | {ours_ms / bare_ms:.2f}")
    return f"| {mode} | {size} | {len(ours)} | {' | '.join(figures)} |"


def main() -> None:
    """Prints one table; ends with a sentence where a command was not acknowledged or not answered."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a few bursts, to see that it runs")
    options.add_argument("--bare", choices=("http", "socket"), help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.bare:
        asyncio.run(bare(asked.bare))
        return
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    say = logging.getLogger("bench")
    say.setLevel(logging.INFO)
    say.info("| mode | at once | commands | median ms, bare | ours | times | 99 % ms, bare | ours | times |")
    say.info("|---|---|---|---|---|---|---|---|---|")
    bursts = {size: 2 if asked.quick else number for size, number in AT_ONCE.items()}
    for mode in ("http", "socket"):
        apps = asyncio.run(compare(mode, bursts))
        for size in bursts:
            say.info(row(mode, size, apps))


if __name__ == "__main__":
    main()
