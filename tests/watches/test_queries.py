"""Queries of watches, changed: which words name the watch is known by what is watched."""

import pytest
from msgspec.structs import replace

from bot.errors import BadQuery, Refusal, Refused
from tests.storage.samples import HOUR, hit, mention, watch
from tests.watches.desk import WatchDesk


@pytest.mark.parametrize(
    ("words", "name", "query"),
    [
        ("Acme lang:fr -jus", "Acme", "Acme lang:fr -jus"),
        ("acme", "Acme", ""),
        ("light = light OR lueur", "Acme Light", "light OR lueur"),
        ("C++", "C++", ""),
        ("“Acme Light”", "Acme Light", ""),
    ],
)
async def test_an_edit_is_read_by_the_names_that_are_watched(
    desk: WatchDesk, words: str, name: str, query: str
) -> None:
    await desk.set_up(watch(), watch("w2", "Acme Light"), watch("w3", "C++"))
    meant, read = await desk.queries.edit_meant("C1", words)
    assert (meant.name, read) == (name, query)


async def test_a_query_that_begins_with_a_word_wants_a_sign(desk: WatchDesk) -> None:
    await desk.set_up()
    with pytest.raises(Refused) as refused:
        await desk.queries.edit_meant("C1", "Acme lueur -jus")
    assert refused.value.code is Refusal.EDIT_UNSIGNED
    assert refused.value.values == {"name": "Acme", "query": "lueur -jus"}


async def test_an_edit_that_names_nothing_is_asked_which(desk: WatchDesk) -> None:
    await desk.set_up()
    with pytest.raises(Refused) as refused:
        await desk.queries.edit_meant("C1", "")
    assert refused.value.code is Refusal.WATCH_UNNAMED


async def test_an_edit_says_what_it_changes_of_what_was_found(desk: WatchDesk) -> None:
    await desk.set_up()
    [kept] = desk.watchlist.watches("C1")
    now = desk.clock.now()
    kept_too = replace(mention("m2", created_at=now - HOUR), text="Acme glows.")
    desk.archive.keep([hit(mention("m1", created_at=now - HOUR)), hit(kept_too)])
    edited = await desk.queries.edit(kept, "U2", "Acme -enfin")
    assert edited
    assert (edited.watch.since, edited.before.text, edited.query.text) == (now, "Acme", "Acme -enfin")
    difference = await desk.queries.difference(edited, "U2")
    assert (difference.kept, difference.new) == (1, 0)
    assert [each.mention.id for each in difference.dropped] == ["m1"]
    assert await desk.queries.edit(edited.watch, "U2", "Acme -enfin") is None, "nothing changes"


async def test_a_query_that_cannot_be_read_or_hears_all_or_asks_an_unknown_source_changes_nothing(
    desk: WatchDesk,
) -> None:
    await desk.set_up()
    [kept] = desk.watchlist.watches("C1")
    for query in ("(", "a", "Acme source:hackernew"):
        with pytest.raises(BadQuery):
            await desk.queries.edit(kept, "U1", query)
    assert desk.watchlist.watches("C1") == [kept]
