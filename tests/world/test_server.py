import asyncio
import json
import socket

import feedparser
import httpx
import pytest

from bot.world.server import World
from tests.clock import FakeClock
from tests.world.conftest import Visitor


async def test_every_host_is_routed_to_one_loopback_address(world: World) -> None:
    routes = world.routes()
    assert {"hn.algolia.com", "news.google.com", "nightcommute.example"} <= routes.keys()
    (base,) = set(routes.values())
    assert base.startswith("http://127.0.0.1:")


async def test_the_feeds_of_a_demo_channel_are_all_served(world: World, visitor: Visitor) -> None:
    assert len(world.feeds) == 8
    for feed in world.feeds:
        assert httpx.URL(feed).host in world.routes()
        answer = await visitor.get(feed)
        assert answer.status_code == 200, feed


async def test_every_feed_says_that_it_is_a_sample(world: World, visitor: Visitor) -> None:
    for feed in world.feeds:
        assert "sample data" in (await visitor.get(feed)).text
    news = await visitor.get("https://news.google.com/rss/search", {"q": "zorblax", "ceid": "FR:fr"})
    assert "sample data" in news.text


async def test_every_answer_says_that_it_is_a_sample(visitor: Visitor) -> None:
    for address in ("https://hn.algolia.com/api/v1/search", "https://nobody.example/"):
        assert (await visitor.get(address)).headers["x-sample-data"].startswith("fictional")


@pytest.mark.parametrize(
    "address",
    [
        "https://nobody.example/",
        "https://nouvelles-isere.example/",
        "https://guidon-bavard.example/no-such-page",
    ],
)
async def test_what_is_not_there_is_a_404_page(visitor: Visitor, address: str) -> None:
    answer = await visitor.get(address)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


async def test_answers_are_compressed_for_those_who_take_it(world: World) -> None:
    base = world.routes()["hn.algolia.com"]
    async with httpx.AsyncClient() as client:
        plain = await client.get(
            f"{base}/", headers={"Host": "hn.algolia.com", "Accept-Encoding": "identity"}
        )
        packed = await client.get(f"{base}/", headers={"Host": "hn.algolia.com"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] in ("gzip", "deflate")
    assert plain.text == packed.text


async def test_the_same_feed_is_not_sent_twice(world: World, visitor: Visitor) -> None:
    for feed in world.feeds:
        first = await visitor.get(feed)
        again = await visitor.get(feed, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), feed
        assert again.headers["etag"] == first.headers["etag"]


async def test_a_feed_without_news_since_a_date_is_not_sent(visitor: Visitor) -> None:
    feed = "https://guidon-bavard.example/feed/"
    first = await visitor.get(feed)
    since = first.headers["last-modified"]
    assert (await visitor.get(feed, headers={"If-Modified-Since": since})).status_code == 304
    early = "Thu, 01 Jan 2026 00:00:00 GMT"
    assert (await visitor.get(feed, headers={"If-Modified-Since": early})).status_code == 200


async def test_an_entity_tag_decides_before_a_date_does(visitor: Visitor) -> None:
    feed = "https://guidon-bavard.example/feed/"
    first = await visitor.get(feed)
    headers = {"If-None-Match": '"another"', "If-Modified-Since": first.headers["last-modified"]}
    assert (await visitor.get(feed, headers=headers)).status_code == 200


async def test_a_date_that_is_none_is_ignored(visitor: Visitor) -> None:
    feed = "https://guidon-bavard.example/feed/"
    assert (await visitor.get(feed, headers={"If-Modified-Since": "yesterday"})).status_code == 200


async def test_ghost_knows_no_dates_only_weak_tags(visitor: Visitor) -> None:
    answer = await visitor.get("https://bidouille-et-pedales.example/rss/")
    assert answer.headers["etag"].startswith("W/")
    assert "last-modified" not in answer.headers


async def test_a_feed_without_its_last_slash_is_elsewhere(visitor: Visitor) -> None:
    answer = await visitor.get("https://guidon-bavard.example/feed")
    assert answer.status_code == 301
    assert answer.headers["location"] == "/feed/"


async def test_people_go_on_talking_while_the_world_runs(visitor: Visitor, clock: FakeClock) -> None:
    feed = "https://guidon-bavard.example/comments/feed/"
    before = await visitor.get(feed)
    await clock.sleep(30 * 60)
    after = await visitor.get(feed, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    newest = feedparser.parse(after.content).entries[0].link
    assert newest not in {entry.link for entry in feedparser.parse(before.content).entries}


async def test_nothing_is_dated_after_now(world: World, visitor: Visitor, clock: FakeClock) -> None:
    answer = await visitor.get("https://hn.algolia.com/api/v1/search_by_date", {"hitsPerPage": "1000"})
    newest = json.loads(answer.content)["hits"][0]["created_at_i"]
    assert newest <= clock.now().timestamp()


async def test_a_stopped_world_answers_no_more() -> None:
    world = World(FakeClock())
    await world.stop()
    await world.start()
    host, port = world.routes()["hn.algolia.com"].removeprefix("http://").split(":")
    await world.stop()
    assert world.routes() == {}
    with pytest.raises(OSError, match="refused"):
        await asyncio.get_running_loop().run_in_executor(None, socket.create_connection, (host, int(port)))
