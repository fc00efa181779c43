"""What becomes of channels: each event is heeded once."""

import pytest
from msgspec.structs import replace

from bot.directory.people import People
from bot.storage.delivery import DeliveryKind
from bot.storage.events import SeenEvents
from bot.storage.retention import Retention
from bot.watches.channel_events import ChannelEvents
from tests.storage.samples import WORKSPACE, hit
from tests.watches.desk import WatchDesk


@pytest.fixture
def events(desk: WatchDesk) -> ChannelEvents:
    people = People(desk.client, desk.clock)
    retention, seen = Retention(desk.engine, WORKSPACE), SeenEvents(desk.engine, WORKSPACE)
    return ChannelEvents(
        desk.watchlist, retention, seen, desk.stops, people, desk.reloader, desk.outbox, desk.clock
    )


async def test_an_event_is_heeded_once(events: ChannelEvents) -> None:
    heeded = list[str]()

    async def heed() -> None:
        heeded.append("once")

    assert [await events.once("Ev1", heed), await events.once("Ev1", heed)] == [True, False]
    assert heeded == ["once"]


async def test_an_event_that_failed_is_heeded_when_it_comes_again(events: ChannelEvents) -> None:
    heeded = list[str]()

    async def heed() -> None:
        heeded.append("again")
        if len(heeded) == 1:
            raise ValueError("killed halfway")

    with pytest.raises(ValueError, match="halfway"):
        await events.once("Ev1", heed)
    assert await events.once("Ev1", heed)
    assert len(heeded) == 2


async def test_who_invites_the_bot_is_greeted_in_their_language_where_nothing_was_set_up(
    desk: WatchDesk, events: ChannelEvents
) -> None:
    await events.joined("C1", "U1")
    owed = desk.owed(DeliveryKind.NOTICE)
    assert owed
    assert "J’écoute" in owed.payload["text"]
    await desk.settings.of("C2", "U1")
    await events.joined("C2", "U1")
    assert desk.owed(DeliveryKind.NOTICE, "C2") is None


async def test_a_channel_that_closes_is_stopped_and_open_again_when_it_is_reopened(
    desk: WatchDesk, events: ChannelEvents
) -> None:
    held = await desk.settings.of("C1", "U1")
    await events.archived("C1", "Ev1")
    assert desk.watchlist.channel("C1") == replace(held, stopped="is_archived")
    await events.reopened("C1")
    assert desk.watchlist.channel("C1") == held
    await events.left("C1", "Ev2")
    assert desk.watchlist.channel("C1") == replace(held, stopped="not_in_channel")


async def test_a_channel_that_is_deleted_is_forgotten_with_what_was_found(
    desk: WatchDesk, events: ChannelEvents
) -> None:
    await desk.set_up()
    [watch] = desk.watchlist.watches("C1")
    desk.archive.keep([hit()])
    await events.deleted("C1")
    assert desk.watchlist.channel("C1") is None
    assert desk.hits.newest("C1", [watch.id], 9) == []
