"""Hacker News when its search is out of order."""

from collections.abc import Mapping
from datetime import timedelta

import msgspec
import pytest

from bot.answer import Answer
from bot.errors import GoneFailure, RateFailure, TemporaryFailure
from bot.fetching.fetch import HttpRequest
from bot.models import Mention
from bot.sources.hackernews import HackerNews
from bot.sources.hackernews_items import MOST
from bot.sources.source import SourceRequest
from tests.clock import START, FakeClock

NOW = int(START.timestamp())
QUESTION = SourceRequest("hackernews", '"Acme"')
ITEMS: dict[int, dict[str, object] | None] = {
    103: None,
    102: {"id": 102, "type": "comment", "by": "ben", "parent": 101, "time": NOW - 10, "text": "Mine works"},
    101: {"id": 101, "type": "comment", "by": "ada", "parent": 100, "time": NOW - 20, "text": "Acme failed"},
    100: {
        "id": 100,
        "type": "story",
        "by": "eve",
        "time": NOW - 30,
        "title": "Acme opens",
        "url": "https://a.example/1",
    },
    99: {"id": 99, "type": "comment", "by": "old", "parent": 1, "time": NOW - 9_000, "text": "Long ago"},
}


class Firebase:
    """Answers for Firebase; the search answers with a failure."""

    def __init__(self, items: Mapping[int, object] = ITEMS, failure: Exception | None = None) -> None:
        self._items = items
        self._failure = failure or TemporaryFailure("hn.algolia.com answered 503.")
        self.asked: list[str] = []

    async def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        if "algolia" in url:
            raise self._failure
        self.asked.append(url)
        if not self._items:
            raise GoneFailure("no such thing")
        name = url.rpartition("/")[2].removesuffix(".json")
        found = max(self._items) if name == "maxitem" else self._items[int(name)]
        return Answer(url=url, headers={"content-type": "application/json"}, body=msgspec.json.encode(found))

    async def send(self, request: HttpRequest) -> Answer:
        raise AssertionError("Hacker News is only read")


async def heard(source: HackerNews, fetch: Firebase) -> list[Mention]:
    """What a search for Acme brings of the last hour."""
    pages = source.search(QUESTION, START - timedelta(hours=1), fetch)
    return [mention async for page in pages for mention in page]


async def test_the_newest_items_are_walked_when_the_search_is_down() -> None:
    found = await heard(HackerNews(FakeClock()), Firebase())
    assert [(mention.id, mention.author) for mention in found] == [
        ("hn:102", "ben"),
        ("hn:101", "ada"),
        ("hn:100", "eve"),
    ]


async def test_a_search_that_asked_for_rest_is_left_alone_and_the_items_are_walked() -> None:
    resting = RateFailure("hn.algolia.com asked not to be asked again before 10:00 UTC.")
    assert len(await heard(HackerNews(FakeClock()), Firebase(failure=resting))) == 3


async def test_answers_stand_in_their_storys_thread() -> None:
    found = await heard(HackerNews(FakeClock()), Firebase())
    assert [mention.thread for mention in found] == ["hn:100", "hn:100", ""]


async def test_items_are_asked_for_once_whatever_the_number_of_questions() -> None:
    source, fetch = HackerNews(FakeClock()), Firebase()
    await heard(source, fetch)
    before = len(fetch.asked)
    await heard(source, fetch)
    again = [url.rpartition("/")[2] for url in fetch.asked[before:]]
    assert again == ["maxitem.json", "103.json"]


async def test_the_searchs_own_failure_is_told_when_nothing_answers() -> None:
    with pytest.raises(TemporaryFailure, match="503"):
        await heard(HackerNews(FakeClock()), Firebase(items={}))


async def test_a_refusal_of_the_question_is_no_reason_to_walk() -> None:
    fetch = Firebase(failure=GoneFailure("gone"))
    with pytest.raises(GoneFailure):
        await heard(HackerNews(FakeClock()), fetch)
    assert fetch.asked == []


ODD: dict[int, object] = {
    3: {"id": 3, "type": "comment", "by": "ben", "parent": 3, "time": NOW - 10, "text": "Acme"},
    2: {"id": 2, "type": "comment", "by": "ada", "parent": [1], "text": "Acme"},
    1: {"id": 1, "type": "story", "by": "eve", "time": "soon", "title": "Acme opens"},
}


async def test_an_odd_item_ends_no_walk() -> None:
    found = await heard(HackerNews(FakeClock()), Firebase(ODD))
    assert [(mention.author, mention.dated) for mention in found] == [
        ("ben", True),
        ("ada", False),
        ("eve", False),
    ]


async def test_a_walk_that_is_too_long_for_one_is_told_and_goes_on_in_the_next() -> None:
    many = {
        number: {"id": number, "type": "comment", "by": "ada", "time": NOW - 3_000 + number, "text": "Acme"}
        for number in range(1, MOST + 200)
    }
    source, fetch = HackerNews(FakeClock()), Firebase(many)
    pages = source.search(QUESTION, START - timedelta(hours=1), fetch)
    assert len(await anext(pages)) == MOST
    with pytest.raises(TemporaryFailure, match="600 so far") as caught:
        await anext(pages)
    assert caught.value.until == START + 5 * source.interval
    assert len(await heard(source, fetch)) == MOST + 199
