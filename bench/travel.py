"""How long the days of the demo take to travel, one brand and one competitor watched.

python -m bench.travel
"""

import asyncio
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.analysis.encoder import installed_encoder
from bot.cli.console import settings_for
from bot.cli.demo import Demo
from bot.clock import SystemClock
from bot.console.directory import TEAM
from bot.console.sample_workspace import ZONE, furnish
from bot.console.travel import Travel
from bot.console.workspace import Workspace
from bot.runtime.wiring import open_bot
from bot.world.server import World

DAYS = 8
DAY = timedelta(days=1)
WATCHES = ("brand Zorblax", "competitor Brimeo")


async def _measured() -> None:
    machine = SystemClock()
    demo = Demo(machine)
    async with AsyncExitStack() as stack:
        await demo.start(stack)
        workspace = await stack.enter_async_context(Workspace(demo.clock))
        furnish(workspace, "en-US")
        data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings, encoder = settings_for(workspace, data, {}), installed_encoder(machine)
        opened = open_bot(settings, demo.clock, TEAM, demo.world.routes(), World.sources, encoder)
        bot = await stack.enter_async_context(opened)
        workspace.connect(bot.dispatch)
        await demo.furnish(bot)
        for watch in WATCHES:
            await workspace.command("Camille", "veille-demo", "/watch", watch)
            await workspace.wait_idle()
            await bot.wait_idle()
        await _travelled(demo.travel(bot, workspace), workspace)


async def _travelled(travel: Travel, workspace: Workspace) -> None:
    _say("| from 08:00 on | s | s of the processor | messages |\n|---|---|---|---|")
    opens = travel.now()
    for day in range(DAYS):
        before, begun, worked = (
            len(workspace.messages("veille-demo")),
            time.perf_counter(),
            time.process_time(),
        )
        while await travel.stride(opens + (day + 1) * DAY):
            pass
        took, busy = time.perf_counter() - begun, time.process_time() - worked
        said = len(workspace.messages("veille-demo")) - before
        weekday = f"{(opens + day * DAY).astimezone(ZoneInfo(ZONE)):%A}"
        _say(f"| {weekday} | {took:.1f} | {busy:.1f} | {said} |")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_measured())
