"""Travelling as it is typed at the console, and what is shown of it."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.console.sample_workspace import furnish
from bot.console.terminal import Console
from bot.console.travel import Travel
from bot.console.travel_clock import TravelClock
from bot.console.workspace import Workspace
from bot.locale import speaking
from tests.clock import FakeClock

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""Eight in the morning in Paris."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Typed = Callable[..., Awaitable[list[str]]]


class Crier:
    """A bot that says good morning at nine in the first channel, and is heard of nowhere else."""

    def __init__(self, slack: Workspace) -> None:
        self._slack = slack
        self._clock = slack.state.clock
        self.told: list[datetime] = []
        self.stuck = asyncio.Event()

    async def catch_up(self) -> None:
        now = self._clock.now()
        if (now.hour, now.minute) == (8, 0):
            self.told.append(now)
            self._slack.state.post(self._slack.channel("C0DEMO"), {"text": "Good morning"})
        if now >= MONDAY + 5 * DAY:
            self.stuck.set()
            await asyncio.Event().wait()

    def next_digest(self, channel: str = "") -> datetime | None:
        nine = self._clock.now().replace(hour=8, minute=0)
        return None if channel == "C0RANDOM" else nine if nine > self._clock.now() else nine + DAY


@pytest.fixture
def clock() -> TravelClock:
    return TravelClock(FakeClock(), MONDAY)


@pytest.fixture
async def slack(clock: TravelClock) -> AsyncIterator[Workspace]:
    async with Workspace(clock) as workspace:
        furnish(workspace, "en-US")
        yield workspace


@pytest.fixture
def crier(slack: Workspace) -> Crier:
    return Crier(slack)


async def settled() -> None:
    """Nothing goes on behind what was typed."""


@pytest.fixture
def typed(slack: Workspace, clock: TravelClock, crier: Crier) -> Typed:
    """What the console prints for lines that come from a pipe."""

    async def run(*lines: str) -> list[str]:
        output = io.StringIO()
        travel = Travel(clock, crier)
        await Console(slack, settled, io.StringIO("\n".join(lines)), output, travel).run()
        return output.getvalue().splitlines()

    return run


async def test_the_prompt_shows_the_clock_of_whoever_sits_there(typed: Typed) -> None:
    printed = await typed(":channels", ":user Alex", ":channels")
    assert printed[0] == "Camille, #veille-demo, Mon 08:00> :channels"
    assert "Alex, #veille-demo, Mon 02:00> :channels" in printed


async def test_day_leads_to_each_morning_in_turn(typed: Typed) -> None:
    assert await typed(":day", ":day", ":jour") == [
        "Camille, #veille-demo, Mon 08:00> :day",
        "veille · 09:00",
        "  Good morning",
        "",
        "Camille, #veille-demo, Mon 09:00> :day",
        "── Tuesday 24 November ──",
        "veille · 09:00",
        "  Good morning",
        "",
        "Camille, #veille-demo, Tue 09:00> :jour",
        "── Wednesday 25 November ──",
        "veille · 09:00",
        "  Good morning",
        "",
    ]


async def test_tomorrow_is_this_hour_or_another_one_of_the_next_day(typed: Typed, crier: Crier) -> None:
    printed = await typed(":tomorrow", ":demain 17h40", ":channels")
    assert "Camille, #veille-demo, Tue 08:00> :demain 17h40" in printed
    assert "Camille, #veille-demo, Wed 17:40> :channels" in printed
    assert len(crier.told) == 3, "what was due on the way was done"


@pytest.mark.parametrize("line", [":at wed 17:40", ":à mer 17h40", ":at mer 17h40"])
async def test_at_leads_to_an_hour(typed: Typed, line: str) -> None:
    assert "Camille, #veille-demo, Wed 17:40> :channels" in await typed(line, ":channels")


async def test_hours_are_those_of_whoever_types_them(typed: Typed, clock: TravelClock) -> None:
    await typed(":user Alex", ":at 17:40")
    assert clock.now() == MONDAY + 15 * HOUR + timedelta(minutes=40)


async def test_a_bad_hour_and_one_that_is_gone_get_a_sentence_and_no_time_passes(
    typed: Typed, clock: TravelClock
) -> None:
    printed = await typed(":at hell", ":at mon 7:00", ":tomorrow never", ":channel random", ":day")
    assert printed[1] == "“hell” is no day and hour. Write, for instance, :at wed 17:40 or :at 17:40."
    assert printed[4] == "It is Mon 08:00 already, and time only goes forward here."
    assert "“Tuesday never” is no day and hour" in printed[7]
    assert printed[-2] == "No digest comes in #random: nothing is watched there, or it is off."
    assert clock.now() == MONDAY


async def test_help_says_how_to_travel_in_the_language_spoken(typed: Typed) -> None:
    assert ":at wed 17:40         lets time pass until then, this week or next" in await typed(":help")
    with speaking("fr"):
        printed = await typed(":help")
    assert any(line.startswith(":at mer 17h40         laisse passer le temps") for line in printed)
    assert {":jour", ":demain"} <= {line.split()[0] for line in printed if line}


async def test_whoever_leaves_on_the_way_is_kept_no_longer(
    slack: Workspace, clock: TravelClock, crier: Crier
) -> None:
    lines = io.StringIO(":at sat 17:40\n:channels")
    console = Console(slack, settled, lines, io.StringIO(), Travel(clock, crier))
    running = asyncio.create_task(console.run())
    await asyncio.wait_for(crier.stuck.wait(), 20)
    console.leave()
    await asyncio.wait_for(running, 20)


@pytest.mark.parametrize("line", [":day", ":demain", ":at wed 17:40", ":jour"])
async def test_where_the_sources_are_live_nobody_travels(slack: Workspace, line: str) -> None:
    output = io.StringIO()
    await Console(slack, settled, io.StringIO(f"{line}\n:help"), output).run()
    printed = output.getvalue().splitlines()
    assert printed[0] == f"Camille, #veille-demo> {line}"
    assert printed[1].startswith("Time passes at will in the demo alone (make demo)")
    assert "lets time pass" not in output.getvalue()
