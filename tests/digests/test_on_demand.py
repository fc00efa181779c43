"""The digest that somebody asks for."""

from datetime import timedelta

import pytest

from bot.digests.on_demand import DigestsOnDemand, Window
from bot.errors import Refusal, Refused
from bot.outbox.keys import digest_now_window, key_of
from bot.storage.delivery import DeliveryKind
from tests.storage.samples import HOUR, hit, mention
from tests.watches.desk import WatchDesk

DAY = timedelta(days=1)


def on_demand(desk: WatchDesk) -> DigestsOnDemand:
    return DigestsOnDemand(
        desk.watchlist, desk.hits, desk.composer, desk.refresh, desk.channels, desk.outbox, desk.clock
    )


@pytest.fixture
async def desk(watch_desk: WatchDesk) -> WatchDesk:
    await watch_desk.set_up()
    watch_desk.archive.keep([hit(mention("m1", created_at=watch_desk.clock.now() - HOUR))])
    return watch_desk


async def test_it_is_shown_to_one_person_without_being_owed(desk: WatchDesk) -> None:
    channel, watches = await desk.settings.of("C1", "U1"), desk.watchlist.watches("C1")
    digest = await on_demand(desk).show(channel, watches, Window(DAY))
    assert [section.mentions for section in digest.sections] == [1]
    assert [request.source for request in desk.poller.polled] == ["hackernews"]
    assert desk.owed(DeliveryKind.DIGEST_NOW) is None
    assert await on_demand(desk).knows_anything("C1", watches)


async def test_it_is_owed_to_a_channel_with_the_time_that_it_covers(desk: WatchDesk) -> None:
    channel, watches = await desk.settings.of("C1", "U1"), desk.watchlist.watches("C1")
    until = desk.clock.now().replace(microsecond=0)
    await on_demand(desk).send(channel, watches, Window(2 * DAY, until))
    owed = desk.owed(DeliveryKind.DIGEST_NOW)
    assert owed
    assert owed.about == watches[0].id
    assert digest_now_window(key_of(owed)) == (2 * DAY, until)


async def test_what_is_owed_says_what_is_left_of_it_and_goes_with_its_watch(desk: WatchDesk) -> None:
    channel, watches = await desk.settings.of("C1", "U1"), desk.watchlist.watches("C1")
    await on_demand(desk).send(channel, watches, Window(DAY))
    [owed] = await desk.outbox.unsent(["m1"])
    assert "Un café" in str(owed.payload)
    desk.archive.delete("m1", desk.clock.now())
    await on_demand(desk).recompose(owed, [])
    left = desk.owed(DeliveryKind.DIGEST_NOW)
    assert left
    assert "Un café" not in str(left.payload)
    desk.watchlist.remove(watches[0].id)
    await on_demand(desk).recompose(left, [])
    assert await desk.outbox.waiting("C1", DeliveryKind.DIGEST_NOW, watches[0].id) is None


async def test_it_is_not_owed_where_the_bot_cannot_speak(desk: WatchDesk) -> None:
    elsewhere = await desk.settings.of("C4", "U1")
    with pytest.raises(Refused) as refused:
        await on_demand(desk).send(elsewhere, [], Window(DAY))
    assert refused.value.code is Refusal.NOT_IN_CHANNEL
    assert desk.owed(DeliveryKind.DIGEST_NOW, "C4") is None
