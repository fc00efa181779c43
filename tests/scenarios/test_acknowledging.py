"""Every command is acknowledged first, whatever goes on."""

import asyncio
import threading
from typing import Any

import pytest

from bot.storage.watchlist import Watchlist
from tests.scenarios.full_bot import Stage, shown


async def test_five_commands_that_block_do_not_delay_a_sixth(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.command("brand Acme")
    gate, blocked, opened = threading.Event(), threading.Semaphore(0), []
    real = Watchlist.watches

    def slow(self: Watchlist, *args: Any) -> Any:
        blocked.release()
        opened.append(gate.wait(30))
        return real(self, *args)

    monkeypatch.setattr(Watchlist, "watches", slow)
    answered = asyncio.Event()
    stage.slack.state.watchers.append(lambda happening: answered.set())
    for _ in range(5):
        assert (await stage.slack.command("Camille", "veille-demo", "/watch", "list")).ok
    sixth = await stage.slack.command("Alex", "veille-demo", "/watch", "help")
    assert sixth.ok
    async with asyncio.timeout(20):
        await answered.wait()
    assert stage.slack.ephemerals("veille-demo", "Alex")
    assert opened == [], "the five are still at work"
    gate.set()
    await stage.rest()
    assert opened
    assert all(opened)
    assert len(stage.slack.ephemerals("veille-demo", "Camille")) == 6


async def test_a_command_that_fails_for_our_own_fault_is_answered_with_a_sentence(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.command("brand Acme")

    def broken(self: Watchlist, *args: Any) -> Any:
        raise RuntimeError("the roof fell in")

    monkeypatch.setattr(Watchlist, "watches", broken)
    answer = await stage.told("list")
    assert "Something went wrong here, and the reason is in the log" in answer
    assert "roof" not in answer
    monkeypatch.undo()
    assert "Acme — brand" in await stage.told("list")


async def test_a_button_that_fails_for_our_own_fault_is_answered_with_a_sentence(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.command("brand Acme")
    [listed] = await stage.command("list")

    def broken(self: Watchlist, *args: Any) -> Any:
        raise RuntimeError("the roof fell in")

    monkeypatch.setattr(Watchlist, "change_watch", broken)
    await stage.press(listed, "watch_pause")
    assert "Something went wrong here" in shown(stage.slack.ephemerals("veille-demo", "Camille")[-1])


async def test_a_mention_that_fails_for_our_own_fault_is_answered_with_a_sentence(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Watchlist, *args: Any) -> Any:
        raise RuntimeError("the roof fell in")

    monkeypatch.setattr(Watchlist, "channel", broken)
    await stage.say("@veille Acme")
    assert "Something went wrong here" in shown(stage.slack.ephemerals("veille-demo", "Camille")[-1])


async def test_a_form_that_fails_for_our_own_fault_is_answered_with_a_sentence(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.command("brand Acme")
    [listed] = await stage.command("sources")
    await stage.press(listed, "sources_open")
    [view] = stage.slack.open_views("Camille")

    def broken(self: Watchlist, *args: Any) -> Any:
        raise RuntimeError("the roof fell in")

    monkeypatch.setattr(Watchlist, "change_channel", broken)
    await stage.slack.submit("Camille", view, {"sources_choice": ["googlenews"]})
    await stage.rest()
    assert "Something went wrong here" in shown(stage.slack.ephemerals("veille-demo", "Camille")[-1])


@pytest.mark.parametrize("words", ["brand Acme", "now", "status", "help", "nonsense words", "digest 08:00"])
async def test_every_command_is_acknowledged_before_slack_gives_up(stage: Stage, words: str) -> None:
    await stage.command(words)
    assert all(delivery.ack.ok and delivery.ack.body == {} for delivery in stage.slack.deliveries)
