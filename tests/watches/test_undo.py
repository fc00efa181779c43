"""Changes of watches, taken back."""

import pytest

from bot.commands.new_watch import NewWatch
from bot.errors import Refusal, Refused
from bot.models import WatchKind
from bot.storage.changes import ChangeKind, WatchChange
from tests.storage.samples import watch
from tests.watches.desk import WatchDesk


async def undone(desk: WatchDesk, name: str = "") -> WatchChange:
    """The change of a watch that is taken back."""
    change = await desk.undo.undo("C1", "U1", name)
    assert isinstance(change, WatchChange)
    return change


async def test_changes_are_taken_back_the_last_one_first(desk: WatchDesk) -> None:
    await desk.set_up()
    [kept] = desk.watchlist.watches("C1")
    await desk.watches.set_alerts(kept, "U1", instant=True)
    await desk.watches.set_paused(kept, "U2", paused=True)
    assert (await undone(desk)).kind is ChangeKind.PAUSED
    assert (await undone(desk, "acme")).kind is ChangeKind.ALERTS
    assert desk.watchlist.watches("C1") == [kept]
    with pytest.raises(Refused) as refused:
        await desk.undo.undo("C1", "U1", "")
    assert refused.value.code is Refusal.UNDO_NOTHING


async def test_a_new_watch_is_taken_back_by_its_removal(desk: WatchDesk) -> None:
    added = await desk.watches.add("C1", "U1", NewWatch(WatchKind.BRAND, "Acme", "Acme"))
    change = await undone(desk, "Acme")
    assert (change.kind, change.before) == (ChangeKind.ADDED, added.watch)
    assert desk.watchlist.watches("C1") == []
    assert (await undone(desk, "Acme")).kind is ChangeKind.REMOVED
    assert desk.watchlist.watches("C1") == [added.watch]


async def test_what_was_made_anew_under_a_name_gives_way_to_what_is_brought_back(desk: WatchDesk) -> None:
    await desk.set_up()
    [first] = desk.watchlist.watches("C1")
    await desk.removal.remove(first, "U1")
    anew = await desk.watches.add("C1", "U1", NewWatch(WatchKind.TOPIC, "ACME", "ACME"))
    await desk.undo.undo("C1", "U1", "Acme")
    assert desk.watchlist.watches("C1") == [first]
    assert [change.before for change in desk.changes.removals()] == [anew.watch]


async def test_a_name_that_could_be_several_is_asked_back(desk: WatchDesk) -> None:
    await desk.set_up(watch(), watch("w2", "Acme Light"))
    for each in desk.watchlist.watches("C1"):
        await desk.watches.set_paused(each, "U1", paused=True)
    with pytest.raises(Refused) as refused:
        await desk.undo.undo("C1", "U1", "ac")
    assert refused.value.code is Refusal.UNDO_AMBIGUOUS
    assert refused.value.values == {"written": "ac", "watches": ("Acme Light", "Acme")}
