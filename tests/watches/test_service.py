"""Watches made, seen, paused and told at once, without a word of a command."""

from datetime import timedelta

import pytest

from bot.commands.new_watch import NewWatch
from bot.errors import BadQuery, Refusal, Refused
from bot.models import WatchKind
from bot.storage.changes import ChangeKind
from tests.watches.desk import WatchDesk

ACME = NewWatch(WatchKind.BRAND, "Acme", "Acme")


async def test_a_new_watch_is_listened_for_and_can_be_taken_back(desk: WatchDesk) -> None:
    added = await desk.watches.add("C1", "U1", ACME)
    assert desk.watchlist.watches("C1") == [added.watch]
    assert (added.watch.created_by, added.watch.since) == ("U1", desk.clock.now())
    assert desk.registry.query(added.watch).text == "Acme"
    [change] = desk.changes.of_channel("C1", desk.clock.now())
    assert (change.kind, change.before) == (ChangeKind.ADDED, added.watch)
    assert added.reach.hearing == ("Bluesky", "Hacker News")


async def test_it_sets_its_channel_up_in_the_zone_and_language_of_whoever_asks(desk: WatchDesk) -> None:
    await desk.watches.add("C1", "U1", ACME)
    held = desk.watchlist.channel("C1")
    assert held
    assert (held.zone, held.language, held.set_up_by) == ("Europe/Paris", "fr", "U1")


async def test_it_is_refused_where_the_bot_cannot_speak(desk: WatchDesk) -> None:
    with pytest.raises(Refused) as refused:
        await desk.watches.add("C4", "U1", ACME)
    assert refused.value.code is Refusal.NOT_IN_CHANNEL
    assert desk.watchlist.channel("C4") is None


async def test_a_name_is_watched_once_and_the_refusal_says_as_what(desk: WatchDesk) -> None:
    await desk.watches.add("C1", "U1", ACME)
    again = NewWatch(WatchKind.COMPETITOR, "ACME", "ACME lang:fr", "lang:fr")
    with pytest.raises(Refused) as refused:
        await desk.watches.add("C1", "U2", again)
    assert refused.value.code is Refusal.NAME_TAKEN
    assert refused.value.values == {
        "name": "ACME",
        "kind": "competitor",
        "rest": "lang:fr",
        "known": "Acme",
        "known_kind": "brand",
        "paused": False,
    }


async def test_a_query_of_a_source_that_there_is_not_is_refused(desk: WatchDesk) -> None:
    with pytest.raises(BadQuery, match="no source"):
        await desk.watches.add("C1", "U1", NewWatch(WatchKind.BRAND, "Acme", "Acme source:hackernew"))
    assert desk.watchlist.watches() == []


@pytest.mark.parametrize("query", ["a", "7", '"à" lang:fr', "acme OR a", "title:a -b"])
async def test_a_single_letter_is_no_name_to_watch(desk: WatchDesk, query: str) -> None:
    with pytest.raises(BadQuery, match="stands in nearly every text"):
        await desk.watches.add("C1", "U1", NewWatch(WatchKind.BRAND, "a", query))
    assert desk.watchlist.watches() == []


@pytest.mark.parametrize("query", ["=X", "X corp", "@x", "c++", "花", "5 6", "o2"])
async def test_a_letter_is_watched_as_it_is_written_or_with_what_stands_beside_it(
    desk: WatchDesk, query: str
) -> None:
    assert (await desk.watches.add("C1", "U1", NewWatch(WatchKind.BRAND, "X", query))).query.text == query


async def test_a_watch_is_paused_once_and_heard_anew_when_it_is_resumed(desk: WatchDesk) -> None:
    watch = (await desk.watches.add("C1", "U1", ACME)).watch
    desk.clock.pass_time(timedelta(hours=1))
    assert await desk.watches.set_paused(watch, "U2", paused=True)
    [paused] = desk.watchlist.watches("C1")
    assert not await desk.watches.set_paused(paused, "U2", paused=True)
    assert await desk.watches.set_paused(paused, "U2", paused=False)
    [resumed] = desk.watchlist.watches("C1")
    assert (resumed.paused, resumed.since) == (False, desk.clock.now())


async def test_a_watch_that_was_removed_meanwhile_cannot_be_changed(desk: WatchDesk) -> None:
    watch = (await desk.watches.add("C1", "U1", ACME)).watch
    desk.watchlist.remove(watch.id)
    with pytest.raises(Refused) as refused:
        await desk.watches.set_alerts(watch, "U1", instant=True)
    assert (refused.value.code, refused.value.values) == (Refusal.REMOVED_MEANWHILE, {"name": "Acme"})


async def test_a_channel_without_feeds_is_told_of_one_with_feeds_that_its_people_may_see(
    desk: WatchDesk,
) -> None:
    for secret in ("C3", "C2"):
        await desk.add_feed(secret, number=2 if secret == "C3" else 1)
    added = await desk.watches.add("C1", "U1", ACME)
    assert added.elsewhere
    assert (added.elsewhere.channel, added.elsewhere.number) == ("#theirs", 1)
