"""When a digest is owed: at its hour, once, and after what it waits for."""

import asyncio
import contextlib
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.digests.refresh import PATIENCE
from bot.digests.sources import LONGEST_WAIT
from bot.models import Channel, DigestHours, Switch
from bot.storage.delivery import DeliveryKind
from tests.digests.desk import NINE, Desk, FollowedStream
from tests.storage.samples import HOUR, hit, mention, watch

MINUTE = timedelta(minutes=1)
WITHOUT_HN = Switch(source="hackernews", on=False, at=NINE)


async def test_nothing_is_owed_before_its_hour_and_one_digest_after_it(desk: Desk) -> None:
    await desk.set_up()
    await desk.at(NINE - MINUTE)
    assert desk.owed() is None
    await desk.at(NINE)
    first = desk.owed()
    await desk.at(NINE + MINUTE)
    assert first == desk.owed()
    assert len(desk.poller.polled) == 1, "the sources are read for a digest that is made, and once"
    assert desk.rechecks.looked_for == ["C1"]


async def test_its_hour_and_a_sweep_that_come_at_once_read_the_sources_once(desk: Desk) -> None:
    await desk.set_up()
    desk.clock.pass_time(HOUR)
    await asyncio.gather(*(desk.due.send_if_due("C1") for _ in range(3)))
    assert len(desk.poller.polled) == 1


async def test_a_channel_that_takes_no_messages_is_owed_none(desk: Desk) -> None:
    await desk.set_up(stopped="it is archived")
    await desk.at(NINE)
    assert desk.owed() is None
    assert desk.poller.polled == []


async def test_nothing_comes_of_an_hour_that_was_changed_nor_of_a_channel_that_was_forgotten(
    desk: Desk,
) -> None:
    await desk.set_up()
    await desk.due.send_if_due("C1")
    await desk.due.send_if_due("C9")
    assert desk.owed() is None


async def test_where_nothing_is_watched_none_is_owed(desk: Desk) -> None:
    await desk.set_up()
    desk.watchlist.remove("w1")
    await desk.at(NINE)
    assert desk.owed() is None


async def test_it_waits_for_a_stream_that_catches_up_but_not_for_long(desk: Desk) -> None:
    await desk.set_up()
    desk.clock.pass_time(HOUR + timedelta(seconds=1))
    desk.followed["bluesky"] = FollowedStream()
    await desk.at(NINE + LONGEST_WAIT - MINUTE)
    assert desk.owed() is None
    await desk.at(NINE + LONGEST_WAIT)
    assert desk.owed() is not None


async def test_it_waits_no_longer_than_the_stream_does(desk: Desk) -> None:
    await desk.set_up()
    desk.followed["bluesky"] = stream = FollowedStream()
    await desk.at(NINE)
    assert desk.owed() is None
    stream.catching_up = False
    await desk.at(NINE + MINUTE)
    assert desk.owed() is not None


async def test_it_does_not_wait_for_a_stream_that_its_channel_does_not_hear(desk: Desk) -> None:
    await desk.set_up()
    desk.followed["mastodonstream"] = FollowedStream()
    await desk.at(NINE)
    assert desk.owed() is not None


async def test_after_a_start_it_waits_as_long_from_then(file_engine: Engine, tmp_path: Path) -> None:
    started = NINE + HOUR
    with contextlib.closing(Desk(file_engine, tmp_path, started)) as desk:
        await desk.set_up()
        desk.followed["bluesky"] = FollowedStream()
        await desk.at(started + LONGEST_WAIT - MINUTE)
        assert desk.owed() is None
        await desk.at(started + LONGEST_WAIT)
        assert desk.owed() is not None


async def test_an_hourly_digest_is_owed_where_there_is_news_alone_and_looked_for_once(desk: Desk) -> None:
    await desk.set_up(digests=(DigestHours(at="08:00", every=1),))
    await desk.at(NINE)
    assert desk.owed() is None
    desk.archive.keep([hit(mention("m1", created_at=NINE), matched_at=NINE)])
    await desk.at(NINE + MINUTE)
    assert desk.owed() is None, "it comes with the next hour"
    await desk.at(NINE + HOUR)
    owed = desk.owed()
    assert owed is not None
    assert desk.told(owed.id) == ["m1"]


async def test_a_digest_that_cannot_be_made_keeps_no_other_from_being_owed(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.set_up()
    await desk.set_up(watch("w2", "Zorblax", "C2"), id="C2")
    send = desk.composer.send

    async def fails_for_one(channel: Channel, key: str) -> None:
        if channel.id == "C1":
            raise ValueError("a fault of the bot's own")
        await send(channel, key)

    monkeypatch.setattr(desk.composer, "send", fails_for_one)
    await desk.at(NINE)
    assert desk.owed() is None
    assert desk.owed(name="C2")
    assert "digest of C1 failed" in caplog.text
    monkeypatch.undo()
    await desk.at(NINE + MINUTE)
    assert desk.owed(), "the next sweep makes it"


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work for many channels begins in a moment."""
    monkeypatch.setattr("bot.background.HEAD_START", 0.01)


@pytest.mark.usefixtures("_quick")
async def test_a_source_of_one_channel_that_hangs_delays_none_of_two_hundred_others(desk: Desk) -> None:
    desk.poller.hang = {"hackernews"}
    await desk.set_up()  # Hacker News and Bluesky
    await desk.set_up_many(200, switches=(WITHOUT_HN,))
    desk.clock.pass_time(NINE - desk.clock.now())
    await desk.due.sweep()
    await desk.outbox.owes(DeliveryKind.DIGEST, 200)
    assert desk.owed() is None
    await desk.clock.somebody_sleeps()
    desk.clock.pass_time(PATIENCE)
    await desk.background.wait_idle()
    owed = desk.owed()
    assert owed is not None, "the one with the source that hangs comes without it"
    assert "no answer yet as this is written" in str(owed.payload)


@pytest.mark.usefixtures("_quick")
async def test_a_request_that_two_hundred_channels_share_is_polled_once(desk: Desk) -> None:
    desk.poller.may_answer.clear()
    await desk.set_up_many(200)
    desk.clock.pass_time(NINE - desk.clock.now())
    await desk.due.sweep()
    await desk.clock.somebody_sleeps()
    desk.poller.may_answer.set()
    await desk.background.wait_idle()
    assert len(desk.poller.polled) == 1
    await desk.outbox.owes(DeliveryKind.DIGEST, 200)
