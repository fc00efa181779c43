"""A budget of ours that is spent: said where people look, and nobody's illness."""

from datetime import timedelta

import pytest

from bot.sources.hackernews import HackerNews
from bot.sources.source import Budget
from tests.scenarios.fake_web import HN
from tests.scenarios.full_bot import NINE, Stage, shown

DAY = timedelta(days=1)
SPENT = "Its budget of 1 request a day is spent; it goes on at 00:00 UTC."


@pytest.fixture(autouse=True)
def frugal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HackerNews, "budget", Budget(1, DAY))


async def test_it_is_said_in_the_lists_of_sources_and_in_the_digest(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("brand Zorblax")
    status = await stage.told("status")
    assert f"{SPENT} Resting until Tue 3 Jun, 02:00." in status
    assert "times in a row" not in status
    assert "Hacker News; resting until Tue 3 Jun, 02:00" in await stage.told("sources")
    await stage.at(NINE)
    digest = shown(stage.said()[-1])
    assert f"Not heard: Hacker News: {SPENT}" in digest
    assert "1 source well" in digest


async def test_it_is_over_when_the_budget_is_renewed(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("brand Zorblax")
    stage.public.say(HN, "Zorblax hums.", by="ann")
    stage.clock.pass_time(DAY)
    await stage.poll()
    assert "Zorblax hums" in await stage.told("now 7d")
    assert "Resting until" not in await stage.told("status")


async def test_however_often_it_is_spent_nobody_is_told_that_the_source_is_ill(stage: Stage) -> None:
    for name in ("Acme", "Zorblax", "Quux"):
        await stage.command(f"brand {name}")
    for _ in range(8):
        stage.clock.pass_time(DAY)
        await stage.poll()
    assert not [text for post in stage.said() if "in a row" in (text := shown(post))]


async def test_a_short_wait_for_a_budget_is_not_worth_a_line_in_the_digest(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HackerNews, "budget", Budget(1, timedelta(minutes=5)))
    await stage.command("brand Acme")
    stage.clock.pass_time(timedelta(minutes=6))
    await stage.command("brand Zorblax")
    stage.clock.pass_time(timedelta(minutes=24))
    await stage.poll()
    assert "Its budget of 1 request in 5 minutes is spent" in await stage.told("status")
    assert "Not heard" not in await stage.told("now")
