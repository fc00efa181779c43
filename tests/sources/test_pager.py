"""Turning pages: each mention once, and the end by what comes first."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.answer import Answer
from bot.errors import Curtailed, GoneFailure
from bot.models import Mention, MentionKind
from bot.sources.feeds import Feeds
from bot.sources.pager import Pager
from bot.sources.source import Page
from tests.clock import START

HOUR = timedelta(hours=1)


def mention(hours: int, *, dated: bool = True) -> Mention:
    """A mention written so many hours before the start; its id is the hour."""
    return Mention(
        id=str(hours),
        source="feeds",
        kind=MentionKind.POST,
        url="https://a.example/",
        created_at=START - hours * HOUR,
        dated=dated,
    )


class Listing:
    """Pages by number; the last comes again and again."""

    def __init__(self, *pages: Sequence[int], status: int = 200) -> None:
        self._pages = pages
        self._status = status
        self.asked: list[int] = []

    async def fetch_page(self, number: int) -> Page:
        self.asked.append(number)
        hours = self._pages[min(number, len(self._pages)) - 1]
        return Page([mention(each) for each in hours], Answer(url="", status=self._status))

    def following(self, number: int, page: Page) -> int | None:
        return number + 1


async def turned(pager: Pager[int], listing: Listing) -> list[list[int]]:
    """The hours on each page that was given."""
    pages = pager.turn(1, listing.fetch_page, listing.following)
    return [[int(each.id) for each in page] async for page in pages]


def pager(*, most: int = 9, since: int | None = None) -> Pager[int]:
    return Pager(Feeds(), most=most, since=None if since is None else START - since * HOUR)


async def test_a_mention_that_moved_to_the_next_page_is_given_once() -> None:
    assert await turned(pager(since=5), Listing([1, 2], [2, 3], [6])) == [[1, 2], [3]]


async def test_a_page_that_brings_nothing_but_what_an_earlier_one_brought_is_the_last() -> None:
    listing = Listing([1, 2], [3])
    assert await turned(pager(), listing) == [[1, 2], [3]]
    assert listing.asked == [1, 2, 3]


async def test_a_page_on_which_all_is_older_is_the_last_and_not_given() -> None:
    listing = Listing([1, 4], [5, 6], [7])
    assert await turned(pager(since=3), listing) == [[1]]
    assert listing.asked == [1, 2]


async def test_what_has_no_date_is_never_older() -> None:
    async def fetch_page(number: int) -> Page:
        return Page([mention(9, dated=False)], Answer(url=""))

    pages = pager(since=3).turn(1, fetch_page, lambda number, page: None)
    assert [len(page) async for page in pages] == [1]


async def test_a_page_on_which_nothing_can_be_read_says_nothing_of_the_next() -> None:
    assert await turned(pager(since=3), Listing([1], [], [2], [4])) == [[1], [2]]


async def test_where_nothing_is_new_since_it_was_asked_no_further_page_is() -> None:
    listing = Listing([], status=304)
    assert await turned(pager(), listing) == []
    assert listing.asked == [1]


@pytest.mark.parametrize("after", [None, 1])
async def test_without_another_page_it_ends(after: int | None) -> None:
    listing = Listing([1], [2])
    pages = pager().turn(1, listing.fetch_page, lambda number, page: after)
    assert len([page async for page in pages]) == 1
    assert listing.asked == [1]


async def test_when_all_pages_that_are_read_at_once_are_read_it_says_that_there_are_more() -> None:
    listing = Listing([1], [2], [3], [4])
    pages = pager(most=3).turn(1, listing.fetch_page, listing.following)
    assert [[each.id for each in await anext(pages)] for _ in range(3)] == [["1"], ["2"], ["3"]]
    with pytest.raises(Curtailed):
        await anext(pages)
    assert listing.asked == [1, 2, 3]


async def test_it_knows_how_many_pages_it_asked_for_and_the_oldest_of_the_last() -> None:
    async def fetch_page(number: int) -> Page:
        if number == 3:
            raise GoneFailure("no such page")
        return Page([mention(number)], Answer(url=""))

    turning = pager()
    pages = turning.turn(1, fetch_page, lambda number, page: number + 1)
    assert [len(await anext(pages)) for _ in range(2)] == [1, 1]
    with pytest.raises(GoneFailure):
        await anext(pages)
    assert (turning.pages_read, turning.oldest) == (3, START - 2 * HOUR)
