"""What a channel's watches kept, searched."""

import pytest
from msgspec.structs import replace

from bot.errors import Refusal, Refused
from bot.models import Mention
from bot.query import parse
from bot.storage.search import SearchRows
from bot.watches import search
from bot.watches.found import SearchPage
from bot.watches.search import SHOWN, MentionSearch
from tests.storage.samples import HOUR, NOON, WORKSPACE, channel, hit, mention, watch
from tests.watches.desk import WatchDesk


@pytest.fixture
async def searching(desk: WatchDesk) -> MentionSearch:
    await desk.set_up(watch(), watch("w2", "Brimeo"), watch("w3", "Acme", "C2"))
    desk.watchlist.set_up(channel("C2"))
    rows = SearchRows(desk.engine, WORKSPACE)
    made = MentionSearch(desk.lookup, desk.mentions, rows, desk.clock)
    await made.fill()
    return made


def said(id_: str, text: str, hours: float = 0) -> Mention:
    return replace(mention(id_, created_at=NOON + hours * HOUR), title="", text=text, card="")


def ids(page: SearchPage) -> list[str]:
    return [each.mention.id for each in page.hits]


async def test_the_query_is_asked_again_of_what_the_index_finds(
    desk: WatchDesk, searching: MentionSearch
) -> None:
    texts = {
        "m1": "the lamp of Acme",
        "m2": "a lampshade",
        "m3": "Acme, then a lamp",
        "m4": "lamp",
    }
    desk.archive.keep([hit(said(id_, text, int(id_[1]))) for id_, text in texts.items()])
    assert ids(await searching.search("C1", parse("lamp"))) == ["m4", "m3", "m1"]
    assert ids(await searching.search("C1", parse('"lamp of acme"'))) == ["m1"]
    assert ids(await searching.search("C1", parse("lamp -acme"))) == ["m4"]
    assert ids(await searching.search("C1", parse("author:ann"))) == ["m4", "m3", "m2", "m1"]
    assert ids(await searching.search("C1", parse("fire"))) == []


async def test_only_the_channels_own_watches_are_searched(desk: WatchDesk, searching: MentionSearch) -> None:
    desk.archive.keep([hit(said("m1", "lamp")), hit(said("m2", "lamp"), "w3", "C2")])
    desk.archive.keep([hit(said("m1", "lamp"), "w2"), replace(hit(said("m3", "lamp")), workspace="T2")])
    page = await searching.search("C1", parse("lamp"))
    assert [(each.mention.id, set(each.watches)) for each in page.hits] == [("m1", {"Acme", "Brimeo"})]
    assert ids(await searching.search("C2", parse("lamp"))) == ["m2"]
    with pytest.raises(Refused) as refused:
        await searching.search("C9", parse("lamp"))
    assert refused.value.code is Refusal.NEVER_SET_UP


async def test_pages_follow_each_other_without_a_mention_twice(
    desk: WatchDesk, searching: MentionSearch
) -> None:
    texts = [said(f"m{number:02}", "lamp", -number / 10) for number in range(2 * SHOWN + 1)]
    desk.archive.keep([hit(each, watch) for each in texts for watch in ("w1", "w2")])
    page = await searching.search("C1", parse("lamp"))
    seen = ids(page)
    while page.older is not None:
        page = await searching.search("C1", parse("lamp"), page.older)
        seen += ids(page)
    assert seen == [each.id for each in texts]
    assert page.looked_back_to is None


async def test_a_search_that_takes_too_long_says_how_far_it_looked(
    desk: WatchDesk, searching: MentionSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.archive.keep([hit(said(f"m{number:03}", "x", -number)) for number in range(search.FIRST + 9)])
    desk.archive.keep([hit(replace(said("old", "x", -999), author="lea"))])
    monkeypatch.setattr(search, "LONGEST", 0.0)
    page = await searching.search("C1", parse("author:lea"))
    assert (ids(page), page.looked_back_to) == ([], NOON - (search.FIRST - 1) * HOUR)
    assert page.older is not None
    further = await searching.search("C1", parse("author:lea"), page.older)
    assert (ids(further), further.older) == (["old"], None)


async def test_what_is_not_indexed_yet_is_indexed_meanwhile(desk: WatchDesk) -> None:
    await desk.set_up()
    made = MentionSearch(desk.lookup, desk.mentions, SearchRows(desk.engine, WORKSPACE), desk.clock)
    assert not (await made.search("C1", parse("lamp"))).is_whole
    await made.fill()
    assert (await made.search("C1", parse("lamp"))).is_whole
