"""A watch of which people always speak is not heard for a day: told once, and when it is heard again."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.alerts.detectors.spike import STEP, Baseline, scaled
from bot.alerts.judging import Learnt
from bot.commands.alert_words import read_alert_change
from bot.messages.readable import readable
from bot.models import Switch
from bot.storage.alerts import AlertKind, AlertRows, AlertState
from bot.storage.baselines import Baselines, StoredBaseline
from bot.storage.delivery import Delivery, DeliveryKind
from bot.storage.hits import Hit
from tests.storage.samples import WORKSPACE, hit, mention
from tests.watches.desk import WatchDesk

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
async def desk(file_engine: Engine, tmp_path: Path) -> AsyncIterator[WatchDesk]:
    desk = WatchDesk(file_engine, tmp_path)
    await desk.open()
    now = desk.clock.now()
    long_ago = now - 60 * DAY
    await desk.set_up()
    desk.watchlist.change_watch("w1", lambda known: replace(known, created_at=long_ago, since=long_ago))
    desk.archive.keep(
        spoken(now - 25 * HOUR - day * DAY, 100 * day + person) for day in range(29) for person in range(12)
    )
    know(desk)
    yield desk
    await desk.shut()


def spoken(at: datetime, number: int) -> Hit:
    return hit(mention(f"m{number}", f"p{number}", at), matched_at=at)


def know(desk: WatchDesk, **learnt: object) -> None:
    """Let what is usual be known: a dozen people a day for four weeks, nobody since a day."""
    now = desk.clock.now()
    known_of_it = Learnt(
        baseline=Baseline(level=scaled(1.5), spread=1.0, steps=2_688),
        spoke_at=now - 25 * HOUR,
    )
    known = msgspec.json.encode(msgspec.structs.replace(known_of_it, **learnt)).decode()
    row = StoredBaseline(watch="w1", learnt=known, heard_since=now - 28 * DAY, stepped_at=now - STEP)
    Baselines(desk.engine, WORKSPACE).put([row])


async def rung(desk: WatchDesk) -> Delivery | None:
    await desk.alerts.look()
    return await desk.outbox.latest("C1", DeliveryKind.ALERT, "w1")


def states(desk: WatchDesk) -> list[AlertState]:
    rows = AlertRows(desk.engine, WORKSPACE).since("C1", desk.clock.now() - 9 * DAY)
    return [alert.state for alert in rows if alert.kind is AlertKind.SILENCE]


async def test_a_day_without_anybody_rings_once(desk: WatchDesk) -> None:
    owed = await rung(desk)
    assert owed is not None
    told = readable(owed.payload["blocks"])
    assert told.startswith("Acme: nobody since ")
    assert "On this day of the week about 12 people speak." in told
    assert "though the sources are well" in told
    assert "This is normal" not in told
    desk.clock.pass_time(STEP)
    assert (await rung(desk)) == owed
    assert states(desk) == [AlertState.OPEN]


async def test_heard_again_it_is_over_and_said(desk: WatchDesk) -> None:
    assert await rung(desk)
    desk.clock.pass_time(STEP)
    desk.archive.keep([spoken(desk.clock.now(), 99_999)])
    owed = await rung(desk)
    assert owed is not None
    assert "Acme is heard again." in owed.payload["text"]
    assert states(desk) == [AlertState.OVER]


async def test_while_a_source_fails_or_after_an_hour_in_which_one_did_it_does_not(desk: WatchDesk) -> None:
    now = desk.clock.now()
    know(desk, unheard=((now - DAY).date(),))
    assert await rung(desk) is None
    desk.clock.pass_time(STEP)
    know(desk, deaf_since=now - 2 * STEP)
    assert await rung(desk) is not None, "a short failure that is over misses nothing"


async def test_after_the_bot_was_down_it_does_not(desk: WatchDesk) -> None:
    desk.clock.pass_time(6 * HOUR)
    assert await rung(desk) is None
    learnt = msgspec.json.decode(Baselines(desk.engine, WORKSPACE).of(["w1"])["w1"].learnt, type=Learnt)
    assert desk.clock.now().date() in learnt.unheard
    assert len(learnt.unheard) <= 2


async def test_where_somebody_turned_a_source_off_lately_it_does_not(desk: WatchDesk) -> None:
    now = desk.clock.now()
    off = Switch(source="hackernews", on=False, at=now - 3 * DAY)
    desk.watchlist.change_channel("C1", lambda known: replace(known, switches=(off,)))
    assert await rung(desk) is None


async def test_of_a_watch_that_is_young_nothing_is_said(desk: WatchDesk) -> None:
    since = desk.clock.now() - 14 * DAY
    desk.watchlist.change_watch("w1", lambda known: replace(known, since=since))
    assert await rung(desk) is None


async def test_by_night_it_waits_and_heard_before_the_morning_it_is_not_told(desk: WatchDesk) -> None:
    quiet = read_alert_change("quiet 0:00-23:59")
    assert quiet is not None
    desk.watchlist.change_channel("C1", lambda known: replace(known, alerts=quiet.of(known.alerts)))
    assert await rung(desk) is None
    assert states(desk) == [AlertState.HELD]
    desk.clock.pass_time(STEP)
    desk.archive.keep([spoken(desk.clock.now(), 99_999)])
    assert await rung(desk) is None
    assert states(desk) == [AlertState.OVER]


async def test_turned_off_it_does_not_ring(desk: WatchDesk) -> None:
    off = read_alert_change("absence off")
    assert off is not None
    desk.watchlist.change_channel("C1", lambda known: replace(known, alerts=off.of(known.alerts)))
    assert await rung(desk) is None


async def test_what_would_have_rung_shows_it(desk: WatchDesk) -> None:
    shown = await desk.alert_replay.shown("C1", "U1")
    kinds = [[rang.kind for rang in each] for each in shown.rang.values()]
    assert all(AlertKind.SILENCE in each for each in kinds)
