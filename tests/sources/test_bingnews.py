"""The search feeds of Bing News."""

from datetime import timedelta

import pytest

from bot.answer import Answer
from bot.errors import ChangedFailure
from bot.fetching import Fetcher
from bot.models import Mention
from bot.query import Needle
from bot.sources.bingnews import BingNews
from bot.sources.source import Ask, SourceRequest
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.sources.cases.bingnews import item, rss


def only(body: bytes) -> Mention:
    (mention,) = BingNews().read(Answer(url="https://www.bing.com/news/search", body=body), START)
    return mention


def test_french_teams_hear_four_countries() -> None:
    asked = BingNews().requests(Ask((Needle("Zorblax"), Needle("zorb", "prefix")), languages=("fr",)))
    assert [each.edition for each in asked] == ["fr-FR", "fr-BE", "fr-CH", "fr-CA"]
    assert {each.text for each in asked} == {'"Zorblax" OR zorb'}


def test_the_article_itself_is_linked_and_not_the_counter() -> None:
    mention = only(rss(item(1, "Zorblax", "Gazette", url="https://news.example/a?id=1&utm_source=bing")))
    assert mention.url == "https://news.example/a?id=1&utm_source=bing"
    assert mention.id == "https://news.example/a?id=1"


def test_a_counter_that_hides_something_else_is_no_mention() -> None:
    hidden = item(1, "Zorblax", "Gazette", url="javascript:alert(1)")
    assert only(rss(hidden, item(2, "Zorblax", "Gazette"))).url == "https://news.example/zorblax/2"


def test_when_no_article_tells_its_address_that_is_said() -> None:
    body = rss(*(item(number, "Zorblax", "Gazette", url="javascript:alert(1)") for number in range(2)))
    with pytest.raises(ChangedFailure, match="new way"):
        BingNews().read(Answer(url="", body=body), START)


@pytest.mark.parametrize("named", ["La Gazette", "La Gazette on MSN", "La Gazette sur MSN.com"])
def test_the_publisher_is_the_place_wherever_it_is_republished(named: str) -> None:
    assert only(rss(item(1, "Zorblax", named))).place == "La Gazette"


def test_without_a_publisher_the_site_is_the_place() -> None:
    assert only(rss(item(1, "Zorblax", "", url="https://www.news.example/a"))).place == "news.example"


def test_the_market_gives_the_language() -> None:
    assert only(rss(item(1, "Zorblax", "Gazette"))).lang == "it"


async def test_it_asks_for_the_newest_first_and_leaves_out_what_is_old(
    fetcher: Fetcher, server: Server, clock: FakeClock
) -> None:
    old = item(1, "Zorblax", "Gazette", "Mon, 02 Nov 2026 07:00:00 GMT")
    server.answer("/news/search", reply(200, rss(old, item(2, "Zorblax", "Gazette"))))
    request = SourceRequest("bingnews", '"Zorblax"', "fr-CA")
    pages = [page async for page in BingNews(clock).search(request, START - timedelta(days=2), fetcher)]
    assert [mention.url for page in pages for mention in page] == ["https://news.example/zorblax/2"]
    assert "setlang=fr&cc=CA&qft=sortbydate" in server.seen[0].target
