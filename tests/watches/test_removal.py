"""Watches removed and brought back."""

from datetime import timedelta

import pytest

from bot.errors import Refusal, Refused
from bot.storage.delivery import DeliveryKind
from tests.storage.samples import hit, watch
from tests.watches.desk import WatchDesk

ACME = watch()
DAY = timedelta(days=1)


async def test_a_removed_watch_is_brought_back_with_what_it_found(desk: WatchDesk) -> None:
    await desk.set_up(ACME)
    [kept] = desk.watchlist.watches("C1")
    desk.archive.keep([hit()])
    await desk.removal.remove(kept, "U2")
    assert desk.watchlist.watches("C1") == []
    assert desk.hits.newest("C1", [kept.id], 9) == []
    told = desk.owed(DeliveryKind.NOTICE)
    assert told
    assert "<@U2>" in str(told.payload) or "U2" in str(told.payload)
    await desk.undo.undo("C1", "U1", "")
    assert desk.watchlist.watches("C1") == [kept]
    assert len(desk.hits.newest("C1", [kept.id], 9)) == 1


async def test_after_a_day_it_is_forgotten_for_good(desk: WatchDesk) -> None:
    await desk.set_up(ACME)
    [kept] = desk.watchlist.watches("C1")
    desk.archive.keep([hit()])
    await desk.removal.remove(kept, "U2")
    desk.clock.pass_time(DAY + timedelta(seconds=1))
    await desk.removal.forget_expired()
    with pytest.raises(Refused) as refused:
        await desk.undo.undo("C1", "U1", "Acme")
    assert refused.value.code is Refusal.UNDO_UNKNOWN
    assert desk.changes.removals() == []


async def test_a_watch_is_removed_once(desk: WatchDesk) -> None:
    await desk.set_up(ACME)
    [kept] = desk.watchlist.watches("C1")
    await desk.removal.remove(kept, "U2")
    with pytest.raises(Refused) as refused:
        await desk.removal.remove(kept, "U1")
    assert refused.value.code is Refusal.WATCH_GONE
    assert len(desk.changes.removals()) == 1


async def test_what_is_to_be_removed_is_named_whole(desk: WatchDesk) -> None:
    await desk.set_up(ACME)
    with pytest.raises(Refused) as refused:
        await desk.removal.meant("C1", "Acm")
    assert refused.value.code is Refusal.NAMED_IN_PART
    assert (await desk.removal.meant("C1", "acme")).id == ACME.id
