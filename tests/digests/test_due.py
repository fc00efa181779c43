"""When a digest is owed: at its hour, once, and after what it waits for."""

import asyncio
import contextlib
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.digests.sources import LONGEST_WAIT
from bot.models import DigestHours
from tests.digests.desk import NINE, Desk, FollowedStream, held_up
from tests.storage.samples import HOUR, hit, mention, watch

MINUTE = timedelta(minutes=1)


async def test_nothing_is_owed_before_its_hour_and_one_digest_after_it(desk: Desk) -> None:
    await desk.set_up()
    await desk.at(NINE - MINUTE)
    assert desk.owed() is None
    await desk.at(NINE)
    first = desk.owed()
    await desk.at(NINE + MINUTE)
    assert first == desk.owed()
    assert desk.listener.refreshed == ["C1"], "the sources are read for a digest that is made, and once"
    assert desk.rechecks.looked_for == ["C1"]


async def test_its_hour_and_a_sweep_that_come_at_once_read_the_sources_once(desk: Desk) -> None:
    await desk.set_up()
    desk.clock.pass_time(HOUR)
    await asyncio.gather(*(desk.due.send_if_due("C1") for _ in range(3)))
    assert desk.listener.refreshed == ["C1"]


async def test_a_channel_that_takes_no_messages_is_owed_none(desk: Desk) -> None:
    await desk.set_up(stopped="it is archived")
    await desk.at(NINE)
    assert desk.owed() is None
    assert desk.listener.refreshed == []


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


async def test_slow_sources_of_one_channel_hold_up_no_other(desk: Desk) -> None:
    await desk.set_up()
    await desk.set_up(watch("w2", "Zorblax", "C2"), id="C2")
    desk.listener.may_answer.clear()
    desk.clock.pass_time(HOUR)
    sweep = asyncio.create_task(desk.due.sweep())
    assert await held_up(sweep)
    assert sorted(desk.listener.refreshed) == ["C1", "C2"]
    desk.listener.may_answer.set()
    await sweep
    assert desk.owed()
    assert desk.owed(name="C2")


async def test_a_digest_that_cannot_be_made_keeps_no_other_from_being_owed(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.set_up()
    await desk.set_up(watch("w2", "Zorblax", "C2"), id="C2")
    desk.listener.fails_for = "C1"
    await desk.at(NINE)
    assert desk.owed() is None
    assert desk.owed(name="C2")
    assert "The digest of C1 could not be made" in [each.getMessage() for each in caplog.records]
