"""The room of alerts: instant watches first, and no watch judged again that heard nothing more."""

from datetime import datetime

import pytest

from bot.alerts.channel_look import ChannelLook, Heard
from bot.alerts.judge import Judge
from bot.alerts.room import AGAIN
from bot.console.directory import BOT_USER
from bot.models import Channel, Watch
from bot.storage.hits import Hit, HitRows
from tests.alerts.test_instant import MINUTE, alerts, watch
from tests.scenarios.fake_web import HN
from tests.scenarios.full_bot import Stage


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of watches in the order in which they are judged."""
    order: list[str] = []
    rings = Judge.rings

    async def noted(self: Judge, channel: Channel, watch: Watch, *rest: object) -> object:
        order.append(watch.name)
        return await rings(self, channel, watch, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Judge, "rings", noted)
    return order


async def test_a_watch_that_heard_nothing_more_is_not_judged_again(stage: Stage, judged: list[str]) -> None:
    await stage.command("brand Acme")
    await stage.command("brand Brimeo")
    stage.clock.pass_time(5 * MINUTE)
    stage.public.say(HN, "Acme is painted blue.", by="ann")
    await stage.poll()
    assert judged.count("Acme") == 1
    judged.clear()
    stage.public.say(HN, "Brimeo is painted red.", by="ben")
    stage.clock.pass_time(MINUTE)
    await stage.poll()
    assert judged == ["Brimeo"]


async def test_one_that_could_not_be_judged_is_judged_again(
    stage: Stage, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.command("brand Acme")
    stage.clock.pass_time(5 * MINUTE)
    stage.public.say(HN, "Acme is painted blue.", by="ann")
    with monkeypatch.context() as broken:
        broken.setattr(ChannelLook, "_go_on", None)
        await stage.poll()
    stage.clock.pass_time(2 * MINUTE)
    await stage.sweep()
    assert judged.count("Acme") == 2


async def test_what_is_held_back_all_night_is_asked_for_once_a_look(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for channel in ("one", "two", "three"):
        stage.slack.add_channel(f"C{channel.upper()}", channel, ["Camille", BOT_USER])
        await stage.command(f"brand {channel.title()}bix", channel=channel)
        stage.public.say(HN, f"{channel.title()}bix is painted red.", by=channel)
    stage.clock.pass_time(5 * MINUTE)
    asked: list[datetime] = []
    due = HitRows.due_instant

    def noted(self: HitRows, since: datetime, channel: str | None = None) -> list[Hit]:
        asked.append(since)
        return due(self, since, channel)

    monkeypatch.setattr(HitRows, "due_instant", noted)
    for request in await stage.bot.parts.poller.due():
        await stage.bot.parts.poller.poll(request)
    await stage.rest()
    first, *others = asked
    assert first < stage.clock.now() - AGAIN
    assert sum(since >= stage.clock.now() - 2 * AGAIN for since in others) >= 3


async def test_what_an_instant_watch_hears_during_a_look_is_told_before_the_next_channel(
    stage: Stage, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for channel in ("urgent", "one", "two", "three"):
        stage.slack.add_channel(f"C{channel.upper()}", channel, ["Camille", BOT_USER])
    await watch(stage, "Acme", channel="urgent")
    for channel, name in (("one", "Brimeo"), ("two", "Corvane"), ("three", "Dorval")):
        await stage.command(f"brand {name}", channel=channel)
    stage.clock.pass_time(5 * MINUTE)
    for name in ("Brimeo", "Corvane", "Dorval"):
        stage.public.say(HN, f"{name} is painted red, says the man of {name}.", by=name)
    look = ChannelLook.look

    async def and_meanwhile(self: ChannelLook, channel: Channel, heard: Heard, *rest: object) -> None:
        await look(self, channel, heard, *rest)  # type: ignore[arg-type]
        if judged and "Acme" not in judged:
            stage.public.say(HN, "Acme is painted blue.", by="ann")
            stage.clock.pass_time(5 * MINUTE)
            for request in await stage.bot.parts.poller.due():
                await stage.bot.parts.poller.poll(request)

    monkeypatch.setattr(ChannelLook, "look", and_meanwhile)
    await stage.poll()
    assert judged[1] == "Acme"
    assert len(alerts(stage, "urgent")) == 1
